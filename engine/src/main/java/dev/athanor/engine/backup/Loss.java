package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a database would lose if it became as a backup has it.
 *
 * @param token accepts the loss of this history for that backup, and of no other
 * @param since when the backup's snapshot was taken
 * @param rows written since then, by the server's statistics, the history's own not counted; empty
 *     where that is not known: another database's backup, or statistics that were reset
 * @param text all of it, as people read it
 */
public record Loss(String token, Instant since, OptionalLong rows, String text) {
  private static final int SHOWN = 8;
  private static final int TOKEN_CHARACTERS = 12;

  public Loss {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(text, "text");
  }

  /**
   * @param fingerprint of the database's history
   * @param names of the history's tables, whose change is said apart
   */
  static Loss of(TargetContents contents, Backup backup, String fingerprint, HistoryNames names) {
    Map<String, Long> then = backup.metadata().activity();
    List<String> written = new ArrayList<>();
    long rows = 0;
    boolean known = contents.identity().equals(backup.metadata().database());
    for (String table : contents.activity().keySet().stream().sorted().toList()) {
      long more = contents.activity().get(table) - then.getOrDefault(table, 0L);
      if (more == 0 || isHistory(table, names)) {
        continue;
      }
      known &= more > 0;
      rows += more;
      written.add(
          table + (more < 0 ? " (unknown: its statistics were reset)" : " (" + more + " rows)"));
    }
    return new Loss(
        token(contents, backup, fingerprint),
        backup.takenAt(),
        known ? OptionalLong.of(rows) : OptionalLong.empty(),
        text(contents, backup, fingerprint, written));
  }

  /**
   * Tells of it, and lets it pass once it was accepted.
   *
   * @return empty for an empty database, which loses nothing
   * @throws AthanorException TARGET_NOT_EMPTY naming the loss and the token that accepts it
   */
  static Optional<Loss> requireAcceptance(
      TargetContents contents,
      Backup backup,
      Database database,
      RestoreRequest request,
      RestoreListener listener) {
    if (contents.isEmpty()) {
      return Optional.empty();
    }
    Loss loss = of(contents, backup, History.read(database).fingerprint(), database.names());
    listener.loss(loss);
    if (request.acceptLoss().filter(loss.token::equals).isPresent()
        || request.beforehand().isPresent() && isOfThis(contents, backup)) {
      return Optional.of(loss);
    }
    throw new AthanorException(
        Reason.TARGET_NOT_EMPTY,
        loss.text,
        (request.acceptLoss().isPresent() ? "That is not what was accepted. " : "")
            + "Restore into an empty database, or accept the loss with "
            + Term.ACCEPT_LOSS.of(loss.token)
            + ".");
  }

  private static String token(TargetContents contents, Backup backup, String fingerprint) {
    String all = backup.digest() + contents.identity() + fingerprint;
    int start = "sha256:".length();
    return Digest.of(all).substring(start, start + TOKEN_CHARACTERS);
  }

  private static String text(
      TargetContents contents, Backup backup, String fingerprint, List<String> written) {
    StringBuilder text = new StringBuilder("the database ").append(contents.database());
    text.append(" is not empty: ").append(shortList(contents.objects())).append('.');
    if (!isOfThis(contents, backup)) {
      return text.append(" The backup is of another database, ")
          .append(backup.metadata().database().name())
          .append(": all of this would be lost.")
          .toString();
    }
    text.append(
        fingerprint.equals(backup.historyFingerprint())
            ? " Its history is the backup's."
            : " Its history has moved on since the backup.");
    if (!contents.identity().equals(backup.metadata().database())) {
      return text.append(" The database was restored from a backup after ")
          .append(backup.takenAt())
          .append(": what was written since then is lost, and how much that is, is not known.")
          .toString();
    }
    return text.append(" Written since ")
        .append(backup.takenAt())
        .append(", by the server's statistics, and lost: ")
        .append(written.isEmpty() ? "nothing" : shortList(written))
        .append('.')
        .toString();
  }

  /** Also of one whose place the database has taken. */
  private static boolean isOfThis(TargetContents contents, Backup backup) {
    if (contents.identity().equals(backup.metadata().database())) {
      return true;
    }
    try {
      return Lineage.of(contents.identity(), backup.store().all()).has(backup);
    } catch (IOException e) {
      return false; // then all of it counts as lost
    }
  }

  private static boolean isHistory(String table, HistoryNames names) {
    return table.startsWith("athanor.")
        || table.endsWith("." + names.changelog())
        || table.endsWith("." + names.lock());
  }

  private static String shortList(List<String> items) {
    String shown = String.join(", ", items.subList(0, Math.min(SHOWN, items.size())));
    return items.size() > SHOWN ? shown + " and " + (items.size() - SHOWN) + " more" : shown;
  }
}
