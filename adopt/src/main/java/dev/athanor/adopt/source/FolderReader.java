package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads migrations, whosever they are. */
public final class FolderReader {
  private FolderReader() {}

  /**
   * @throws AthanorException INVALID_CHANGELOG for a folder that holds no migrations, or those of
   *     two tools, and as each tool's own layout has it; INVALID_CONFIGURATION for options that do
   *     not fit
   */
  public static OldFolder read(FolderRequest request) {
    Tool tool = request.tool().orElseGet(() -> tool(request));
    OldFolder folder =
        switch (tool) {
          case FLYWAY ->
              FlywayFolder.read(request.folders(), request.flyway(), request.defaultSchema());
          case ALEMBIC -> AlembicFolder.read(rendered(request));
          case GOLANG_MIGRATE -> GolangMigrateFolder.read(only(request));
          case DBMATE -> DbmateFolder.read(only(request));
          case RAILS -> RailsFolder.read(rails(only(request)));
          case LIQUIBASE ->
              throw new AthanorException(
                  Reason.INVALID_CONFIGURATION,
                  "A Liquibase changelog is not imported: it runs as it is.",
                  "Name its master with --changelog (-Dathanor.changelog), and take the database"
                      + " over with `adopt`.");
          case NOBODY ->
              throw new AthanorException(
                  Reason.INVALID_CONFIGURATION,
                  "What nobody has written cannot be read from a folder.",
                  "Leave the folder out, and name the database whose schema is to be the first"
                      + " revision.");
        };
    if (folder.migrations().isEmpty()) {
      throw Folders.invalid(
          "There is no migration of " + tool.title() + "'s in " + named(request) + ".",
          "Name the folder that holds them, and how they are named where that is not the default.");
    }
    return folder;
  }

  private static String rendered(FolderRequest request) {
    if (request.rendered().isPresent()) {
      try {
        return Files.readString(request.rendered().get());
      } catch (IOException e) {
        throw Folders.invalid(
            request.rendered().get() + " cannot be read: " + e.getMessage(),
            "Name what `python render.py alembic.ini` printed.");
      }
    }
    Path folder = only(request);
    return AlembicRenderer.run(
        request.python(),
        AlembicFolder.config(folder)
            .orElseThrow(
                () ->
                    Folders.invalid(
                        "There is no alembic.ini in " + folder + ".",
                        "Name the folder that has it.")));
  }

  private static Path rails(Path folder) {
    Path db = folder.resolve("db");
    return RailsFolder.isOne(folder) || !Files.isDirectory(db) ? folder : db;
  }

  private static Path only(FolderRequest request) {
    if (request.folders().size() != 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "These migrations are in one folder, and "
              + request.folders().size()
              + " are named: "
              + named(request)
              + ".",
          "Name one; only Flyway has several.");
    }
    return request.folders().get(0);
  }

  private static String named(FolderRequest request) {
    return request.folders().stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private static Tool tool(FolderRequest request) {
    if (request.rendered().isPresent()) {
      return Tool.ALEMBIC;
    }
    Set<Tool> found = EnumSet.noneOf(Tool.class);
    request.folders().forEach(folder -> found.addAll(tools(folder)));
    if (found.size() == 1) {
      return found.iterator().next();
    }
    String words = found.stream().map(Tool::word).collect(Collectors.joining(", "));
    throw Folders.invalid(
        found.isEmpty()
            ? "Whose migrations are in " + named(request) + " cannot be told from its files."
            : named(request) + " looks like the migrations of several tools: " + words + ".",
        "Name the tool, as in --tool flyway (-Dathanor.tool=flyway); migrations are named"
            + " V1__create_users.sql (Flyway), 000001_create_users.up.sql (golang-migrate),"
            + " 20240131093000_create_users.sql with a line '-- migrate:up' (dbmate), alembic.ini"
            + " (Alembic), db/structure.sql (Rails).");
  }

  private static Set<Tool> tools(Path folder) {
    Set<Tool> found = EnumSet.noneOf(Tool.class);
    List<Path> files = Folders.files(folder, Integer.MAX_VALUE);
    if (AlembicFolder.config(folder).isPresent()) {
      return EnumSet.of(Tool.ALEMBIC);
    }
    if (RailsFolder.isOne(folder) || RailsFolder.isOne(folder.resolve("db"))) {
      return EnumSet.of(Tool.RAILS);
    }
    for (Path file : files) {
      if (GolangMigrateFolder.isOne(file)) {
        found.add(Tool.GOLANG_MIGRATE);
      } else if (FlywayFolder.isOne(file)) {
        found.add(Tool.FLYWAY);
      } else if (Folders.name(file).endsWith(".sql") && isDbmate(file)) {
        found.add(Tool.DBMATE);
      }
    }
    return found;
  }

  private static boolean isDbmate(Path file) {
    return DbmateFolder.UP.matcher(SqlFile.read(file, StandardCharsets.ISO_8859_1).text()).find();
  }
}
