package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.liquibase.LiquibaseRenderer;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as an application has it: without Liquibase, or with that of somebody's BOM. */
class TestedLiquibaseTest {
  @TempDir Path root;

  @BeforeEach
  void revision() throws Exception {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/a.sql"),
        "--liquibase formatted sql\n-- revision: a1\n-- down-revision: <base>\n\n"
            + "--changeset me:1\nCREATE TABLE t (i int);\n--rollback DROP TABLE t;\n");
  }

  @Test
  void isTheVersionThatThisIsBuiltWith() {
    assertThat(LiquibaseRenderer.liquibaseVersion()).isEqualTo(TestedLiquibase.VERSION);
    TestedLiquibase.require();
  }

  @Test
  void anApplicationReadsBundlesWithoutLiquibase() throws Exception {
    Path bundle = root.resolve("bundle.zip");
    Changelog changelog = Changelog.load(ChangelogSource.versions(root));
    BundleCompiler.compile(changelog, CompileOptions.defaults()).write(bundle);
    try (URLClassLoader application = application(List.of())) {
      Object read =
          application
              .loadClass(Bundle.class.getName())
              .getMethod("read", Path.class)
              .invoke(null, bundle);
      assertThat(read.getClass().getMethod("digest").invoke(read).toString()).startsWith("sha256:");
      assertThatThrownBy(() -> compile(application))
          .hasMessage("Liquibase is not on the class path, and revisions are compiled with it.");
    }
  }

  @Test
  void anotherLiquibaseIsRefused() throws Exception {
    Path bom = Files.createDirectories(root.resolve("bom"));
    Files.writeString(bom.resolve("liquibase.build.properties"), "build.version=4.31.1\n");
    try (URLClassLoader application = application(List.of(bom.toUri().toURL()))) {
      assertThatThrownBy(() -> compile(application))
          .hasMessageContaining("liquibase-core 4.31.1 is on the class path")
          .hasMessageContaining("compiled with 4.33.0");
    }
  }

  private void compile(ClassLoader application) throws Throwable {
    Class<?> source = application.loadClass(ChangelogSource.class.getName());
    Class<?> changelog = application.loadClass(Changelog.class.getName());
    Class<?> options = application.loadClass(CompileOptions.class.getName());
    Object versions = source.getMethod("versions", Path.class).invoke(null, root);
    try {
      application
          .loadClass(BundleCompiler.class.getName())
          .getMethod("compile", changelog, options)
          .invoke(
              null,
              changelog.getMethod("load", source).invoke(null, versions),
              options.getMethod("defaults").invoke(null));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static URLClassLoader application(List<URL> more) throws Exception {
    List<URL> urls = new ArrayList<>(more);
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("liquibase")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
