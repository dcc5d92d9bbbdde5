package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a cache the bundle is always the one that would be compiled without. */
class CompileCacheTest {
  @TempDir Path root;
  @TempDir Path target;

  @BeforeEach
  void changelog() throws IOException {
    write(
        "versions/a.sql",
        """
        --liquibase formatted sql
        -- revision: a1
        -- down-revision: <base>
        --changeset x:1
        CREATE TABLE ${table} (id int);
        --rollback DROP TABLE ${table};
        """);
    write(
        "versions/b.yaml",
        """
        # revision: b2
        # down-revision: a1
        databaseChangeLog:
          - preConditions: [{onFail: WARN}, {runningAs: {username: deployer}}]
          - changeSet: {id: 1, author: x, changes: [{sqlFile: {path: data/b.sql}}]}
          - includeAll: {path: more/, errorIfMissingOrEmpty: false}
        """);
    write(
        "versions/c.json",
        "{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\","
            + " \"author\": \"x\", \"changes\": [{\"sql\": {\"sql\": \"SELECT 1\"}}],"
            + " \"rollback\": [{\"empty\": {}}]}}]}");
    write("versions/c.json.revision", "revision: c3\ndown-revision: b2\n");
    write("data/b.sql", "SELECT 'b';");
    write("more/1.sql", "--liquibase formatted sql\n--changeset x:1\nSELECT 1;\n");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private Changelog load() {
    return Changelog.load(ChangelogSource.versions(root));
  }

  private Bundle compile(String table) {
    CompileOptions plain = CompileOptions.defaults().withParameters(Map.of("table", table));
    Bundle cached = BundleCompiler.compile(load(), plain.withCache(target.resolve("athanor")));
    assertThat(cached.digest()).isEqualTo(BundleCompiler.compile(load(), plain).digest());
    return cached;
  }

  @Test
  void anythingThatCountsCompilesAgain() throws IOException {
    String first = compile("t").digest();
    assertThat(compile("t").digest()).isEqualTo(first);

    assertThat(compile("other").digest()).as("parameter").isNotEqualTo(first);
    assertThat(compile("t").digest()).isEqualTo(first);

    write("data/b.sql", "SELECT 'changed';");
    String second = compile("t").digest();
    assertThat(second).as("a file that a revision reads").isNotEqualTo(first);

    assertThat(compile("t").revisions().get(1).guards()).hasSize(1);

    write("more/2.sql", "--liquibase formatted sql\n--changeset x:2\nSELECT 2;\n");
    String third = compile("t").digest();
    assertThat(third).as("a file that appears in an included directory").isNotEqualTo(second);

    write("versions/c.json.revision", "revision: c3\ndown-revision: b2\nirreversible: true\n");
    Bundle fourth = compile("t");
    assertThat(fourth.revisions().get(2).changesets().get(0).reversible()).isFalse();
    write("versions/c.json.revision", "revision: c3\ndown-revision: b2\nirreversible: false\n");
    assertThat(compile("t").revisions().get(2).changesets().get(0).reversible()).isTrue();

    Files.delete(root.resolve("more/1.sql"));
    assertThat(compile("t").revisions().get(1).changesets()).hasSize(2);
  }

  /** What another choice changes is compiled again, and nothing else. */
  @Test
  void whatContextsChooseIsNotReusedForOthers() throws IOException {
    write(
        "versions/b.yaml",
        """
        # revision: b2
        # down-revision: a1
        databaseChangeLog:
          - property: {name: rate, value: 1, context: test}
          - property: {name: rate, value: 2}
          - changeSet: {id: 1, author: x, changes: [{sql: {sql: "SELECT ${rate}"}}]}
        """);
    assertThat(rate(List.of("prod"))).isEqualTo("SELECT 2");
    assertThat(rate(List.of("test"))).isEqualTo("SELECT 1");
    assertThat(rate(List.of("test", "more"))).isEqualTo("SELECT 1");
    CompileOptions cached =
        CompileOptions.defaults()
            .withParameters(Map.of("table", "t"))
            .withCache(target.resolve("athanor"));
    assertThat(BundleCompiler.knownDigest(load(), cached.withSelection(List.of("TEST"), "")))
        .as("the same choice: nothing is compiled")
        .isPresent();
    assertThat(BundleCompiler.knownDigest(load(), cached.withSelection(List.of("prod"), "")))
        .isEmpty();
  }

  private String rate(List<String> contexts) {
    CompileOptions plain =
        CompileOptions.defaults().withParameters(Map.of("table", "t")).withSelection(contexts, "");
    Bundle cached = BundleCompiler.compile(load(), plain.withCache(target.resolve("athanor")));
    assertThat(cached.choices()).isEqualTo(BundleCompiler.compile(load(), plain).choices());
    return cached.sql(cached.revisions().get(1).changesets().get(0)).up().get(0);
  }

  @Test
  void aBrokenFileIsNotHiddenByTheCache() throws IOException {
    compile("t");
    Files.delete(root.resolve("data/b.sql"));
    assertThatThrownBy(() -> compile("t"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("data/b.sql");
  }

  @Test
  void aDamagedCacheIsOverwritten() throws IOException {
    String first = compile("t").digest();
    Path zip = target.resolve("athanor/bundle.zip");
    Files.write(zip, new byte[] {1, 2, 3});
    assertThat(compile("t").digest()).isEqualTo(first);
    Files.writeString(target.resolve("athanor/inputs"), "nonsense");
    assertThat(compile("t").digest()).isEqualTo(first);
    assertThat(Bundle.read(zip).digest()).isEqualTo(first);
  }

  @Test
  void mastersAreCachedToo() throws IOException {
    write("master.yaml", "databaseChangeLog:\n  - includeAll: {path: more/}\n");
    ChangelogSource source = ChangelogSource.master(root, "master.yaml");
    CompileOptions options = CompileOptions.defaults().withCache(target);
    String first = BundleCompiler.compile(Changelog.load(source), options).digest();
    assertThat(BundleCompiler.compile(Changelog.load(source), options).digest()).isEqualTo(first);
    assertThat(compile("t").revisions().get(1).guards()).hasSize(1);

    write("more/2.sql", "--liquibase formatted sql\n--changeset x:2\nSELECT 2;\n");
    assertThat(BundleCompiler.compile(Changelog.load(source), options).revisions()).hasSize(2);
  }

  @Test
  void nothingOfLiquibaseIsLoadedWhenNothingChanged() throws Exception {
    Apart.compile(root, target);
    Set<String> loaded = compileApart();
    assertThat(loaded).contains(BundleCompiler.class.getName());
    assertThat(loaded).noneMatch(name -> name.startsWith("liquibase."));
    assertThat(loaded).noneMatch(name -> name.startsWith("org.yaml"));
    assertThat(loaded).noneMatch(name -> name.startsWith("com.jcraft"));
  }

  /** Compiles in classes of its own, and says which were loaded. */
  private Set<String> compileApart() throws Exception {
    Recorder loader = new Recorder();
    Class<?> main = loader.loadClass(Apart.class.getName());
    main.getMethod("compile", Path.class, Path.class).invoke(null, root, target);
    return loader.loaded;
  }

  /** Runs in a class loader of its own. */
  public static final class Apart {
    public static void compile(Path root, Path cache) {
      BundleCompiler.compile(
          Changelog.load(ChangelogSource.versions(root)),
          CompileOptions.defaults().withCache(cache));
    }
  }

  private static final class Recorder extends ClassLoader {
    private final Set<String> loaded = new ConcurrentSkipListSet<>();

    Recorder() {
      super(CompileCacheTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.matches("(dev\\.athanor|liquibase|org\\.yaml|com\\.jcraft)\\..*")) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        loaded.add(name);
        return defineClass(
            name, bytes, 0, bytes.length, BundleCompiler.class.getProtectionDomain());
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
