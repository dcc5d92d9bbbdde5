package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.apply.Target;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Liquibase 4.33 alone counts a {@code valueDate} also as it is written. Recorded is what all
 * others read; accepted is either.
 */
class DatedChecksumsTest {
  private static final String MASTER =
      """
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
              http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.9.xsd">
        <changeSet id="table" author="a"><sql>CREATE TABLE t (d date, ts timestamp, c text)</sql></changeSet>
        <changeSet id="insert" author="a">
          <insert tableName="t"><column name="d" valueDate="2020-01-31"/><column name="ts" valueDate="2020-01-31T10:11:12"/></insert>
        </changeSet>
        <changeSet id="where" author="a">
          <update tableName="t">
            <column name="ts" valueDate="2021-01-31"/>
            <where>d = :value</where>
            <whereParams><param valueDate="2020-01-31"/></whereParams>
          </update>
        </changeSet>
        <changeSet id="column" author="a">
          <addColumn tableName="t"><column name="e" type="date" valueDate="2022-02-03"/></addColumn>
        </changeSet>
        <changeSet id="function" author="a">
          <insert tableName="t"><column name="d" valueDate="current_date"/></insert>
        </changeSet>
        <changeSet id="live" author="a">
          <insert tableName="t"><column name="d" valueDate="2023-01-31"/><column name="c" valueClobFile="c.txt"/></insert>
        </changeSet>
      </databaseChangeLog>
      """;

  private static final String SUMS =
      "SELECT id || ' ' || md5sum FROM databasechangelog ORDER BY orderexecuted";

  /** What 4.32.0 and 5.0.1 have written. */
  private static final List<String> REAL =
      List.of(
          "table 9:49f4ae6041cf104fc668da47649e2bcd",
          "insert 9:b4936abe5dbe88b4091e44fd0b860f0f",
          "where 9:b66976e7f795185efadffd33a8ca4d7a",
          "column 9:b80d5a26148be93f97afeafa1307606c",
          "function 9:2ca056bb13766db5c80ad9afad5d077a",
          "live 9:5f9e2a499e2e85eee316c9196879979b");

  @TempDir Path directory;
  private Path root;
  private final Target target = Target.fresh();

  @BeforeEach
  void files() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(root.resolve("master.xml"), MASTER);
    Files.writeString(root.resolve("c.txt"), "text");
  }

  @Test
  void whatOthersReadIsRecorded() {
    target.migrate(request());
    assertThat(target.list(SUMS)).isEqualTo(REAL);
    assertThat(target.plan(request()).steps()).isEmpty();
  }

  @Test
  void whatStockRecordsIsAccepted() {
    stock();
    assertThat(target.list(SUMS)).isNotEqualTo(REAL);
    assertThat(target.plan(request()).steps()).isEmpty();
    target.execute("DELETE FROM databasechangelog WHERE id = 'column'; ALTER TABLE t DROP e");
    target.migrate(request());
    assertThat(target.plan(request()).steps()).isEmpty();
  }

  /** As it refuses what all other versions have recorded; and so it is told to go on. */
  @Test
  void stockGoesOnOnceTheSumsAreCleared() {
    target.migrate(request());
    assertThatThrownBy(this::stock).hasStackTraceContaining("master.xml::insert::a was: 9:");
    target.execute("UPDATE databasechangelog SET md5sum = NULL");
    stock();
    assertThat(target.plan(request()).steps()).isEmpty();
  }

  static Stream<String> versions() throws IOException {
    // Those before have other checksums, and 3.5 is refused for dates: RecordedChecksumsTest.
    return OlderLiquibase.versions().stream()
        .filter(each -> each.matches("(4\\.(2[2-9]|3\\d)|5)\\..*"));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("versions")
  void realVersionsAndAthanorReadEachOther(String version) {
    new OlderLiquibase(Path.of("target", "liquibase", version), root, target.url.withSecrets())
        .update();
    assertThat(target.list(SUMS)).isEqualTo(REAL);
    assertThat(target.plan(request()).steps()).isEmpty();
    Target ours = Target.fresh();
    ours.migrate(request());
    OlderLiquibase older =
        new OlderLiquibase(Path.of("target", "liquibase", version), root, ours.url.withSecrets());
    assertThat(older.pending()).isEmpty();
    older.update();
    assertThat(ours.list(SUMS)).isEqualTo(REAL);
  }

  private void stock() {
    StockLiquibase.update(root, "master.xml", target.url.withSecrets(), "");
  }

  private PlanRequest request() {
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(root, "master.xml")), CompileOptions.defaults());
    return new PlanRequest(bundle, "head", PlanOptions.UPGRADE.withLive(List.of()));
  }
}
