package dev.athanor.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.adopt.command.Adopted;
import dev.athanor.adopt.command.ImportMigrations.Imported;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.testing.Import;
import dev.athanor.adopt.testing.RealAlembic;
import dev.athanor.adopt.testing.TakeOver;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alembic renders its revisions, has migrated a database, and goes on with it. */
class AlembicTest {
  @TempDir Path directory;
  private RealAlembic alembic;
  private Import imported;

  @BeforeEach
  void project() throws IOException {
    assumeTrue(RealAlembic.isInstalled(), "Python has no Alembic");
    alembic = new RealAlembic(directory.resolve("app")).create();
    imported = new Import(Files.createDirectories(directory.resolve("project")));
    alembic.revision(
        "aaa111",
        "None",
        "create users: \"the first\"",
        "op.create_table('users', sa.Column('id', sa.BigInteger(), primary_key=True),"
            + " sa.Column('name', sa.String(50), server_default='x; y -- z'))",
        "op.drop_table('users')");
    alembic.revision(
        "bbb222",
        "'aaa111'",
        "one branch",
        "op.add_column('users', sa.Column('mail', sa.Text()))",
        "op.drop_column('users', 'mail')");
    alembic.revision(
        "ccc333",
        "'aaa111'",
        "the other branch",
        "with op.get_context().autocommit_block():\n"
            + "    op.create_index('users_name', 'users', ['name'], postgresql_concurrently=True)",
        "op.drop_index('users_name')");
    alembic.revision("ddd444", "('bbb222', 'ccc333')", "merge", "pass", "pass");
    alembic.revision(
        "eee555",
        "'ddd444'",
        "fill",
        "op.execute(\"INSERT INTO users (id, name) VALUES (1, 'a:b')\")",
        "raise NotImplementedError('one way')");
  }

  private FolderRequest request() {
    return FolderRequest.of(directory.resolve("app")).withPython(RealAlembic.python());
  }

  private static String url(String database) {
    return "postgresql+psycopg2://postgres@127.0.0.1:"
        + SystemPostgres.get().port()
        + "/"
        + database;
  }

  @Test
  void itsGraphAndIdsStayAndTheSchemaIsTheSame() {
    Imported result = imported.of(request());
    assertThat(result.outcome().written())
        .extracting(each -> each.revision())
        .containsExactlyInAnyOrder("aaa111", "bbb222", "ccc333", "ddd444", "eee555");
    assertThat(imported.bundle().graph().heads()).containsExactly("eee555");
    assertThat(Set.copyOf(imported.bundle().graph().parents("ddd444")))
        .containsExactlyInAnyOrder("bbb222", "ccc333");
    assertThat(imported.text("aaa111"))
        .contains("created: 2024-01-31T09:30:00Z")
        .doesNotContain("alembic_version");
    assertThat(result.text()).contains("its downgrade does not render (NotImplementedError");

    String theirs = SystemPostgres.get().newDatabase();
    alembic.run(url(theirs), "upgrade", "heads");
    String ours = SystemPostgres.get().newDatabase();
    imported.upgrade(ours, "heads");
    Import.assertSame(Import.dumpAll(ours), Import.dumpAll(theirs));
  }

  @Test
  void aDatabaseWithTwoHeadsIsTakenOverAndAlembicGoesOn() {
    imported.of(request());
    String database = SystemPostgres.get().newDatabase();
    alembic.run(url(database), "upgrade", "bbb222");
    alembic.run(url(database), "upgrade", "ccc333");
    TakeOver takeOver = new TakeOver(imported, database);
    Adopted looked = takeOver.look();
    assertThat(looked.revisions()).containsExactlyInAnyOrder("bbb222", "ccc333");
    assertThat(looked.differences()).isEmpty();
    assertThat(takeOver.current()).isEmpty();

    takeOver.record();
    assertThat(takeOver.current()).containsExactlyInAnyOrder("bbb222", "ccc333");
    assertThat(takeOver.pending("bbb222")).isZero();
    assertThat(takeOver.pending("ccc333")).isZero();
    imported.upgrade(database, "eee555");
    assertThat(alembic.run(url(database), "current")).contains("bbb222").contains("ccc333");
    // What was recorded can be undone.
    String other = SystemPostgres.get().newDatabase();
    alembic.run(url(other), "upgrade", "bbb222");
    new TakeOver(imported, other).record();
    imported.downgrade(other, "aaa111");
    assertThat(Import.dump(other)).doesNotContain("mail");
    // And Alembic goes its own way from where it was.
    String third = SystemPostgres.get().newDatabase();
    alembic.run(url(third), "upgrade", "bbb222");
    new TakeOver(imported, third).record();
    alembic.run(url(third), "upgrade", "heads");
    assertThat(alembic.run(url(third), "current")).contains("eee555");
  }

  @Test
  void withoutAlembicTheCommandThatRendersIsNamed() throws IOException {
    assertThatThrownBy(() -> imported.of(request().withPython("/no/such/python")))
        .hasMessageContaining("/no/such/python")
        .extracting(e -> ((dev.athanor.engine.model.AthanorException) e).nextStep())
        .asString()
        .contains("--print-renderer");
    Files.writeString(directory.resolve("app/scripts/versions/broken.py"), "revision = ");
    assertThatThrownBy(() -> imported.of(request())).hasMessageContaining("SyntaxError");
    assertThat(directory.resolve("project/versions")).doesNotExist();
  }

  @Test
  void whatNeedsADatabaseToRenderIsToBeWritten() throws IOException {
    alembic.revision(
        "fff666",
        "'eee555'",
        "reads",
        "op.get_bind().execute(sa.text('SELECT 1')).fetchall()",
        "pass");
    Imported result = imported.of(request());
    assertThat(result.text()).contains("Alembic cannot render it without a database");
    assertThatThrownBy(imported::bundle).hasMessageContaining("fff666");
  }
}
