package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.liquibase.StockLiquibase;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of up, down, failure and lost session at a random statement, our own process
 * killed at any moment, older and newer bundles, two schemas of one database, and stock Liquibase
 * between: history is reality after each of them, and from wherever a sequence ends there is a way
 * down and a way up.
 *
 * <p>{@code -Dathanor.sequences=100} runs more of them; a seed always makes the same sequence, but
 * for the moment at which a process is killed.
 */
class RandomHistoryTest {
  private static final int REVISIONS = 6;
  private static final int OPERATIONS = 20;
  private static final List<String> SCHEMAS = List.of("public", "other");

  /** A process is killed so many milliseconds after it began, at the latest. */
  private static final int LIFE = 600;

  /** What a run may answer where nothing was put in its way. */
  private static final Set<Reason> REFUSALS =
      Set.of(Reason.WRONG_DIRECTION, Reason.UNKNOWN_HISTORY);

  @TempDir static Path home;

  /** The first so many revisions, as an older or newer release has them. */
  private static final List<Bundle> BUNDLES = new ArrayList<>();

  private final String url = TestPostgres.newDatabase();
  private final List<String> log = new ArrayList<>();
  private Random random;

  static int[] seeds() {
    return java.util.stream.IntStream.range(0, Integer.getInteger("athanor.sequences", 4))
        .toArray();
  }

  @BeforeAll
  static void compile() throws IOException {
    for (int size = 1; size <= REVISIONS; size++) {
      Path versions = Files.createDirectories(root(size).resolve("versions"));
      for (int i = 1; i <= size; i++) {
        Files.writeString(versions.resolve("r" + i + ".sql"), revision(i));
      }
      Files.writeString(
          root(size).resolve("master.yaml"),
          "databaseChangeLog:\n- includeAll: {path: versions/}\n");
      BUNDLES.add(
          BundleCompiler.compile(
              Changelog.load(ChangelogSource.versions(root(size))), CompileOptions.defaults()));
      BUNDLES.get(size - 1).write(root(size).resolve("bundle.zip"));
    }
  }

  private static Path root(int size) {
    return home.resolve("of" + size);
  }

  private static String revision(int i) {
    String text =
        """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s

        %s"""
            .formatted(id(i), i == 1 ? "<base>" : id(i - 1), table("r" + i + "a"));
    return switch (i % 3) {
      case 0 -> text + index(i);
      case 1 -> text + table("r" + i + "b");
      default -> text;
    };
  }

  private static String id(int revision) {
    return "%012x".formatted(0xa0 + revision);
  }

  private static String table(String name) {
    return """
        --changeset t:NAME
        UPDATE control.clock SET n = control.trouble('NAME', 1);
        CREATE TABLE NAME (id int);
        UPDATE control.clock SET n = control.trouble('NAME', 2);
        --rollback UPDATE control.clock SET n = control.trouble('NAME', -1);
        --rollback DROP TABLE NAME;
        --rollback UPDATE control.clock SET n = control.trouble('NAME', -2);
        """
        .replace("NAME", name);
  }

  private static String index(int i) {
    return """
        --changeset t:rNb runInTransaction:false
        CREATE INDEX CONCURRENTLY rNb ON rNa (id);
        --rollback DROP INDEX CONCURRENTLY rNb;
        """
        .replaceAll("\\brN", "r" + i);
  }

  private static final String OTHERS =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

  private static final String CONTROL =
      """
      CREATE SCHEMA other;
      CREATE SCHEMA control;
      CREATE TABLE control.plan (name text, at int, kind text);
      CREATE TABLE control.clock (n int);
      INSERT INTO control.clock VALUES (0);
      CREATE FUNCTION control.trouble(what text, place int) RETURNS int LANGUAGE plpgsql AS $$
      DECLARE wanted text;
      BEGIN
        SELECT kind INTO wanted FROM control.plan WHERE name = what AND at = place;
        IF wanted = 'fail' THEN RAISE EXCEPTION 'trouble'; END IF;
        IF wanted = 'slow' THEN PERFORM pg_sleep(0.3); END IF;
        IF wanted = 'kill' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
        RETURN place;
      END $$;
      """;

