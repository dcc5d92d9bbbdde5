package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rails: {@code db/structure.sql} is what a database begins with. Its migrations are Ruby, and what
 * they did is in there already.
 */
final class RailsFolder {
  private static final String STRUCTURE = "structure.sql";
  private static final Pattern VERSIONS =
      Pattern.compile(
          "(?is)INSERT INTO \"?schema_migrations\"?\\s*\\(version\\)\\s*VALUES([^;]*);");
  private static final Pattern VERSION = Pattern.compile("'(\\d+)'");
  private static final Pattern RUBY = Pattern.compile("(\\d+)_\\w+\\.rb");

  private RailsFolder() {}

  static boolean isOne(Path folder) {
    return Files.exists(folder.resolve(STRUCTURE)) || Files.exists(folder.resolve("schema.rb"));
  }

  /**
   * @throws AthanorException INVALID_CHANGELOG where there is no {@code structure.sql}, or one that
   *     does not say which migrations are in it
   */
  static OldFolder read(Path folder) {
    Path structure = folder.resolve(STRUCTURE);
    if (!Files.exists(structure)) {
      throw Folders.invalid(
          folder + " has no " + STRUCTURE + ": Rails' migrations are Ruby, which only Rails runs.",
          "Set config.active_record.schema_format = :sql, run `bin/rails db:schema:dump`, and"
              + " import again.");
    }
    SqlFile sql = SqlFile.read(structure, StandardCharsets.UTF_8);
    TreeSet<String> versions = versions(sql.text());
    if (versions.isEmpty()) {
      throw Folders.invalid(
          structure + " does not say which migrations it holds.",
          "Rails writes INSERT INTO \"schema_migrations\" at its end: dump it with"
              + " `bin/rails db:schema:dump`.");
    }
    String last = versions.last();
    OldMigration baseline =
        new OldMigration(
            Tool.RAILS.id(last),
            last,
            "the schema of Rails as of " + last,
            Folders.time(last),
            OldMigration.Place.after(null),
            structure.toString(),
            new OldMigration.Content.Sql(sql),
            Optional.empty(),
            OldMigration.Mode.BASELINE);
    return new OldFolder(Tool.RAILS, List.of(baseline), newer(folder, versions));
  }

  /** The versions that a dump says are in it. */
  static TreeSet<String> versions(String structure) {
    TreeSet<String> versions = new TreeSet<>();
    Matcher insert = VERSIONS.matcher(structure);
    while (insert.find()) {
      VERSION.matcher(insert.group(1)).results().forEach(found -> versions.add(found.group(1)));
    }
    return versions;
  }

  private static List<Finding> newer(Path folder, TreeSet<String> versions) {
    List<Finding> findings = new ArrayList<>();
    Path migrate = folder.resolve("migrate");
    if (!Files.isDirectory(migrate)) {
      return findings;
    }
    for (Path file : Folders.files(migrate, 1)) {
      Matcher name = RUBY.matcher(Folders.name(file));
      if (name.matches() && !versions.contains(name.group(1))) {
        findings.add(
            Finding.leftOut(
                file.toString(),
                "structure.sql does not have it: run it, dump again, and import anew"));
      }
    }
    return findings;
  }
}
