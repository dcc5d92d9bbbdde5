package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When a backup comes before the first change, in the words of {@link Setting#BACKUP}. */
public enum BackupWhen {
  ALWAYS,
  NEVER,
  /** Of every database but one that Athanor started itself. */
  AUTO;

  /**
   * @param where whose value it is, for the error
   * @throws AthanorException INVALID_CONFIGURATION for another word
   */
  public static BackupWhen of(String word, String where) {
    return Stream.of(values())
        .filter(when -> when.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    where + " is '" + word + "'",
                    "Use one of "
                        + Stream.of(values())
                            .map(BackupWhen::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
