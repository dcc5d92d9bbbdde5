package dev.athanor.adopt.source;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of another tool's.
 *
 * @param id the revision's
 * @param version what people call it: {@code V1.2}, {@code 000003}
 * @param message one line
 * @param created when it was written, if that is known
 * @param graph its place
 * @param file where it stands
 * @param content what it does
 * @param down what undoes it, where the tool's own files say so
 * @param mode how it runs
 */
public record OldMigration(
    String id,
    String version,
    String message,
    Optional<Instant> created,
    Place graph,
    String file,
    Content content,
    Optional<SqlFile> down,
    Mode mode) {

  /**
   * @param parents ids
   * @param dependsOn ids
   * @param branchLabels names
   */
  public record Place(List<String> parents, List<String> dependsOn, List<String> branchLabels) {
    public Place {
      parents = List.copyOf(parents);
      dependsOn = List.copyOf(dependsOn);
      branchLabels = List.copyOf(branchLabels);
    }

    /** Behind one other, or behind nothing. */
    public static Place after(String parent) {
      return new Place(parent == null ? List.of() : List.of(parent), List.of(), List.of());
    }
  }

  /** How a migration runs. */
  public enum Mode {
    /** Once, in a transaction. */
    ONCE,
    /** Once, each statement by itself. */
    OUTSIDE,
    /** Again whenever its text has changed. */
    ON_CHANGE,
    /** It is what a database begins with: nobody goes back behind it. */
    BASELINE
  }

  /** What a migration does. */
  public sealed interface Content {
    /** SQL, placeholders filled in. */
    record Sql(SqlFile sql) implements Content {
      public Sql {
        Objects.requireNonNull(sql, "sql");
      }
    }

    /** A program, or SQL that its tool could not render. */
    record ToWrite(String why) implements Content {
      public ToWrite {
        Objects.requireNonNull(why, "why");
      }
    }
  }

  public OldMigration {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(graph, "graph");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(down, "down");
    Objects.requireNonNull(mode, "mode");
  }

  /** The same behind another one. */
  public OldMigration after(String parent) {
    return new OldMigration(
        id, version, message, created, Place.after(parent), file, content, down, mode);
  }
}
