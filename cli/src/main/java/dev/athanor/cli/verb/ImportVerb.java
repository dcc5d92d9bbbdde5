package dev.athanor.cli.verb;

import dev.athanor.adopt.command.ImportMigrations;
import dev.athanor.adopt.command.LiveSchema;
import dev.athanor.adopt.source.AlembicRenderer;
import dev.athanor.adopt.source.FlywayOptions;
import dev.athanor.adopt.source.FolderReader;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.write.Importer;
import dev.athanor.cli.Console;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Another tool's migrations as revisions. */
final class ImportVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final ScratchOptions scratch = new ScratchOptions();
  private final DatabaseOptions database = DatabaseOptions.forSomeUses();
  private final List<Path> folders = new ArrayList<>();
  private FlywayOptions flyway = FlywayOptions.defaults();
  private Optional<Tool> tool = Optional.empty();
  private String python = FolderRequest.DEFAULT_PYTHON;
  private Path rendered;
  private boolean derive = true;
  private boolean printRenderer;

  @Override
  public String summary() {
    return "Make revisions of the migrations of Flyway, Alembic and others, or of a live schema.";
  }

  @Override
  void options(Arguments arguments) {
    source.declareFiles(arguments);
    scratch.declare(arguments);
    database.declare(arguments);
    arguments
        .option(
            "--tool",
            "NAME",
            "flyway, alembic, golang-migrate, dbmate, rails, or nobody for a live schema"
                + " (default: what the folder looks like)",
            v -> tool = Optional.of(Tool.parse(v)))
        .option(
            "--flyway",
            "NAME=VALUE",
            "what Flyway is told, as in flyway.conf: placeholders.NAME, sqlMigrationPrefix, …;"
                + " repeatable",
            this::flyway)
        .option(
            "--flyway-config", "FILE", "a flyway.conf", v -> flyway = flyway.withConfig(Path.of(v)))
        .option("--python", "PROGRAM", "a Python that has Alembic", v -> python = v)
        .option(
            "--rendered",
            "FILE",
            "Alembic's revisions, as the renderer printed them elsewhere",
            v -> rendered = Path.of(v))
        .flag("--print-renderer", "print that renderer", () -> printRenderer = true)
        .flag(
            "--no-derive",
            "look for no way back where no file has one; needs no scratch server",
            () -> derive = false)
        .positionals("FOLDER", "where the migrations are", v -> folders.add(Path.of(v)));
  }

  private void flyway(String assignment) {
    String[] parts = assignment.split("=", 2);
    flyway = flyway.with(parts[0], parts.length > 1 ? parts[1] : "");
  }

  @Override
  public int run() {
    if (printRenderer) {
      Console.raw(AlembicRenderer.program());
      return dev.athanor.cli.ExitCode.OK;
    }
    return super.run();
  }

  @Override
  CommandResult result() {
    return new ImportMigrations(
            folder(),
            new Importer(
                source.source(),
                source.options(),
                derive ? Optional.of(scratch.settings()) : Optional.empty(),
                SnapshotOptions.DEFAULT.withDefaultSchema(database.settings().firstSchema())))
        .run();
  }

  private OldFolder folder() {
    if (tool.equals(Optional.of(Tool.NOBODY))) {
      return LiveSchema.read(
          database.target(System.getenv()), scratch.settings(), SnapshotOptions.DEFAULT);
    }
    if (folders.isEmpty() && rendered == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Nobody said where the migrations are.",
          "Name their folder; for a database without any, --tool nobody.");
    }
    return FolderReader.read(
        new FolderRequest(
            tool,
            folders,
            flyway,
            python,
            Optional.ofNullable(rendered),
            database.settings().firstSchema()));
  }
}