  @ParameterizedTest
  @MethodSource("seeds")
  void historyIsRealityWhateverHappens(int seed) throws Exception {
    random = new Random(seed);
    TestPostgres.execute(url, CONTROL);
    for (int i = 0; i < OPERATIONS; i++) {
      String schema = SCHEMAS.get(random.nextInt(4) == 0 ? 1 : 0);
      boolean stock = random.nextInt(8) == 0;
      boolean killed = !stock && random.nextInt(6) == 0;
      trouble(stock, killed);
      if (stock) {
        byStock(schema);
      } else if (killed) {
        byAProcessThatIsKilled(schema);
      } else {
        byUs(schema);
      }
      SCHEMAS.forEach(this::assertHistoryIsReality);
    }
    for (String schema : SCHEMAS) {
      wayDownAndUp(schema);
    }
  }

  private Target target(String schema) {
    Target target = new Target(DatabaseUrl.parse(url));
    target.settings = SessionSettings.DEFAULTS.withSearchPath(schema);
    return target;
  }

  /** A statement of a changeset, up or down, fails or loses its session; or nothing does. */
  private void trouble(boolean stock, boolean killed) {
    String kind =
        killed ? "slow" : List.of("none", "fail", stock ? "fail" : "kill").get(random.nextInt(3));
    String name = "r" + (1 + random.nextInt(REVISIONS)) + "ab".charAt(random.nextInt(2));
    int at = List.of(-2, -1, 1, 2).get(random.nextInt(4));
    TestPostgres.execute(
        url,
        "DELETE FROM control.plan; INSERT INTO control.plan VALUES ('%s', %d, '%s')"
            .formatted(name, at, kind));
    log.add(kind + " at " + name + " " + at);
  }

  /** A run with so many revisions. */
  private record Way(int size, boolean up, String revision) {}

  private Way way(String how, String schema) {
    int size = 1 + random.nextInt(REVISIONS);
    boolean up = random.nextBoolean();
    int to = random.nextInt(size + 1);
    String revision = to == 0 ? (up ? "head" : "base") : id(to);
    log.add("%s%s of %d in %s to %s".formatted(how, up ? "up" : "down", size, schema, revision));
    return new Way(size, up, revision);
  }

