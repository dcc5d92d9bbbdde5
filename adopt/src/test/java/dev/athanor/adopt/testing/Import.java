package dev.athanor.adopt.testing;

import dev.athanor.adopt.command.ImportMigrations;
import dev.athanor.adopt.source.FolderReader;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.write.Importer;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Imports into a directory, and runs what was imported. */
public final class Import {
  private final Path root;

  /**
   * @param root the changelog root
   */
  public Import(Path root) {
    this.root = root;
  }

  /** The installed server as scratch server. */
  public static ScratchSettings scratch() {
    return new ScratchSettings(
        ScratchSettings.defaultHome(),
        new dev.athanor.scratch.Binaries.Installed(SystemPostgres.get().bin()),
        Optional.of(SystemPostgres.get().url("postgres")),
        ScratchSettings.DEFAULT_IDLE);
  }

  public ImportMigrations.Imported of(FolderRequest request) {
    return of(FolderReader.read(request));
  }

  public ImportMigrations.Imported of(OldFolder folder) {
    return new ImportMigrations(
            folder,
            new Importer(
                source(),
                CompileOptions.defaults(),
                Optional.of(scratch()),
                SnapshotOptions.DEFAULT))
        .run();
  }

  public ChangelogSource source() {
    return ChangelogSource.versions(root);
  }

  public Bundle bundle() {
    return BundleCompiler.compile(Changelog.load(source()), CompileOptions.defaults());
  }

  /** The text of the only revision whose file's name has this in it. */
  public String text(String part) {
    try (Stream<Path> files = Files.list(root.resolve("versions"))) {
      return Files.readString(
          files.filter(f -> f.getFileName().toString().contains(part)).findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> files() {
    try (Stream<Path> files = Files.list(root.resolve("versions"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DatabaseTarget target(String database) {
    return DatabaseTarget.of(DatabaseUrl.parse(SystemPostgres.get().url(database)));
  }

  public void upgrade(String database, String revision) {
    new Upgrade(
            bundle(),
            revision,
            PlanOptions.UPGRADE,
            target(database),
            MigrationTerms.withoutBackup("test"),
            line -> {})
        .run();
  }

  public void downgrade(String database, String revision) {
    new Downgrade(
            bundle(),
            revision,
            PlanOptions.DOWNGRADE,
            target(database),
            MigrationTerms.withoutBackup("test"),
            line -> {})
        .run();
  }

  /** Fails with the first lines that differ. */
  public static void assertSame(String ours, String theirs) {
    List<String> one = ours.lines().toList();
    List<String> other = theirs.lines().toList();
    int at = 0;
    while (at < Math.min(one.size(), other.size()) && one.get(at).equals(other.get(at))) {
      at++;
    }
    if (at < Math.max(one.size(), other.size())) {
      throw new AssertionError("ours:\n" + around(one, at) + "\ntheirs:\n" + around(other, at));
    }
  }

  private static String around(List<String> lines, int at) {
    int from = Math.max(0, Math.min(at - 3, lines.size()));
    return String.join("\n", lines.subList(from, Math.min(lines.size(), at + 6)));
  }

  /** {@code pg_dump -s} without the tables that migration tools keep for themselves. */
  public static String dump(String database) {
    return dump(database, "-s");
  }

  /** Schema and rows. */
  public static String dumpAll(String database) {
    return dump(database, "--inserts");
  }

  private static String dump(String database, String what) {
    SystemPostgres server = SystemPostgres.get();
    List<String> command = new ArrayList<>();
    command.add(server.bin().resolve("pg_dump").toString());
    command.addAll(List.of(what, "--no-comments", "-h", "127.0.0.1", "-U", "postgres"));
    command.addAll(List.of("-p", Integer.toString(server.port()), "-N", "athanor", "-d", database));
    for (String table :
        List.of(
            "flyway_schema_history",
            "databasechangelog",
            "databasechangeloglock",
            "alembic_version",
            "schema_migrations",
            "ar_internal_metadata")) {
      command.addAll(List.of("-T", "*." + table));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(text);
      }
      return text.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
