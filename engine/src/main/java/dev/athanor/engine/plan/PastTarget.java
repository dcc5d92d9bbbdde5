package dev.athanor.engine.plan;

import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Count;
import dev.athanor.engine.model.Reason;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target of a downgrade that is no revision but a moment of the history: {@code
 * 2026-11-28T10:00:00} undoes what was executed later, as Liquibase's {@code rollback-to-date};
 * {@code changesets-3} the three changesets executed last, as its {@code rollback-count}.
 *
 * @param undone identities of the changesets to undo
 */
public record PastTarget(Set<String> undone) {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}([T ].*)?");
  private static final Pattern COUNT = Pattern.compile("changesets-(\\d{1,6})");

  public PastTarget {
    undone = Set.copyOf(undone);
  }

  /** Whether a target is written as one. */
  public static boolean isOne(String target) {
    return DATE.matcher(target).matches() || COUNT.matcher(target).matches();
  }

  /**
   * Empty where the target is anything else; names and tags go before it.
   *
   * @param rows those that can be undone, in the order in which they were executed
   * @throws AthanorException UNKNOWN_TARGET for a date that is none, and for more changesets than
   *     there are
   */
  static Optional<PastTarget> of(String target, List<HistoryRow> rows) {
    Matcher count = COUNT.matcher(target);
    if (count.matches()) {
      return Optional.of(last(Integer.parseInt(count.group(1)), target, rows));
    }
    return DATE.matcher(target).matches() ? Optional.of(since(target, rows)) : Optional.empty();
  }

  private static PastTarget last(int count, String target, List<HistoryRow> rows) {
    if (count == 0 || count > rows.size()) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'"
              + target
              + "' goes "
              + (count == 0 ? "nowhere" : "too far")
              + ": "
              + Count.of(rows.size(), "changeset")
              + (rows.size() == 1 ? " is" : " are")
              + " applied",
          "Take a number from 1 to " + rows.size() + ", or base.");
    }
    return of(rows.subList(rows.size() - count, rows.size()));
  }

  private static PastTarget since(String target, List<HistoryRow> rows) {
    LocalDateTime moment = parse(target);
    return of(
        rows.stream()
            .filter(row -> LocalDateTime.parse(row.executed().replace(' ', 'T')).isAfter(moment))
            .toList());
  }

  private static LocalDateTime parse(String target) {
    try {
      return target.length() == "2026-11-28".length()
          ? LocalDate.parse(target).atStartOfDay()
          : LocalDateTime.parse(target.replace(' ', 'T'));
    } catch (DateTimeParseException e) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + target + "' is no date",
          "Write it as 2026-11-28 or 2026-11-28T10:00:00, without a zone: as DATEEXECUTED has it.",
          e);
    }
  }

  private static PastTarget of(List<HistoryRow> rows) {
    Set<String> undone = new HashSet<>();
    rows.forEach(row -> undone.add(row.key().identity()));
    return new PastTarget(undone);
  }

  /** Whether going there undoes what a row records. */
  boolean precedes(HistoryRow row) {
    return undone.contains(row.key().identity());
  }
}
