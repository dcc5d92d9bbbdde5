package dev.athanor.crds.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.crds.v1alpha1.SchemaStatus;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobReportsTest {
  private static final String HASH = "sha256:" + "0f".repeat(32);

  @Test
  void readsBackWhatItWrote() {
    JobReport report = report("Upgraded to 1975ea83b712.", List.of("1975ea83b712"), List.of("r"));
    assertThat(read(JobReports.write(report))).contains(report);
  }

  @Test
  void leavesAbsentValuesOut() {
    JobReport report =
        JobReportBuilder.builder()
            .version(1)
            .step("plan")
            .outcome(JobReport.FAILED)
            .reason("Locked")
            .retryable(true)
            .message("m")
            .build();
    assertThat(new String(JobReports.write(report), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"version\":1,\"step\":\"plan\",\"outcome\":\"Failed\",\"reason\":\"Locked\","
                + "\"retryable\":true,\"message\":\"m\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "漢", "😀", "\u0001", "\"", "\\", "\n"})
  void fitsWhateverTheTextsHold(String unit) {
    String text = unit.repeat(5000);
    JobReport written =
        report(text, Collections.nCopies(300, text), Collections.nCopies(300, text));
    byte[] json = JobReports.write(written);
    assertThat(json).hasSizeLessThanOrEqualTo(JobReports.MAX_BYTES);
    JobReport read = read(json).orElseThrow();
    assertThat(read.message()).startsWith(unit).endsWith("…").doesNotContain("\uFFFD");
    assertThat(read.plan().hash()).isEqualTo(HASH);
    assertThat(read.history().fingerprint()).isEqualTo(HASH);
    assertThat(read.bundleDigest()).isEqualTo(HASH);
    assertThat(read.backup()).isEqualTo(written.backup());
    assertThat(read.store().backups().get(0).digest()).isEqualTo(HASH);
    assertThat(read.store().deleted()).containsOnly("20261121");
    assertThat(read.restore().token()).isEqualTo(written.restore().token());
    assertThat(read.history().current()).last().asString().contains(" more");
    JobReport.Rehearsal rehearsal = read.rehearsal();
    assertThat(rehearsal.statements().size() + rehearsal.others()).isEqualTo(307);
  }

  @Test
  void shortensNoMoreThanItMust() {
    JobReport read =
        read(JobReports.write(report("m".repeat(500), List.of("a"), List.of("r".repeat(4000)))))
            .orElseThrow();
    assertThat(read.message()).hasSize(500);
    assertThat(read.plan().risks()).singleElement().asString().hasSize(301);
  }

  @Test
  void neverCutsWhatProgramsCompare() {
    JobReport report =
        JobReportBuilder.builder()
            .version(1)
            .step("plan")
            .outcome(JobReport.FAILED)
            .reason("r".repeat(9000))
            .retryable(false)
            .message("")
            .build();
    assertThatThrownBy(() -> JobReports.write(report)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "null",
        "[]",
        "7",
        "{}",
        "\"text\"",
        "Error: could not open",
        "{\"version\":1,\"step\":\"plan\",\"outc",
        "{\"version\":2,\"step\":\"plan\",\"outcome\":\"Succeeded\"}",
        "{\"version\":1,\"step\":\"plan\"}",
        "{\"version\":1,\"step\":{},\"outcome\":\"Succeeded\"}",
        "{\"version\":1,\"step\":\"plan\",\"outcome\":\"Succeeded\",\"history\":\"x\"}",
        "\tat dev.athanor.Main.main(Main.java:1)"
      })
  void readsGarbageAsNothing(String garbage) {
    assertThat(JobReports.read(garbage)).isEmpty();
  }

  @Test
  void readsDeepGarbageAsNothing() {
    assertThat(JobReports.read("[".repeat(4096))).isEmpty();
    assertThat(JobReports.read("{\"history\":".repeat(400))).isEmpty();
    assertThat(JobReports.read(null)).isEmpty();
  }

  @Test
  void ignoresFieldsItDoesNotKnow() {
    assertThat(
            JobReports.read(
                "{\"version\":1,\"step\":\"plan\",\"outcome\":\"Succeeded\",\"new\":{\"a\":[1]},"
                    + "\"history\":{\"current\":[\"a\",null],\"other\":1}}"))
        .hasValueSatisfying(r -> assertThat(r.history().current()).containsExactly("a"));
  }

  /** Names stay whole: half a one would be another schema. */
  @Test
  void aThousandSchemasFit() {
    List<SchemaStatus> differing =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new SchemaStatus(
                        "tenant_" + "x".repeat(50) + i,
                        "base",
                        3,
                        "StatementFailed",
                        "m".repeat(900)))
            .toList();
    JobReport whole = report("m".repeat(9000), List.of("base in 1000"), List.of());
    JobReport report =
        whole.toBuilder()
            .history(
                new JobReport.History(
                    List.of("base"),
                    null,
                    "17.4",
                    new SchemasStatus(1000, 0, 1000, differing, 980)))
            .build();
    byte[] json = JobReports.write(report);
    assertThat(json.length).isLessThanOrEqualTo(JobReports.MAX_BYTES);
    SchemasStatus read = read(json).orElseThrow().history().schemas();
    assertThat(read.total()).isEqualTo(1000);
    assertThat(read.differing()).isNotEmpty();
    assertThat(read.differing().size() + read.others()).isEqualTo(1000);
    assertThat(read.differing().get(0).name()).isEqualTo("tenant_" + "x".repeat(50) + 0);
    assertThat(read.differing().get(0).message()).endsWith("…");
  }

  private static Optional<JobReport> read(byte[] json) {
    return JobReports.read(new String(json, StandardCharsets.UTF_8));
  }

  private static JobReport report(String message, List<String> revisions, List<String> risks) {
    return new JobReport(
        JobReport.VERSION,
        "apply",
        JobReport.SUCCEEDED,
        "Succeeded",
        false,
        message,
        "2026-11-22T10:00:00Z",
        HASH,
        new JobReport.History(revisions, HASH, "17.4"),
        new JobReport.Plan("Up", revisions, 3, 1, HASH, risks),
        new JobReport.Backup("20261122", HASH, 1L << 40, "2026-11-22T10:00:00Z", false, null, null),
        new JobReport.Store(
            List.of(
                new JobReport.StoredBackup(
                    "20261122",
                    "shop",
                    "7431234567890123456",
                    "8d7c0f5e-0000-4000-8000-000000000000-3",
                    "2026-11-22T10:00:00Z",
                    String.join(", ", revisions),
                    "17.4",
                    HASH,
                    1L << 40,
                    HASH,
                    1000L,
                    900L,
                    message,
                    null,
                    "age1r36gvpa9ddc486xyge6c55akyu739jcretsvrv0rvvys54l9uqjq5kkzzu")),
            revisions.stream().map(r -> "20261121").toList(),
            List.of("20261120"),
            null),
        new JobReport.Restore(
            "20261122",
            "2026-11-22T10:00:00Z",
            revisions,
            "0123456789ab",
            17L,
            "shop_before_restore_20261122100000",
            "2026-11-22T10:00:00Z",
            120L),
        new JobReport.Rehearsal(
            "Failed",
            "20261122",
            1L << 40,
            1L << 40,
            statements(revisions.size(), revisions.get(0)),
            7),
        null);
  }

  private static List<StatementRehearsal> statements(int count, String text) {
    StatementRehearsal one =
        new StatementRehearsal(
            "1975ea83b712",
            text,
            "ACCESS EXCLUSIVE",
            "public.users",
            "reads and writes",
            1L << 40,
            1L << 40,
            1L << 40,
            1L << 40,
            text);
    return Collections.nCopies(count, one);
  }
}
