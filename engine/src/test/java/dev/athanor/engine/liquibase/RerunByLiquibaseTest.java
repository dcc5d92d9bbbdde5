package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Athanor keeps undoes the version that Athanor ran, not one that Liquibase ran since. */
class RerunByLiquibaseTest {
  private static final PlanOptions BACK = PlanOptions.either(true).withAllowSuperuser(true);

  @TempDir Path root;
  private final String url = TestPostgres.newDatabase();
  private final Target target = new Target(DatabaseUrl.parse(url));
  private Bundle onlyFirst;

  private Bundle compile() {
    return BundleCompiler.compile(
        Changelog.load(ChangelogSource.versions(root)), CompileOptions.defaults());
  }

  private Bundle version(String up, String down) throws IOException {
    Files.writeString(
        root.resolve("versions/2_second.sql"),
        """
        --liquibase formatted sql
        -- revision: 0000000000b2
        -- down-revision: 0000000000a1
        -- message: second

        --changeset team:second runOnChange:true
        %s;
        --rollback %s;
        """
            .formatted(up, down));
    return compile();
  }

  @BeforeEach
  void threeVersions() throws IOException {
    Files.createDirectories(root.resolve("versions"));
    Files.writeString(
        root.resolve("versions/1_first.sql"),
        """
        --liquibase formatted sql
        -- revision: 0000000000a1
        -- down-revision: <base>
        -- message: first

        --changeset team:first
        CREATE TABLE first (id int);
        --rollback DROP TABLE first;
        """);
    onlyFirst = compile();
    target.upgrade(version("CREATE TABLE IF NOT EXISTS precious (id int)", "DROP TABLE precious"));
    version("CREATE OR REPLACE VIEW v AS SELECT 1 AS one", "DROP VIEW v");
    new LiquibaseItself(root, url, "").update();
    assertThat(target.list("SELECT exectype FROM databasechangelog ORDER BY orderexecuted"))
        .containsExactly("EXECUTED", "RERAN");
  }

  @Test
  void theBundleUndoesItAsLiquibaseWould() throws IOException {
    Bundle third = version("CREATE OR REPLACE VIEW v AS SELECT 1 AS one, 2 AS two", "DROP VIEW v");
    PlanRequest back = new PlanRequest(third, "0000000000a1", PlanOptions.DOWNGRADE);

    assertThat(target.plan(back).steps())
        .extracting(PlanStep::sql)
        .containsExactly(List.of("DROP VIEW v"));
    target.migrate(back);

    assertThat(target.tables()).containsExactly("first", "precious");
  }

  @Test
  void withoutTheBundleNothingDoes() {
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class, () -> target.migrate(new PlanRequest(onlyFirst, "head", BACK)));

    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e)
        .hasMessageContaining("team")
        .hasMessageContaining("not the version that Athanor ran");
    assertThat(target.tables()).containsExactly("first", "precious", "v");
  }
}