  private void byAProcessThatIsKilled(String schema) throws Exception {
    Way way = way("killed ", schema);
    Process child =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RandomHistoryTest.class.getName(),
                url,
                schema,
                root(way.size()).resolve("bundle.zip").toString(),
                String.valueOf(way.up()),
                way.revision())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(child.getInputStream().read()).isEqualTo('.');
    Thread.sleep(random.nextInt(LIFE));
    child.destroyForcibly().waitFor();
    // The server goes on with what it was sent, and then misses who sent it.
    try (Database database = target(schema).open()) {
      for (int i = 0; i < 3000 && !database.queryText(OTHERS).equals("0"); i++) {
        Thread.sleep(20);
      }
      assertThat(database.queryText(OTHERS)).as(story()).isEqualTo("0");
    }
  }

  /** The process that is killed: migrates, and says when it begins. */
  public static void main(String[] arguments) {
    Target target = new Target(DatabaseUrl.parse(arguments[0]));
    target.settings = SessionSettings.DEFAULTS.withSearchPath(arguments[1]);
    Bundle bundle = Bundle.read(Path.of(arguments[2]));
    PlanOptions options =
        Boolean.parseBoolean(arguments[3]) ? PlanOptions.UPGRADE : PlanOptions.DOWNGRADE;
    System.out.print('.');
    System.out.flush();
    target.migrate(new PlanRequest(bundle, arguments[4], options.withAllowSuperuser(true)));
  }

  private void byUs(String schema) {
    Way way = way("", schema);
    try {
      migrate(schema, BUNDLES.get(way.size() - 1), way.up(), way.revision());
    } catch (AthanorException e) {
      log.add(e.reason() + " " + e.getMessage());
      boolean trouble =
          e.getMessage().contains("trouble") || e.reason() == Reason.CONNECTION_FAILED;
      assertThat(trouble || REFUSALS.contains(e.reason())).as(story()).isTrue();
    }
  }

  private void migrate(String schema, Bundle bundle, boolean up, String revision) {
    PlanOptions options = up ? PlanOptions.UPGRADE : PlanOptions.DOWNGRADE;
    target(schema).migrate(new PlanRequest(bundle, revision, options.withAllowSuperuser(true)));
  }

  private void byStock(String schema) {
    int size = 1 + random.nextInt(REVISIONS);
    boolean up = random.nextBoolean();
    int count = 1 + random.nextInt(3);
    log.add("stock %s of %d in %s, %d".formatted(up ? "update" : "rollback", size, schema, count));
    try {
      StockLiquibase.run(
          root(size),
          "master.yaml",
          url + "&currentSchema=" + schema,
          liquibase -> {
            if (up) {
              liquibase.update("");
            } else {
              liquibase.rollback(count, "");
            }
          });
    } catch (IllegalStateException e) {
      log.add(String.valueOf(e.getCause()));
    }
  }

  private String story() {
    return String.join("\n", log);
  }

  /** Each recorded changeset's effect is there, and no other's but of what is marked unfinished. */
  private void assertHistoryIsReality(String schema) {
    Set<String> there = new TreeSet<>(effects(schema));
    Set<String> recorded = recorded(schema);
    assertThat(there).as("recorded in " + schema + ":\n" + story()).containsAll(recorded);
    there.removeAll(recorded);
    there.removeAll(unfinished());
    assertThat(there).as("there in " + schema + ", not recorded:\n" + story()).isEmpty();
  }

  private List<String> effects(String schema) {
    return target(schema)
        .list(
            "SELECT relname FROM pg_class WHERE relnamespace = '"
                + schema
                + "'::regnamespace AND relname ~ '^r[0-9][ab]$'");
  }

  private Set<String> recorded(String schema) {
    Target target = target(schema);
    return target.ask("SELECT to_regclass('" + schema + ".databasechangelog')::text") == null
        ? Set.of()
        : new TreeSet<>(target.list("SELECT id FROM " + schema + ".databasechangelog"));
  }

  private List<String> unfinished() {
    Target target = target("public");
    return target.ask("SELECT to_regclass('athanor.unfinished')::text") == null
        ? List.of()
        : target.list("SELECT id FROM athanor.unfinished");
  }

  /**
   * Nothing is in the way any more: the oldest bundle undoes all that was ours, by what is kept.
   */
  private void wayDownAndUp(String schema) {
    TestPostgres.execute(url, "DELETE FROM control.plan");
    Bundle newest = BUNDLES.get(REVISIONS - 1);
    log.add("ways of " + schema + " from " + recorded(schema));
    try {
      migrate(schema, BUNDLES.get(0), false, "base");
    } catch (AthanorException e) {
      // What stock applied, only a bundle that has it undoes.
      log.add("oldest: " + e.reason() + " " + e.getMessage());
      assertThat(e.reason()).as(story()).isEqualTo(Reason.UNKNOWN_HISTORY);
      migrate(schema, newest, false, "base");
    }
    assertThat(recorded(schema)).as(story()).isEmpty();
    assertThat(effects(schema)).as(story()).isEmpty();
    migrate(schema, newest, true, "head");
    assertHistoryIsReality(schema);
    migrate(schema, BUNDLES.get(0), false, "base");
    assertThat(effects(schema)).as(story()).isEmpty();
  }
}
