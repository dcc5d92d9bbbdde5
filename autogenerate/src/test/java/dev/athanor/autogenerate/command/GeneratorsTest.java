package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Project;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.model.Kind;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** What numbers the keys of rows that are there, after another has done so. */
class GeneratorsTest {
  private static final String INSERT =
      """
      class Insert {
        static void run(String url, Properties connection) {
          var settings = new org.hibernate.cfg.Configuration();
          settings.addAnnotatedClass(A.class).addAnnotatedClass(B.class);
          settings.setProperty("hibernate.connection.url", url);
          connection.forEach((k, v) -> settings.setProperty("hibernate.connection." + k, "" + v));
          try (var factory = settings.buildSessionFactory()) {
            factory.inTransaction(session -> {
              for (int i = 0; i < 7; i++) {
                session.persist(new A());
                session.persist(new B());
              }
            });
          }
        }
      }
      """;

  // Held here: a logger nobody holds forgets its level.
  private static final Logger HIBERNATE_LOG = Logger.getLogger("org.hibernate");

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory);
  }

  @Test
  void aGeneratorsSequenceStartsBehindTheRows() throws IOException {
    project.model(
        model(
            "@Entity class Thing { @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;"
                + " }"));
    project.autogenerate("identity");
    project.model(model("@Entity class Thing { @Id @GeneratedValue Long id; }")).allowDestructive();

    AutogenerateResult result = project.autogenerate("sequence");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('thing_seq', greatest((SELECT max(id) FROM thing), -49) + 50, false);");
  }

  @Test
  void aSharedSequenceStartsBehindEveryTable() throws IOException {
    String own = "@GeneratedValue(strategy = GenerationType.IDENTITY)";
    String shared =
        "@GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"ids\", allocationSize = 1)";
    String model = "@Entity class A { @Id %1$s Long id; } @Entity class B { @Id %1$s Long id; }";
    project.model(model(model.formatted(own))).autogenerate("identity");
    project.model(model(model.formatted(shared))).allowDestructive();

    AutogenerateResult result = project.autogenerate("shared");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('ids', greatest((SELECT max(id) FROM a), (SELECT max(id) FROM b), 0)"
                + " + 1, false);");
  }

  /** Hibernate 5 had one sequence for all entities, from 6 on each has its own. */
  @Test
  void oneSequenceForEachEntityInPlaceOfASharedOneStartsBehindItsRows() throws IOException {
    String shared =
        "@GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"hibernate_sequence\", allocationSize = 1)";
    String model = "@Entity class A { @Id %1$s Long id; } @Entity class B { @Id %1$s Long id; }";
    project.model(model(model.formatted(shared))).autogenerate("shared");
    project.model(model(model.formatted("@GeneratedValue"))).allowDestructive();

    AutogenerateResult result = project.autogenerate("own");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('a_seq', greatest((SELECT max(id) FROM a), -49) + 50, false);",
            "SELECT setval('b_seq', greatest((SELECT max(id) FROM b), -49) + 50, false);",
            "DROP SEQUENCE hibernate_sequence;");
    assertThat(project.check().upToDate()).isTrue();
  }

  @Test
  void aSequenceUnderAnotherNameMayBeTheSame() throws IOException {
    String named =
        "@Entity class A { @Id @GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"%s\", allocationSize = 1) Long id; }";
    project.model(model(named.formatted("hibernate_sequence"))).autogenerate("first");
    project.model(model(named.formatted("a_seq")));

    assertThatThrownBy(() -> project.autogenerate("other"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.RENAME_UNDECIDED);
              assertThat(refused.nextStep())
                  .startsWith("Say -Drename=hibernate_sequence:a_seq if it is;");
            });

    AutogenerateResult result = project.renames("hibernate_sequence:a_seq").autogenerate("renamed");
    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains("ALTER SEQUENCE hibernate_sequence RENAME TO a_seq;");
    assertThat(project.check().upToDate()).isTrue();
  }

  /** A sequence takes its place from numbers, and the keys are texts before. */
  @Test
  void aSequenceForKeysThatBecomeNumbersStartsBehindThem() throws IOException {
    project.model(model("@Entity class T { @Id String id; }")).autogenerate("texts");
    project.revision("rows", last(), "INSERT INTO t VALUES ('7'), ('12');");
    project.model(model("@Entity class T { @Id @GeneratedValue Long id; }")).allowDestructive();

    AutogenerateResult up = project.autogenerate("numbers");

    assertThat(Files.readString(up.file().orElseThrow().path()))
        .containsSubsequence(
            "ALTER TABLE t ALTER COLUMN id TYPE bigint",
            "SELECT setval('t_seq', greatest((SELECT max(id) FROM t), -49) + 50, false);");
    assertThat(project.check().upToDate()).isTrue();

    project.model(model("@Entity class T { @Id String id; }"));
    AutogenerateResult back = project.autogenerate("texts again");

    assertThat(Files.readString(back.file().orElseThrow().path()))
        .containsSubsequence(
            "DROP SEQUENCE t_seq;",
            "--rollback SELECT setval('t_seq', greatest((SELECT max(id) FROM t), -49) + 50, false);",
            "--rollback ALTER TABLE t ALTER COLUMN id TYPE bigint");
  }

  /** With Hibernate itself: each model's next keys come behind those of the model before it. */
  @Test
  void whateverNumberedKeysTheNextGoesOn() throws Exception {
    String table =
        "@GeneratedValue(generator = \"g\") @TableGenerator(name = \"g\", table = \"counters\","
            + " allocationSize = %d)";
    String shared =
        "@GeneratedValue(generator = \"g\") @SequenceGenerator(name = \"g\","
            + " sequenceName = \"ids\", allocationSize = %d)";
    String identity = "@GeneratedValue(strategy = GenerationType.IDENTITY)";
    String byDefault = "@GeneratedValue(strategy = GenerationType.TABLE)";
    List<String> ways =
        List.of(
            identity,
            table.formatted(70),
            shared.formatted(5),
            byDefault,
            table.formatted(1),
            identity);
    project.allowDestructive().question(asked -> Optional.of(asked.from().kind() == Kind.TABLE));
    try (ScratchServer server = ScratchServer.open(Project.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      String database = databases.empty();
      for (String way : ways) {
        String entities =
            "@Entity class A { @Id %s Long id; } @Entity class B { @Id %s java.math.BigInteger id; }"
                .formatted(way, way.contains("IDENTITY") ? "@GeneratedValue" : way);
        int step = project.versions().size();
        Provider provider = Provider.values()[step % 2];
        Path classes = directory.resolve("way" + step);
        ModelCompiler.compile(provider, classes, entities + INSERT);
        project.model(JpaModel.of(provider.classPath(classes)));
        project.autogenerate("way");
        upgrade(server.url(database));
        insert(provider, classes, server.url(database));
      }
      Downgrade back =
          new Downgrade(
              bundle(),
              "base",
              PlanOptions.DOWNGRADE,
              DatabaseTarget.of(server.url(database)),
              MigrationTerms.withoutBackup("scratch database"),
              line -> {});
      back.run();
    }
  }

  /** A sequence that others have already takes new keys in: it may be behind theirs. */
  @Test
  void aSequenceThatIsThereGoesOnBehindNewcomers() throws Exception {
    String own = "@GeneratedValue(strategy = GenerationType.IDENTITY)";
    String byTable = "@GeneratedValue(strategy = GenerationType.TABLE)";
    String shared =
        "@GeneratedValue(generator = \"s\") @SequenceGenerator(name = \"s\","
            + " sequenceName = \"ids\", allocationSize = 5)";
    String model =
        "@Entity class A { @Id %s Long id; } @Entity class B { @Id %s Long id; }"
            + " @Entity class C { @Id %s Long id; }";
    project.model(model(model.formatted(shared, own, byTable))).autogenerate("first");
    project.model(model(model.formatted(shared, shared, shared))).allowDestructive();

    AutogenerateResult result = project.autogenerate("second");

    assertThat(Files.readString(result.file().orElseThrow().path()))
        .contains(
            "SELECT setval('ids', greatest((SELECT last_value FROM ids),"
                + " (SELECT max(id)::bigint FROM a), (SELECT max(id)::bigint FROM b),"
                + " (SELECT max(id)::bigint FROM c)) + 5, false);");

    project.model(model(model.formatted(shared, own, shared)));
    assertThat(Files.readString(project.autogenerate("third").file().orElseThrow().path()))
        .contains(
            "--rollback SELECT setval('ids', greatest((SELECT last_value FROM ids),"
                + " (SELECT max(id)::bigint FROM b)) + 5, false);");
  }

  /** The changeset that puts the row in takes it out again, where its table stays for another. */
  @Test
  void aRowOfANewTableIsUndoneByItsOwnChangeset() throws Exception {
    String model = "@Entity class T { @Id @GeneratedValue(strategy = GenerationType.%s) Long id; }";
    project.model(model(model.formatted("IDENTITY"))).autogenerate("first");
    project.model(model(model.formatted("TABLE")));

    assertThat(Files.readString(project.autogenerate("second").file().orElseThrow().path()))
        .containsPattern(
            "--rollback DELETE FROM hibernate_sequences WHERE sequence_name = '\\w+';");
  }

  private Bundle bundle() {
    return BundleCompiler.compile(project.changelog(), CompileOptions.defaults());
  }

  private void upgrade(DatabaseUrl url) {
    new Upgrade(
            bundle(),
            "head",
            PlanOptions.UPGRADE,
            DatabaseTarget.of(url),
            MigrationTerms.withoutBackup("scratch database"),
            line -> {})
        .run();
  }

  /** As an application does. */
  private static void insert(Provider provider, Path classes, DatabaseUrl url) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Path entry : provider.classPath(classes)) {
      urls.add(entry.toUri().toURL());
    }
    urls.add(Driver.class.getProtectionDomain().getCodeSource().getLocation());
    HIBERNATE_LOG.setLevel(Level.SEVERE);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Properties properties = url.jdbcProperties();
      Method run =
          loader.loadClass("model.Insert").getDeclaredMethod("run", String.class, Properties.class);
      run.setAccessible(true);
      run.invoke(null, url.jdbcUrl(), properties);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private JpaModel model(String entities) {
    Provider provider = Provider.HIBERNATE_7;
    Path classes = directory.resolve("classes" + entities.hashCode());
    ModelCompiler.compile(provider, classes, entities);
    return JpaModel.of(provider.classPath(classes));
  }

  private String last() {
    return project.changelog().revisions().get(project.changelog().revisions().size() - 1).id();
  }
}
