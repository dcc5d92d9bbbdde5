package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that the real Liquibase of an older version (or of a newer one) has brought half-way
 * is brought to the end here, and the other way round, as by the newest in our place.
 *
 * <p>3.5.5 here; {@code hack/adopters} has the others, from 3.10 to 5.0.
 */
class OlderLiquibaseTest {
  private static final String XML =
      """
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
              http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-3.5.xsd">
        %s
      </databaseChangeLog>
      """;

  private static final List<String> INCLUDES =
      List.of("db/tables.xml", "db/rows.yaml", "db/more.json", "db/rest.sql", "db/last.xml");

  private static final String TABLES =
      """
      <property name="type.text" value="varchar(100)" dbms="postgresql"/>
      <property name="type.text" value="clob" dbms="oracle"/>
      <changeSet id="person" author="a">
        <comment>The first one</comment>
        <createTable tableName="person" remarks="people">
          <column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true"/></column>
          <column name="name" type="${type.text}"><constraints nullable="false"/></column>
          <column name="active" type="boolean" defaultValueBoolean="true"/>
          <column name="born" type="date"/>
          <column name="weight" type="decimal(10,2)" defaultValueNumeric="1.5"/>
        </createTable>
      </changeSet>
      <changeSet id="1" author="a" context="one">
        <createTable tableName="pet"><column name="id" type="int"/><column name="owner" type="bigint"/></createTable>
        <addPrimaryKey tableName="pet" columnNames="id" constraintName="pk_pet"/>
        <addForeignKeyConstraint constraintName="fk_owner" baseTableName="pet" baseColumnNames="owner"
            referencedTableName="person" referencedColumnNames="id" onDelete="CASCADE"/>
      </changeSet>
      <changeSet id="1" author="b" context="other"><dropTable tableName="person"/></changeSet>
      <changeSet id="2" author="a" labels="some">
        <addColumn tableName="person"><column name="nick" type="varchar(20)" defaultValue="-"/></addColumn>
        <createIndex indexName="by_nick" tableName="person" unique="false"><column name="nick"/></createIndex>
        <addUniqueConstraint tableName="person" columnNames="name, nick" constraintName="u_person"/>
      </changeSet>
      <changeSet id="skipped" author="a">
        <preConditions onFail="MARK_RAN"><not><tableExists tableName="person"/></not></preConditions>
        <dropTable tableName="person"/>
      </changeSet>
      <changeSet id="tag" author="a"><tagDatabase tag="1.0"/></changeSet>
      """;

  private static final String ROWS =
      """
      databaseChangeLog:
        - changeSet:
            id: load
            author: b
            changes:
              - loadData:
                  tableName: person
                  file: db/person.csv
                  columns:
                    - column: {name: id, type: NUMERIC}
                    - column: {name: name, type: STRING}
                    - column: {name: active, type: BOOLEAN}
        - changeSet:
            id: insert
            author: b
            changes:
              - insert:
                  tableName: pet
                  columns:
                    - column: {name: id, valueNumeric: 1}
                    - column: {name: owner, valueNumeric: 102}
              - update:
                  tableName: person
                  columns:
                    - column: {name: nick, value: it's}
                  where: id = 101
        - changeSet:
            id: view
            author: b
            runOnChange: true
            changes:
              - createView: {viewName: names, replaceIfExists: true, selectQuery: "SELECT name FROM person"}
        - changeSet: {id: mysql, author: b, dbms: mysql, changes: [{sql: {sql: "SELECT nothing"}}]}
      """;

  private static final String MORE =
      """
      {"databaseChangeLog": [
        {"changeSet": {"id": "sequence", "author": "c", "changes": [
          {"createSequence": {"sequenceName": "numbers", "startValue": 7}}]}},
        {"changeSet": {"id": "column", "author": "c", "changes": [
          {"renameColumn": {"tableName": "person", "oldColumnName": "nick", "newColumnName": "nickname"}},
          {"addNotNullConstraint": {"tableName": "person", "columnName": "nickname", "defaultNullValue": "x"}}]}}
      ]}
      """;

  private static final String REST =
      """
      --liquibase formatted sql

      --changeset d:function splitStatements:false
      CREATE FUNCTION one() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;
      --rollback DROP FUNCTION one();

      --changeset d:always runAlways:true
      INSERT INTO pet (id) SELECT max(id) + 1 FROM pet;

      --changeset d:two
      INSERT INTO person (name) VALUES ('d; e');
      INSERT INTO person (name) VALUES ('f');
      """;

