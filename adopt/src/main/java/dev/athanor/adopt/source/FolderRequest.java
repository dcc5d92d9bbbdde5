package dev.athanor.adopt.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which migrations are to be read.
 *
 * @param tool whose they are; empty: what the folder looks like
 * @param folders where they are; several are Flyway's locations
 * @param flyway what Flyway is told about them
 * @param python the interpreter that has Alembic
 * @param rendered what the renderer of Alembic's revisions printed on another machine
 * @param defaultSchema the schema that the tool migrates
 */
public record FolderRequest(
    Optional<Tool> tool,
    List<Path> folders,
    FlywayOptions flyway,
    String python,
    Optional<Path> rendered,
    String defaultSchema) {
  public static final String DEFAULT_PYTHON = "python3";

  public FolderRequest {
    Objects.requireNonNull(tool, "tool");
    folders = List.copyOf(folders);
    Objects.requireNonNull(flyway, "flyway");
    Objects.requireNonNull(python, "python");
    Objects.requireNonNull(rendered, "rendered");
    Objects.requireNonNull(defaultSchema, "defaultSchema");
  }

  /** Whatever is in one folder. */
  public static FolderRequest of(Path folder) {
    return new FolderRequest(
        Optional.empty(),
        List.of(folder),
        FlywayOptions.defaults(),
        DEFAULT_PYTHON,
        Optional.empty(),
        "public");
  }

  public FolderRequest withFlyway(FlywayOptions options) {
    return new FolderRequest(tool, folders, options, python, rendered, defaultSchema);
  }

  public FolderRequest withPython(String program) {
    return new FolderRequest(tool, folders, flyway, program, rendered, defaultSchema);
  }
}
