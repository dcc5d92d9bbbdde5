package dev.athanor.engine.plan;

import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether an applied changeset is still the one that was applied: {@code isCheckSumValid}. */
public final class Checksums {
  private static final Set<String> ANY = Set.of("any", "all", "*", "1:any", "1:all", "1:*");
  private static final int SHOWN = 20;

  private final List<String> mismatches = new ArrayList<>();

  /** Remembers the changeset if it was edited since and may not be. */
  void check(Changeset changeset, HistoryRow row) {
    if (isEdited(changeset, row)) {
      mismatches.add(
          "  "
              + changeset.key()
              + " was "
              + row.checksum().orElse("")
              + " when it was applied and is now "
              + changeset.checksum());
    }
  }

  /** Whether its edit is one to refuse: what runs on change, or always, runs again instead. */
  static boolean isEdited(Changeset changeset, HistoryRow row) {
    return !changeset.runAlways() && !changeset.runOnChange() && !isValid(changeset, row);
  }

  static boolean isValid(Changeset changeset, HistoryRow row) {
    return row.checksum().map(recorded -> accepts(changeset, recorded)).orElse(true);
  }

  /** Whether the changeset counts as the one that was recorded with {@code checksum}. */
  public static boolean accepts(Changeset changeset, String checksum) {
    return checksum.equals(changeset.checksum())
        || changeset.validChecksums().stream()
            .anyMatch(
                valid ->
                    ANY.contains(valid.toLowerCase(Locale.ROOT))
                        || valid.equals(checksum)
                        || valid.equals(changeset.checksum()));
  }

  /** Whether what was recorded is an older Liquibase's checksum of the very same changeset. */
  public static boolean isOfOlder(Changeset changeset, String recorded) {
    return !version(recorded).equals(version(changeset.checksum()))
        && changeset.validChecksums().contains(recorded);
  }

  /**
   * With which of them a row leads to the same plan, the bundle's own first; empty for any. One
   * that runs on change would run again with any other.
   */
  static Optional<List<String>> accepted(Changeset changeset) {
    if (changeset.runAlways()) {
      return Optional.empty();
    }
    if (changeset.runOnChange()) {
      return Optional.of(List.of(changeset.checksum()));
    }
    List<String> accepted = new ArrayList<>(List.of(changeset.checksum()));
    for (String valid : changeset.validChecksums()) {
      if (ANY.contains(valid.toLowerCase(Locale.ROOT)) || valid.equals(changeset.checksum())) {
        return Optional.empty();
      }
      accepted.add(valid);
    }
    return Optional.of(accepted);
  }

  /**
   * Whether a {@code runOnChange} changeset changed. One whose checksum was cleared is not known to
   * have.
   */
  static boolean changed(Changeset changeset, HistoryRow row) {
    if (row.checksum().isEmpty() || row.checksum().get().equals(changeset.checksum())) {
      return false;
    }
    return !isOfOlder(changeset, row.checksum().get());
  }

  private static String version(String checksum) {
    return checksum.substring(0, Math.max(0, checksum.indexOf(':')));
  }

  /**
   * @param choices by which contexts and labels of another run may have had another text
   * @throws AthanorException CHECKSUM_MISMATCH where something was edited
   */
  void throwIfAny(List<PropertyChoice> choices) {
    if (mismatches.isEmpty()) {
      return;
    }
    List<String> shown = mismatches.subList(0, Math.min(SHOWN, mismatches.size()));
    String more =
        mismatches.size() > SHOWN ? "\n  and " + (mismatches.size() - SHOWN) + " more" : "";
    throw new AthanorException(
        Reason.CHECKSUM_MISMATCH,
        (mismatches.size() == 1
                ? "An applied changeset was edited since:\n"
                : mismatches.size() + " applied changesets were edited since:\n")
            + String.join("\n", shown)
            + more,
        "Restore the file and put the change into a new revision; or, if the edit is meant to"
            + " change nothing, add validCheckSum with the old checksum, or accept it in this database"
            + " with `"
            + Term.REPAIR
            + "`."
            + whatChooses(choices));
  }

  private static String whatChooses(List<PropertyChoice> choices) {
    if (choices.isEmpty()) {
      return "";
    }
    return " If nobody edited it, name the contexts and labels of the run that applied it: they choose"
        + " what "
        + choices.stream()
            .map(each -> "${" + each.property() + "}")
            .distinct()
            .limit(SHOWN)
            .collect(Collectors.joining(", "))
        + " is.";
  }
}