  private static final String LAST =
      """
      <changeSet id="file" author="e"><sqlFile path="extra.sql" relativeToChangelogFile="true"/></changeSet>
      <changeSet id="logical" author="e" logicalFilePath="logical.xml">
        <insert tableName="person"><column name="name" value="g"/></insert>
      </changeSet>
      <changeSet id="type" author="e">
        <modifyDataType tableName="person" columnName="nickname" newDataType="varchar(200)"/>
        <dropColumn tableName="person" columnName="weight"/>
      </changeSet>
      <changeSet id="end" author="e"><tagDatabase tag="2.0"/></changeSet>
      """;

  private static final List<String> CONTENTS =
      List.of(
          "SELECT concat_ws('|', id, author, filename, exectype, orderexecuted, md5sum, tag, comments, contexts,"
              + " labels) FROM databasechangelog ORDER BY orderexecuted",
          "SELECT person::text FROM person ORDER BY id",
          "SELECT pet::text FROM pet ORDER BY id",
          "SELECT nextval('numbers') || name FROM names ORDER BY name",
          "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
              + " AND tablename !~ 'databasechangelog' ORDER BY 1",
          "SELECT attname || format_type(atttypid, atttypmod) || attnotnull FROM pg_attribute"
              + " WHERE attrelid IN ('person'::regclass, 'pet'::regclass) ORDER BY attrelid::regclass::text, attnum");

  @TempDir Path directory;
  private Path root;
  private final Target theirs = Target.fresh();
  private final Target ours = Target.fresh();

  @BeforeEach
  void files() throws IOException {
    root = directory.resolve("root");
    write("db/tables.xml", XML.formatted(TABLES));
    write("db/rows.yaml", ROWS);
    write("db/more.json", MORE);
    write("db/rest.sql", REST);
    write("db/last.xml", XML.formatted(LAST));
    write("db/person.csv", "id,name,active\n101,one,true\n102,two,false\n103,three,true\n");
    write("db/extra.sql", "INSERT INTO person (name) VALUES ('extra');\n");
    master(INCLUDES.size());
  }

  static List<String> versions() throws IOException {
    return OlderLiquibase.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatItBeganIsEndedHere(String version) {
    for (Target each : List.of(theirs, ours)) {
      liquibase(version, each).update(10);
    }
    newest(theirs);
    upgrade();
    same();
    nothingIsLeft();
    assertThat(liquibase(version, ours).pending())
        .isEqualTo(liquibase(version, theirs).pending())
        .contains("pending always");
    // Whatever it writes over our checksums is accepted.
    liquibase(version, ours).update();
    nothingIsLeft();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatIsBegunHereItEnds(String version) throws IOException {
    master(2);
    newest(theirs);
    upgrade();
    master(INCLUDES.size());
    for (Target each : List.of(theirs, ours)) {
      liquibase(version, each).update();
    }
    same();
    nothingIsLeft();
  }

  private void newest(Target target) {
    StockLiquibase.run(
        root,
        "master.xml",
        target.url.withSecrets(),
        newest -> newest.update(new Contexts("one"), new LabelExpression("some")));
  }

  private void nothingIsLeft() {
    assertThat(ours.plan(request()).steps())
        .singleElement()
        .extracting(step -> step.changeset().key().id())
        .isEqualTo("always");
  }

  private void same() {
    for (String query : CONTENTS) {
      assertThat(ours.list(query)).as(query).isEqualTo(theirs.list(query)).isNotEmpty();
    }
  }

  private OlderLiquibase liquibase(String version, Target target) {
    return new OlderLiquibase(
        Path.of("target", "liquibase", version), root, target.url.withSecrets());
  }

  private void upgrade() {
    ours.migrate(request());
  }

  private PlanRequest request() {
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(root, "master.xml")), CompileOptions.defaults());
    return new PlanRequest(
        bundle, "head", PlanOptions.UPGRADE.withContexts(List.of("one")).withLabels("some"));
  }

  private void master(int includes) throws IOException {
    StringBuilder text = new StringBuilder();
    INCLUDES
        .subList(0, includes)
        .forEach(each -> text.append("<include file=\"" + each + "\"/>\n"));
    write("master.xml", XML.formatted(text));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
