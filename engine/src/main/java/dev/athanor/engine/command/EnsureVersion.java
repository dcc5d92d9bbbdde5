package dev.athanor.engine.command;

import dev.athanor.engine.apply.HistoryChange;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.Objects;

/** Alembic's {@code ensure_version}: makes the tables of a history where there are none. */
public final class EnsureVersion {
  private final DatabaseTarget database;
  private final TrustedRoles trusted;

  /**
   * @param trusted whose hand in the history is no reason to stop
   */
  public EnsureVersion(DatabaseTarget database, TrustedRoles trusted) {
    this.database = Objects.requireNonNull(database, "database");
    this.trusted = Objects.requireNonNull(trusted, "trusted");
  }

  /**
   * @throws AthanorException as {@link HistoryChange#run} has it
   */
  public Ensured run() {
    String schema =
        new HistoryChange(
                database.url(),
                database.settings(),
                trusted,
                database.waiting(MigrateOptions.DEFAULTS))
            .run(now -> new HistoryChange.Decision<>(now.tables().schema(), List.of()));
    return new Ensured(database.url().toString(), schema, database.settings().names().changelog());
  }

  /**
   * The history's tables are there.
   *
   * @param schema of DATABASECHANGELOG
   * @param table what that is called
   */
  public record Ensured(String database, String schema, String table) implements CommandResult {
    @Override
    public String text() {
      return "The history's tables are there: " + schema + "." + table + " and schema athanor";
    }

    @Override
    public Object json() {
      return new Json(database, schema);
    }

    private record Json(String database, String schema) {}
  }
}
