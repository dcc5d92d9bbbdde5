package dev.athanor.engine.command;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.KeptTotal;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.kept.Kept;
import dev.athanor.engine.kept.KeptPurge;
import dev.athanor.engine.kept.KeptText;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What upgrades have kept of what they dropped, in a database. */
public final class ListDropped {
  private static final String EXPIRED = "expired";
  private static final String ALL = "all";

  private final DatabaseTarget database;

  public ListDropped(DatabaseTarget database) {
    this.database = Objects.requireNonNull(database, "database");
  }

  /**
   * @throws AthanorException UNTRUSTED_HISTORY where others can change what it reads, and all that
   *     connecting throws
   */
  public DroppedEntries run() {
    try (Database session = database.open()) {
      return entries(read(session));
    }
  }

  /**
   * Forgets some, then lists the rest.
   *
   * @param which {@code expired}, {@code all}, or the id of one
   * @throws AthanorException INVALID_CONFIGURATION for an id that is not there; as {@link #run}
   */
  public DroppedEntries purge(String which) {
    try (Database session = database.open()) {
      List<Kept> all = read(session);
      List<Kept> chosen = forget(session, all, which);
      if (chosen.isEmpty() && !which.equals(EXPIRED) && !which.equals(ALL)) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "Nothing is kept as '" + which + "' in " + database.url() + ".",
            "Give expired, all, or an id as they are listed.");
      }
      return entries(all.stream().filter(kept -> !chosen.contains(kept)).toList());
    }
  }

  /**
   * Forgets what is past its time, of all histories.
   *
   * @param trusted whose hand in the database is accepted
   * @return how many entries that were
   * @throws AthanorException as {@link #purge}
   */
  public int forgetExpired(TrustedRoles trusted) {
    try (Database session = database.open()) {
      return forget(session, read(session, trusted), EXPIRED).size();
    }
  }

  /**
   * How much is kept, of all histories.
   *
   * @param trusted whose hand in the database is accepted
   * @return empty where nothing is
   * @throws AthanorException as {@link #run}
   */
  public Optional<KeptTotal> total(TrustedRoles trusted) {
    try (Database session = database.open()) {
      List<Kept> kept = read(session, trusted);
      return kept.stream()
          .map(Kept::until)
          .min(Comparator.naturalOrder())
          .map(
              until ->
                  new KeptTotal(kept.size(), kept.stream().mapToLong(Kept::bytes).sum(), until));
    }
  }

  private static List<Kept> forget(Database session, List<Kept> all, String which) {
    List<Kept> chosen = all.stream().filter(kept -> isChosen(kept, which)).toList();
    if (!chosen.isEmpty()) {
      session.requireWritable();
      KeptPurge.forget(session, chosen);
    }
    return chosen;
  }

  private static boolean isChosen(Kept kept, String which) {
    return switch (which) {
      case EXPIRED -> kept.until().isBefore(Instant.now());
      case ALL -> true;
      default -> kept.id().equals(which);
    };
  }

  private static List<Kept> read(Database session) {
    return read(session, TrustedRoles.NONE);
  }

  private static List<Kept> read(Database session, TrustedRoles trusted) {
    HistoryTables tables = new HistoryTables(session);
    tables.inspect(trusted);
    return tables.hasKept() ? KeptPurge.list(session) : List.of();
  }

  private DroppedEntries entries(List<Kept> kept) {
    return new DroppedEntries(
        database.url().toString(), kept.stream().map(DroppedEntries.Entry::of).toList());
  }

  /**
   * What is kept.
   *
   * @param database its URL, the password masked
   * @param kept the newest first
   */
  public record DroppedEntries(String database, List<Entry> kept) implements CommandResult {
    public DroppedEntries {
      Objects.requireNonNull(database, "database");
      kept = List.copyOf(kept);
    }

    /**
     * A table's rows or a column's values.
     *
     * @param id names it
     * @param revision whose downgrade brings it back
     * @param changeset of that revision
     * @param kind {@code table}, {@code column} or {@code conversion}
     * @param what the table's or column's name
     * @param rows how many; null where the table was put away as it was
     * @param bytes how much room it takes
     * @param until when the next run forgets it
     */
    public record Entry(
        String id,
        String revision,
        String changeset,
        String kind,
        String what,
        Long rows,
        long bytes,
        Instant until) {

      static Entry of(Kept kept) {
        return new Entry(
            kept.id(),
            kept.revision(),
            kept.changeset().toString(),
            kept.kind().name().toLowerCase(Locale.ROOT),
            kept.what(),
            kept.rows().orElse(null),
            kept.bytes(),
            kept.until());
      }

      private String line() {
        return id
            + "  "
            + KeptText.amount(rows, Kept.Kind.valueOf(kind.toUpperCase(Locale.ROOT)))
            + " of "
            + what
            + ", "
            + bytes
            + " bytes, for the downgrade of "
            + revision
            + ", until "
            + until.truncatedTo(ChronoUnit.SECONDS);
      }
    }

    @Override
    public String text() {
      return kept.isEmpty()
          ? "Nothing is kept in " + database
          : kept.stream().map(Entry::line).collect(Collectors.joining("\n"));
    }

    @Override
    public Object json() {
      return kept;
    }
  }
}
