package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.adopt.command.ImportMigrations.Imported;
import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.FlywayOptions;
import dev.athanor.adopt.source.FolderReader;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.OldMigration;
import dev.athanor.adopt.source.OldMigration.Content;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.testing.Import;
import dev.athanor.adopt.testing.RealAlembic;
import dev.athanor.adopt.testing.RealFlyway;
import dev.athanor.adopt.testing.TakeOver;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders of public projects, which bench/migrations stages: what is imported builds what the
 * project's own tool builds, and the tool's database is taken over.
 */
@EnabledIfSystemProperty(named = "migrations", matches = ".+")
class PublicFoldersTest {
  @TempDir Path directory;

  static Stream<Path> folders() throws IOException {
    String property = System.getProperty("migrations", "");
    return property.isEmpty()
        ? Stream.of()
        : Files.list(Path.of(property)).filter(Files::isDirectory).sorted();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void whatIsImportedBuildsWhatItsToolBuilds(Path folder) throws Exception {
    FolderRequest request =
        FolderRequest.of(folder).withPython(System.getProperty("alembic.python", "python3"));
    Path conf = folder.resolve("flyway.conf");
    OldFolder read =
        FolderReader.read(
            Files.exists(conf)
                ? request.withFlyway(FlywayOptions.defaults().withConfig(conf))
                : request);
    Import imported = new Import(directory);
    long began = System.nanoTime();
    Imported result = imported.of(read);
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    List<Finding> toWrite =
        result.outcome().findings().stream()
            .filter(finding -> finding.kind() == Finding.Kind.TO_WRITE)
            .toList();
    String equal = toWrite.isEmpty() ? compared(folder, read, imported) : "–";
    System.out.printf(
        "| %s | %s | %d | %d | %d | %d | %d | %s | %d |%n",
        folder.getFileName(),
        read.tool().title(),
        read.migrations().size(),
        toWrite.size(),
        undo(result, "given"),
        undo(result, "derived"),
        undo(result, "none"),
        equal,
        seconds);
    toWrite.forEach(finding -> System.out.println("  " + finding.text()));
  }

  private static long undo(Imported result, String kind) {
    return result.outcome().written().stream().filter(each -> each.undo().equals(kind)).count();
  }

  private static String compared(Path folder, OldFolder read, Import imported) throws Exception {
    String theirs = SystemPostgres.get().newDatabase();
    String refused = migrate(folder, read, theirs);
    String ours = SystemPostgres.get().newDatabase();
    if (!refused.isEmpty()) {
      // What its own tool cannot run from the files alone, we do not run either.
      try {
        imported.upgrade(ours, "heads");
      } catch (dev.athanor.engine.model.AthanorException e) {
        return "both stop: " + refused;
      }
      throw new AssertionError("only " + read.tool().title() + " stops: " + refused);
    }
    imported.upgrade(ours, "heads");
    Import.assertSame(Import.dumpAll(ours), Import.dumpAll(theirs));
    if (read.tool() == Tool.FLYWAY || read.tool() == Tool.ALEMBIC) {
      TakeOver takeOver = new TakeOver(imported, theirs);
      assertThat(takeOver.look().differences()).isEmpty();
      takeOver.record();
      assertThat(takeOver.pending("heads")).isZero();
      goOn(folder, read, theirs);
    }
    return "yes";
  }

  /** The tool still finds its own table as it was: the way back. */
  private static void goOn(Path folder, OldFolder read, String database) throws IOException {
    if (read.tool() == Tool.FLYWAY) {
      flyway(folder, database).validate();
    } else {
      alembic(folder, database);
    }
  }

  /** Why the tool stops; empty where it does not. */
  private static String migrate(Path folder, OldFolder read, String database)
      throws SQLException, IOException {
    switch (read.tool()) {
      case FLYWAY -> {
        try {
          flyway(folder, database).migrate();
        } catch (RuntimeException e) {
          return e.getMessage().lines().findFirst().orElse("");
        }
      }
      case GOLANG_MIGRATE, DBMATE -> {
        for (OldMigration migration : read.migrations()) {
          run(database, ((Content.Sql) migration.content()).sql().text());
        }
      }
      case ALEMBIC -> alembic(folder, database);
      default -> throw new IllegalStateException("no judge for " + read.tool());
    }
    return "";
  }

  private static void alembic(Path folder, String database) {
    String url =
        "postgresql+psycopg2://postgres@127.0.0.1:" + SystemPostgres.get().port() + "/" + database;
    new RealAlembic(folder).run(url, "upgrade", "heads");
  }

  /** As golang-migrate does: the whole file as one query. */
  private static void run(String database, String sql) throws SQLException {
    try (Connection connection = SystemPostgres.get().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static RealFlyway flyway(Path folder, String database) throws IOException {
    RealFlyway flyway =
        new RealFlyway(11, SystemPostgres.get().url(database), folder)
            .with("postgresql.transactional.lock", "false");
    Path conf = folder.resolve("flyway.conf");
    if (Files.exists(conf)) {
      for (String line : Files.readAllLines(conf)) {
        String[] setting = line.split("=", 2);
        flyway.with(setting[0].replaceFirst("^flyway\\.", ""), setting[1]);
      }
    }
    return flyway;
  }
}
