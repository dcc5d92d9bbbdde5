package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.Changeset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code zoo/recorded.tsv}: what eight versions of Liquibase, 3.4 to 5.0, write into MD5SUM for the
 * changesets of the zoo. All but a few are accepted.
 */
class RecordedChecksumsTest {
  /** Liquibase 3.5 and before: dates of a column, a procedure in a file, and loadData of 3.4. */
  private static final List<String> UNKNOWN =
      List.of(
          "tables-7 3.4.2",
          "tables-7 3.5.5",
          "constraints-27 3.4.2",
          "constraints-27 3.5.5",
          "rows-2 3.4.2",
          "rows-2 3.5.5",
          "rows-10 3.4.2",
          "rows-11 3.4.2",
          "rows-12 3.4.2");

  private static final Path ROOT = Path.of("src", "test", "resources");

  private static final Map<String, Changeset> CHANGESETS = new HashMap<>();

  @BeforeAll
  static void compile() {
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.master(ROOT, "zoo/master.xml")),
            CompileOptions.defaults());
    bundle.revisions().stream()
        .flatMap(revision -> revision.changesets().stream())
        .forEach(changeset -> CHANGESETS.put(changeset.key().id(), changeset));
  }

  /** Whoever goes on with 4.31 or 5.0 reads it. */
  @Test
  void whatIsRecordedHereIsWhatNewVersionsRecord() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("zoo/recorded.tsv"));
    List<String> versions = List.of(lines.get(0).split("\t"));
    for (String version : List.of("4.31.1", "5.0.1")) {
      for (String line : lines.subList(1, lines.size())) {
        String[] recorded = line.split("\t");
        String sum = recorded[versions.indexOf(version)];
        Changeset changeset = CHANGESETS.get(recorded[0]);
        if (changeset != null && !sum.equals("-")) {
          assertThat(changeset.checksum()).as(recorded[0] + " " + version).isEqualTo(sum);
        }
      }
    }
  }

  @Test
  void whatEachVersionRecordedIsAccepted() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("zoo/recorded.tsv"));
    String[] versions = lines.get(0).split("\t");
    List<String> refused = new ArrayList<>();
    int seen = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] recorded = line.split("\t");
      Changeset changeset = CHANGESETS.get(recorded[0]);
      for (int i = 1; changeset != null && i < recorded.length; i++) {
        seen += recorded[i].equals("-") ? 0 : 1;
        if (!recorded[i].equals("-") && !accepts(changeset, recorded[i])) {
          refused.add(recorded[0] + " " + versions[i]);
        }
      }
    }
    assertThat(seen).isGreaterThan(1_430);
    assertThat(refused).containsExactlyInAnyOrderElementsOf(UNKNOWN);
  }

  private static boolean accepts(Changeset changeset, String checksum) {
    return changeset.checksum().equals(checksum)
        || changeset.validChecksums().contains(checksum)
        || changeset.validChecksums().contains("any");
  }
}
