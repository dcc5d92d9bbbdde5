package dev.athanor.adopt.source;

import dev.athanor.adopt.source.OldMigration.Content;
import dev.athanor.adopt.source.OldMigration.Mode;
import dev.athanor.engine.model.AthanorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flyway: {@code V1.2__create_users.sql} once, in the order of versions, then {@code R__views.sql}
 * whenever it has changed; {@code U1.2__…} undoes. Scripts may have a {@code .conf} beside them.
 */
final class FlywayFolder {
  private static final Pattern CALLBACK =
      Pattern.compile("((before|after)[A-Z]\\w*?|createSchema)(__.*)?");
  private static final Pattern PROGRAM =
      Pattern.compile("([A-Z])([^_].*?|)__(.*)\\.(java|kt|groovy|scala|class)");

  private final FlywayOptions options;
  private final Placeholders placeholders;
  private final Map<FlywayVersion, Named> versioned = new TreeMap<>();
  private final Map<FlywayVersion, Named> undo = new TreeMap<>();
  private final Map<FlywayVersion, Named> baselines = new TreeMap<>();
  private final Map<String, Named> repeatable = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /** A file, and what its name says. */
  private record Named(Path file, String description, boolean program) {}

  private FlywayFolder(FlywayOptions options, String defaultSchema) {
    this.options = options;
    this.placeholders = new Placeholders(defaultSchema);
  }

  static boolean isOne(Path file) {
    return Folders.name(file).matches("(V[0-9][0-9._]*|R)__.*\\.sql");
  }

  /**
   * @param defaultSchema what {@code ${flyway:defaultSchema}} is
   * @throws AthanorException INVALID_CHANGELOG for two files of a version; INVALID_CONFIGURATION
   *     for placeholders without a value
   */
  static OldFolder read(List<Path> folders, FlywayOptions options, String defaultSchema) {
    return new FlywayFolder(options, defaultSchema).read(folders);
  }

  private OldFolder read(List<Path> folders) {
    folders.forEach(folder -> Folders.files(folder, Integer.MAX_VALUE).forEach(this::sort));
    baselines.forEach(this::baseline);
    undo.forEach(
        (version, named) -> {
          if (!versioned.containsKey(version)) {
            leftOut(named.file(), "it undoes version " + version + ", which is not there");
          }
        });
    List<OldMigration> migrations = new ArrayList<>();
    versioned.forEach((version, named) -> add(migrations, versioned(version, named), named));
    repeatable.forEach((name, named) -> add(migrations, repeatable(name, named), named));
    placeholders.requireAll();
    return OldFolder.chain(Tool.FLYWAY, migrations, findings);
  }

  private void add(List<OldMigration> migrations, OldMigration migration, Named named) {
    if (script(named.file()).skips()) {
      leftOut(named.file(), "its .conf says shouldExecute=false");
    } else {
      migrations.add(migration);
    }
  }

  private void sort(Path file) {
    String name = Folders.name(file);
    Optional<String> base =
        options.suffixes().stream()
            .filter(name::endsWith)
            .map(suffix -> name.substring(0, name.length() - suffix.length()))
            .findFirst();
    if (base.isPresent()) {
      script(file, base.get());
      return;
    }
    Matcher program = PROGRAM.matcher(name);
    if (program.matches() && !name.contains("$")) {
      place(file, program.group(1), program.group(2), program.group(3), true);
    } else if (!name.endsWith(".conf")) {
      leftOut(file, "it ends in none of " + String.join(", ", options.suffixes()));
    }
  }

  private void script(Path file, String base) {
    if (CALLBACK.matcher(base).matches()) {
      leftOut(file, "a callback of Flyway's, which runs with every migration: Athanor has none");
      return;
    }
    String separator = options.get("sqlMigrationSeparator");
    int at = base.indexOf(separator);
    String head = at < 0 ? base : base.substring(0, at);
    String kind = kind(head);
    if (kind.isEmpty()) {
      leftOut(file, "Flyway runs no file of this name: no prefix of a migration");
      return;
    }
    String version = head.substring(options.get(kind).length());
    String description = at < 0 ? "" : base.substring(at + separator.length());
    place(file, letter(kind), version, description, false);
  }

