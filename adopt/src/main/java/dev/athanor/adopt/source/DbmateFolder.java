package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** dbmate: {@code 20240131093000_create_users.sql} with a block for each direction. */
final class DbmateFolder {
  private static final Pattern NAME = Pattern.compile("(\\d+)_?(.*)\\.sql");
  static final Pattern UP = Pattern.compile("(?m)^--\\s*migrate:up(.*)$");
  private static final Pattern DOWN = Pattern.compile("(?m)^--\\s*migrate:down(.*)$");
  private static final Pattern OUTSIDE = Pattern.compile("(?i)\\btransaction:\\s*false\\b");

  private DbmateFolder() {}

  /**
   * @throws AthanorException INVALID_CHANGELOG for two files of a version, and one without a block
   *     {@code migrate:up}
   */
  static OldFolder read(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    for (Path file : Folders.files(folder, 1)) {
      Matcher name = NAME.matcher(Folders.name(file));
      if (!name.matches()) {
        findings.add(Finding.leftOut(file.toString(), "it is not named VERSION_TITLE.sql"));
        continue;
      }
      Path other = files.putIfAbsent(name.group(1), file);
      if (other != null) {
        throw Folders.twice("version " + name.group(1), other.toString(), file.toString());
      }
    }
    return OldFolder.chain(
        Tool.DBMATE, files.values().stream().map(DbmateFolder::migration).toList(), findings);
  }

  private static OldMigration migration(Path file) {
    SqlFile sql = SqlFile.read(file, StandardCharsets.UTF_8);
    Matcher up = UP.matcher(sql.text());
    Matcher down = DOWN.matcher(sql.text());
    if (!up.find()) {
      throw Folders.invalid(
          file + " has no line '-- migrate:up'.",
          "Write it above the SQL that migrates, or move the file away.");
    }
    boolean hasDown = down.find();
    if (hasDown && down.start() < up.start()) {
      throw Folders.invalid(
          file + ": migrate:down stands before migrate:up.", "Put the block that migrates first.");
    }
    Matcher name = NAME.matcher(Folders.name(file));
    name.matches();
    boolean outside =
        OUTSIDE.matcher(up.group(1)).find() || hasDown && OUTSIDE.matcher(down.group(1)).find();
    return new OldMigration(
        Tool.DBMATE.id(name.group(1)),
        name.group(1),
        Folders.words(name.group(2), "version " + name.group(1)),
        Folders.time(name.group(1)),
        OldMigration.Place.after(null),
        file.toString(),
        new OldMigration.Content.Sql(
            sql.part(up.end(), hasDown ? down.start() : sql.text().length())),
        hasDown ? Optional.of(sql.part(down.end(), sql.text().length())) : Optional.empty(),
        outside ? OldMigration.Mode.OUTSIDE : OldMigration.Mode.ONCE);
  }
}
