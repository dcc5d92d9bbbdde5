package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A revision is what its header says, wherever its file is: it never runs twice. */
class MovedRevisionTest {
  private static final String FILES = "SELECT DISTINCT filename FROM databasechangelog ORDER BY 1";

  @TempDir Path root;

  private final Target target = Target.fresh();

  @BeforeEach
  void applied() throws IOException {
    write("versions/a.sql", revision("aaaa", "<base>"));
    write("versions/b.sql", revision("bbbb", "aaaa"));
    target.upgrade(bundle());
  }

  @Test
  void aRenamedFileIsTheRevisionThatItWas() throws IOException {
    Files.move(root.resolve("versions/a.sql"), root.resolve("versions/z.sql"));
    assertThat(plan("head").steps()).isEmpty();
    assertThat(target.current(bundle())).containsExactly("bbbb");
    write("versions/c.sql", revision("cccc", "bbbb"));
    target.upgrade(bundle());
    assertThat(target.list(FILES))
        .containsExactly("versions/a.sql", "versions/b.sql", "versions/c.sql");
    target.downgrade(bundle(), "base");
    assertThat(target.tables()).isEmpty();
    target.upgrade(bundle());
    assertThat(target.list(FILES))
        .containsExactly("versions/b.sql", "versions/c.sql", "versions/z.sql");
  }

  @Test
  void anotherRootIsTheSameRevision() {
    Bundle other =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(root.resolve("versions"), ".")),
            CompileOptions.defaults());
    assertThat(target.upgrade(other).applied()).isZero();
    assertThat(target.list(FILES)).containsExactly("versions/a.sql", "versions/b.sql");
  }

  @Test
  void whatRunsOnChangeRunsAgainUnderItsOldName() throws IOException {
    write("versions/c.sql", onChange("1"));
    target.upgrade(bundle());
    Files.delete(root.resolve("versions/c.sql"));
    write("versions/d.sql", onChange("2"));
    assertThat(plan("head").steps()).hasSize(1);
    target.upgrade(bundle());
    assertThat(target.ask("SELECT n FROM v")).isEqualTo("2");
    assertThat(target.list(FILES))
        .containsExactly("versions/a.sql", "versions/b.sql", "versions/c.sql");
    assertThat(plan("head").steps()).isEmpty();
    target.downgrade(bundle(), "bbbb");
    assertThat(target.list(FILES)).containsExactly("versions/a.sql", "versions/b.sql");
  }

  @Test
  void whatIsNewInARenamedFileRuns() throws IOException {
    Files.delete(root.resolve("versions/b.sql"));
    write(
        "versions/bb.sql",
        revision("bbbb", "aaaa") + "--changeset x:more\nCREATE TABLE more (n int);\n");
    target.upgrade(bundle());
    assertThat(target.list("SELECT id || ' ' || filename FROM databasechangelog"))
        .contains("one-bbbb versions/b.sql", "more versions/bb.sql")
        .hasSize(5);
  }

  private dev.athanor.engine.plan.MigrationPlan plan(String to) {
    return target.plan(new PlanRequest(bundle(), to, PlanOptions.UPGRADE));
  }

  private Bundle bundle() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  private static String revision(String id, String down) {
    return """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: make tables
        --changeset x:one-%1$s
        CREATE TABLE one_%1$s (n int);
        --rollback DROP TABLE one_%1$s
        --changeset x:two-%1$s
        CREATE TABLE two_%1$s (n int);
        --rollback DROP TABLE two_%1$s
        """
        .formatted(id, down);
  }

  private static String onChange(String value) {
    return """
        --liquibase formatted sql
        -- revision: cccc
        -- down-revision: bbbb
        -- message: a view
        --changeset x:v runOnChange:true
        CREATE OR REPLACE VIEW v AS SELECT %s AS n;
        --rollback DROP VIEW v
        """
        .formatted(value);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