  /** Flyway's name of the prefix that {@code head} begins with. */
  private String kind(String head) {
    String repeatablePrefix = options.get("repeatableSqlMigrationPrefix");
    if (head.equals(repeatablePrefix)) {
      return "repeatableSqlMigrationPrefix";
    }
    for (String kind :
        List.of("sqlMigrationPrefix", "undoSqlMigrationPrefix", "baselineMigrationPrefix")) {
      String prefix = options.get(kind);
      if (head.startsWith(prefix)
          && FlywayVersion.parse(head.substring(prefix.length())).isPresent()) {
        return kind;
      }
    }
    return "";
  }

  private static String letter(String kind) {
    return switch (kind) {
      case "sqlMigrationPrefix" -> "V";
      case "undoSqlMigrationPrefix" -> "U";
      case "baselineMigrationPrefix" -> "B";
      default -> "R";
    };
  }

  private void place(
      Path file, String letter, String version, String description, boolean program) {
    Named named = new Named(file, description, program);
    Optional<FlywayVersion> parsed = FlywayVersion.parse(version);
    Named other = null;
    String what = letter + version;
    if (letter.equals("R") && version.isEmpty()) {
      what = "the repeatable migration " + description;
      other = repeatable.putIfAbsent(Folders.words(description, "repeatable"), named);
    } else if (parsed.isPresent() && letter.equals("V")) {
      other = versioned.putIfAbsent(parsed.get(), named);
    } else if (parsed.isPresent() && letter.equals("U")) {
      other = undo.putIfAbsent(parsed.get(), named);
    } else if (parsed.isPresent() && letter.equals("B")) {
      other = baselines.putIfAbsent(parsed.get(), named);
    } else {
      leftOut(file, "Flyway runs no file of this name");
    }
    if (other != null) {
      throw Folders.twice(what, other.file().toString(), file.toString());
    }
  }

  /** It stands for all versions up to its own: with those at hand it is not needed. */
  private void baseline(FlywayVersion version, Named named) {
    boolean needed = versioned.keySet().stream().noneMatch(each -> each.compareTo(version) <= 0);
    if (needed) {
      versioned.put(version, named);
    } else {
      leftOut(
          named.file(), "it sums up versions up to " + version + ", which are imported one by one");
    }
  }

  private OldMigration versioned(FlywayVersion version, Named named) {
    String shown = "V" + version;
    return new OldMigration(
        version.id(),
        shown,
        Folders.words(named.description(), shown),
        Folders.time(version.toString()),
        OldMigration.Place.after(null),
        named.file().toString(),
        content(named),
        Optional.ofNullable(undo.get(version)).filter(u -> !u.program()).map(this::sql),
        script(named.file()).inTransaction() ? Mode.ONCE : Mode.OUTSIDE);
  }

  private OldMigration repeatable(String name, Named named) {
    return new OldMigration(
        FlywayVersion.repeatableId(name),
        "R " + name,
        name,
        Optional.empty(),
        OldMigration.Place.after(null),
        named.file().toString(),
        content(named),
        Optional.empty(),
        Mode.ON_CHANGE);
  }

  private Content content(Named named) {
    return named.program()
        ? new Content.ToWrite(
            Folders.name(named.file()) + " is a program, which only Flyway runs: write its SQL")
        : new Content.Sql(sql(named));
  }

  private SqlFile sql(Named named) {
    FlywayOptions own = script(named.file());
    return placeholders.fill(SqlFile.read(named.file(), own.encoding()), own);
  }

  private FlywayOptions script(Path file) {
    Path conf = file.resolveSibling(Folders.name(file) + ".conf");
    return Files.exists(conf) ? options.withScriptConfig(conf) : options;
  }

  private void leftOut(Path file, String reason) {
    findings.add(Finding.leftOut(file.toString(), reason));
  }
}
