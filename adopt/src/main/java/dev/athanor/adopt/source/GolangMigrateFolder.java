package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** golang-migrate: {@code 000001_create_users.up.sql} and {@code .down.sql}. */
final class GolangMigrateFolder {
  private static final Pattern NAME = Pattern.compile("(\\d+)_(.*)\\.(up|down)\\.sql");

  private final Path folder;
  private final Map<BigInteger, Path> up = new TreeMap<>();
  private final Map<BigInteger, Path> down = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private GolangMigrateFolder(Path folder) {
    this.folder = folder;
  }

  static boolean isOne(Path file) {
    return NAME.matcher(Folders.name(file)).matches();
  }

  /** What the tool's table has: a number without leading zeros. */
  static String key(BigInteger version) {
    return version.toString();
  }

  /**
   * @throws AthanorException INVALID_CHANGELOG for two files of a version, or one that only goes
   *     down
   */
  static OldFolder read(Path folder) {
    return new GolangMigrateFolder(folder).read();
  }

  private OldFolder read() {
    for (Path file : Folders.files(folder, 1)) {
      Matcher name = NAME.matcher(Folders.name(file));
      if (!name.matches()) {
        findings.add(Finding.leftOut(file.toString(), "it is not named VERSION_TITLE.up.sql"));
        continue;
      }
      Map<BigInteger, Path> direction = name.group(3).equals("up") ? up : down;
      Path other = direction.putIfAbsent(new BigInteger(name.group(1)), file);
      if (other != null) {
        throw Folders.twice("version " + name.group(1), other.toString(), file.toString());
      }
    }
    for (Map.Entry<BigInteger, Path> alone : down.entrySet()) {
      if (!up.containsKey(alone.getKey())) {
        throw Folders.invalid(
            alone.getValue() + " undoes a version of which there is no .up.sql.",
            "Bring that file back, or remove this one.");
      }
    }
    gaps();
    return OldFolder.chain(
        Tool.GOLANG_MIGRATE,
        up.entrySet().stream().map(e -> migration(e.getKey(), e.getValue())).toList(),
        findings);
  }

  private OldMigration migration(BigInteger version, Path file) {
    Matcher name = NAME.matcher(Folders.name(file));
    name.matches();
    return new OldMigration(
        Tool.GOLANG_MIGRATE.id(key(version)),
        name.group(1),
        Folders.words(name.group(2), "version " + name.group(1)),
        Folders.time(name.group(1)),
        OldMigration.Place.after(null),
        file.toString(),
        new OldMigration.Content.Sql(SqlFile.read(file, StandardCharsets.UTF_8)),
        Optional.ofNullable(down.get(version))
            .map(path -> SqlFile.read(path, StandardCharsets.UTF_8)),
        OldMigration.Mode.ONCE);
  }

  /** The tool runs on over a number that is missing; a file that was lost looks the same. */
  private void gaps() {
    BigInteger last = null;
    for (Map.Entry<BigInteger, Path> entry : up.entrySet()) {
      BigInteger version = entry.getKey();
      boolean counted = version.bitLength() < 20;
      if (counted && last != null && !last.add(BigInteger.ONE).equals(version)) {
        findings.add(
            Finding.note(
                entry.getValue().toString(),
                "no version stands between " + last + " and " + version + ": is a file missing?"));
      }
      last = version;
    }
  }
}
