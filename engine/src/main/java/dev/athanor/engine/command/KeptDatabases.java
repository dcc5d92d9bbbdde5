package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.swap.MarkedDatabase;
import dev.athanor.engine.swap.RestoreMark;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The databases that restores have made beside one, or put aside for one. */
public final class KeptDatabases {
  private static final long MIB = 1 << 20;

  private final DatabaseTarget database;

  /**
   * @param database the one that has the name; it need not be there
   */
  public KeptDatabases(DatabaseTarget database) {
    this.database = Objects.requireNonNull(database, "database");
  }

  /**
   * @throws AthanorException as {@link MarkedDatabase#of} has it
   */
  public Kept list() {
    return new Kept(
        MarkedDatabase.of(database.url(), database.settings()).stream().map(Entry::of).toList());
  }

  /**
   * Drops one of them, and lists the others.
   *
   * @throws AthanorException as {@link MarkedDatabase#drop} has it
   */
  public Kept drop(String name) {
    MarkedDatabase.drop(database.url(), database.settings(), name);
    return list();
  }

  /**
   * One of them.
   *
   * @param state {@code KEPT} for one that was put aside, {@code LOADING} and {@code LOADED} for
   *     what a restore has made that did not come to its end
   * @param backup what was restored
   * @param at when it was put aside or made
   * @param bytes on the server's disk
   */
  public record Entry(String name, String state, String backup, String at, long bytes) {
    static Entry of(MarkedDatabase marked) {
      RestoreMark mark = marked.mark();
      return new Entry(
          marked.name(), mark.state().name(), mark.backup(), mark.at(), marked.bytes());
    }

    private String text() {
      return name
          + (state.equals(RestoreMark.State.KEPT.name())
              ? "  put aside at " + at + " by the restore of "
              : "  made at " + at + " by an unfinished restore of ")
          + backup
          + ", "
          + Math.max(1, bytes / MIB)
          + " MiB";
    }
  }

  /** All of them. */
  public record Kept(List<Entry> databases) implements CommandResult {
    public Kept {
      databases = List.copyOf(databases);
    }

    @Override
    public String text() {
      return databases.isEmpty()
          ? "No database was put aside by a restore."
          : databases.stream().map(Entry::text).collect(Collectors.joining("\n"));
    }

    @Override
    public Object json() {
      return databases;
    }
  }
}
