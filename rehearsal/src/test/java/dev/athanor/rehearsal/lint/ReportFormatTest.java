package dev.athanor.rehearsal.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.athanor.engine.model.AthanorException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFormatTest {
  private static final Finding OPEN =
      finding("index-blocks-writes", Level.ERROR, "public.a,b: 100%", null);
  private static final Finding NOTICE = finding("wide-index", Level.NOTICE, "x", null);
  private static final Finding ACCEPTED = finding("drop-table", Level.ERROR, "y", "it was empty");
  private static final LintReport REPORT =
      new LintReport(
          17,
          2,
          Checkout.ROOT,
          List.of(OPEN, NOTICE, ACCEPTED),
          List.of("a.sql, line 3: accepts …"),
          List.of(),
          List.of());

  private static Finding finding(String rule, Level level, String subject, String accepted) {
    return new Finding(
        rule,
        level,
        "writes wait",
        "a1b2c3d4e5f6",
        "versions/a.sql",
        7,
        "one",
        1,
        "CREATE INDEX i ON t (c)",
        subject,
        "built under SHARE",
        "1,000 rows",
        "Write it otherwise.",
        "CREATE INDEX CONCURRENTLY i ON t (c);",
        accepted);
  }

  @Test
  void everyRuleIsSaidInEveryFormat() {
    for (Rule rule : Rules.all()) {
      LintReport report =
          new LintReport(
              17,
              1,
              Checkout.ROOT,
              List.of(finding(rule.id(), Level.NOTICE, "x", null)),
              List.of(),
              List.of(),
              List.of());
      for (ReportFormat format : ReportFormat.values()) {
        assertThat(format.write(report))
            .as(format + ", " + rule.id())
            .containsPattern("(?<![\\w-])" + rule.id() + "(?![\\w-])")
            .contains("versions/a.sql");
      }
    }
  }

  @Test
  void textNamesPlaceRuleFactAndNextStepAndCounts() {
    assertThat(ReportFormat.TEXT.write(REPORT))
        .contains(
            "versions/a.sql:7: error index-blocks-writes: public.a,b: 100%: built under SHARE (1,000 rows)",
            "write it otherwise.",
            "| CREATE INDEX CONCURRENTLY i ON t (c);",
            "note: a.sql, line 3",
            "1 error, 1 notice in 2 revisions on PostgreSQL 17; 1 accepted")
        .doesNotContain("drop-table");
  }

  @Test
  void aWorkflowCommandEscapesWhatWouldEndIt() {
    String[] lines = ReportFormat.GITHUB.write(REPORT).split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0])
        .isEqualTo(
            "::error file=versions/a.sql,line=7,title=index-blocks-writes::public.a,b: 100%25:"
                + " built under SHARE (1,000 rows)%0AWrite it otherwise.");
    assertThat(lines[1]).startsWith("::notice file=");
  }

  @Test
  void sarifHasEveryRuleAndSaysWhatIsAccepted() throws Exception {
    JsonNode run = new ObjectMapper().readTree(ReportFormat.SARIF.write(REPORT)).at("/runs/0");
    assertThat(run.at("/tool/driver/rules")).hasSize(Rules.all().size());
    assertThat(run.at("/results")).hasSize(3);
    assertThat(run.at("/results/0/locations/0/physicalLocation/region/startLine").asInt())
        .isEqualTo(7);
    assertThat(run.at("/results/1/level").asText()).isEqualTo("note");
    assertThat(run.at("/results/2/suppressions/0/justification").asText())
        .isEqualTo("it was empty");
  }

  @Test
  void sarifIsWhatItsSchemaSays(@TempDir Path folder) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream text = getClass().getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
              .getSchema(mapper.readTree(text));
      Files.createDirectory(folder.resolve(".git"));
      Checkout module = Checkout.of(Files.createDirectories(folder.resolve("the shop/db")));
      for (LintReport report : List.of(REPORT, REPORT.in(module))) {
        assertThat(schema.validate(mapper.readTree(ReportFormat.SARIF.write(report)))).isEmpty();
      }
      ObjectNode other = (ObjectNode) mapper.readTree(ReportFormat.SARIF.write(REPORT));
      ((ObjectNode) other.at("/runs/0/results/0")).put("level", "notice");
      assertThat(schema.validate(other)).isNotEmpty();
    }
  }

  /** A module of several: the repository's root is above the changelog's. */
  @Test
  void annotationsNameFilesBelowTheRepositorysRoot(@TempDir Path folder) throws Exception {
    Path module = Files.createDirectories(folder.resolve("the shop/db"));
    Files.createDirectory(folder.resolve(".git"));
    LintReport report = REPORT.in(Checkout.of(module));
    assertThat(ReportFormat.GITHUB.write(report))
        .startsWith("::error file=the shop/db/versions/a.sql,");
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(ReportFormat.GITLAB.write(report)).at("/0/location/path").asText())
        .isEqualTo("the shop/db/versions/a.sql");
    JsonNode run = mapper.readTree(ReportFormat.SARIF.write(report)).at("/runs/0");
    assertThat(run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("the%20shop/db/versions/a.sql");
    assertThat(run.findValues("helpUri")).isEmpty();
    assertThat(run.findValues("informationUri")).isEmpty();
    assertThat(report.text()).startsWith("versions/a.sql:7");
    assertThat(Checkout.of(folder)).isEqualTo(Checkout.ROOT);
  }

  /** Who reads the text stands in the directory of all modules, and would open the file. */
  @Test
  void peopleAreToldAFileFromWhereTheyAre() {
    LintReport report = REPORT.in(Checkout.of(Path.of("the shop/db")));
    assertThat(report.text()).startsWith("the shop/db/versions/a.sql:7: ");
    assertThatThrownBy(() -> report.failAt(Level.ERROR))
        .hasMessageContaining("the shop/db/versions/a.sql:7: index-blocks-writes");
  }

  @Test
  void gitlabsReportIsAListWithAFingerprintOfEach() throws Exception {
    JsonNode list = new ObjectMapper().readTree(ReportFormat.GITLAB.write(REPORT));
    assertThat(list).hasSize(2);
    assertThat(list.at("/0/severity").asText()).isEqualTo("critical");
    assertThat(list.at("/0/location/lines/begin").asInt()).isEqualTo(7);
    assertThat(list.at("/0/fingerprint")).isNotEqualTo(list.at("/1/fingerprint"));
  }

  @Test
  void jsonHasAcceptedFindingsToo() throws Exception {
    JsonNode json = new ObjectMapper().readTree(ReportFormat.JSON.write(REPORT));
    assertThat(json.at("/findings")).hasSize(3);
    assertThat(json.at("/findings/2/accepted").asText()).isEqualTo("it was empty");
  }

  @Test
  void itFailsAtTheLevelThatWasAskedForAndNotForWhatIsAccepted() {
    assertThatCode(() -> REPORT.failAt(Level.OFF)).doesNotThrowAnyException();
    assertThatThrownBy(() -> REPORT.failAt(Level.WARNING))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("1 finding")
        .hasMessageContaining("index-blocks-writes");
    LintReport good =
        new LintReport(
            17, 1, Checkout.ROOT, List.of(NOTICE, ACCEPTED), List.of(), List.of(), List.of());
    assertThatCode(() -> good.failAt(Level.WARNING)).doesNotThrowAnyException();
    assertThatThrownBy(() -> good.failAt(Level.NOTICE)).isInstanceOf(AthanorException.class);
  }

  @Test
  void anUnknownFormatOrLevelIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> ReportFormat.named("xml"))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("'xml'");
    assertThatThrownBy(() -> LintOptions.levels(List.of("drop-table=fatal")))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("'fatal'");
    assertThatThrownBy(() -> LintOptions.levels(List.of("drop-tables=off")))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("'drop-tables'");
    assertThatThrownBy(() -> LintOptions.levels(List.of("drop-table")))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("gives no rule a level");
  }
}
