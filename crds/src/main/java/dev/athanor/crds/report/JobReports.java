package dev.athanor.crds.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes and reads the termination message that carries a {@link JobReport}.
 *
 * <p>Writing never fails for want of room: texts for people and long lists are shortened, step by
 * step, until the whole fits. What programs compare (reason, digests, hashes, times) is never cut.
 */
public final class JobReports {
  /** Kubernetes keeps 4,096 bytes of a termination message, and 12 KiB of a whole pod's. */
  public static final int MAX_BYTES = 3072;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Ever tighter; the last one fits whatever the texts hold, escapes included. */
  private static final List<Limits> LIMITS =
      List.of(
          new Limits(2000, 10, 300, 40, 80, 8, 200),
          new Limits(1200, 10, 120, 40, 80, 6, 100),
          new Limits(800, 5, 120, 20, 60, 5, 80),
          new Limits(400, 3, 80, 10, 60, 4, 60),
          new Limits(200, 1, 80, 5, 40, 2, 40),
          new Limits(80, 0, 0, 1, 12, 0, 0));

  private JobReports() {}

  /**
   * The report as UTF-8 JSON of at most {@link #MAX_BYTES}.
   *
   * @throws IllegalArgumentException when a value that must not be cut is absurdly long
   */
  public static byte[] write(JobReport report) {
    byte[] json = json(report);
    for (Limits limits : LIMITS) {
      if (json.length <= MAX_BYTES) {
        return json;
      }
      json = json(limits.applyTo(report));
    }
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a report of " + json.length + " bytes cannot be shortened to " + MAX_BYTES);
    }
    return json;
  }

  /** Whether the report is whole in {@link #MAX_BYTES}. */
  public static boolean fits(JobReport report) {
    return json(report).length <= MAX_BYTES;
  }

  /**
   * Reads what {@link #write} wrote, or what a container left instead of it.
   *
   * @return empty for anything that is not a report of this version: nothing, a log line, a stack
   *     trace, JSON of something else
   */
  public static Optional<JobReport> read(String terminationMessage) {
    if (terminationMessage == null || terminationMessage.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readValue(terminationMessage, JobReport.class))
          .filter(r -> r.version() == JobReport.VERSION && r.step() != null && r.outcome() != null)
          .map(JobReports::withoutNulls);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static byte[] json(JobReport report) {
    try {
      return JSON.writeValueAsString(report).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings and numbers is always JSON", e);
    }
  }

  private static JobReport withoutNulls(JobReport r) {
    return Limits.NONE.applyTo(r);
  }

  /** How long each part that may be shortened is allowed to be, in characters and entries. */
  private record Limits(
      int message,
      int risks,
      int risk,
      int revisions,
      int revision,
      int statements,
      int statement) {
    static final Limits NONE =
        new Limits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    JobReport applyTo(JobReport r) {
      return r.toBuilder()
          .message(clip(r.message(), message))
          .history(r.history() == null ? null : history(r.history()))
          .plan(r.plan() == null ? null : plan(r.plan()))
          .store(r.store() == null ? null : store(r.store()))
          .restore(r.restore() == null ? null : restore(r.restore()))
          .rehearsal(r.rehearsal() == null ? null : rehearsal(r.rehearsal()))
          .adopted(r.adopted() == null ? null : adopted(r.adopted()))
          .build();
    }

    /** As little as a backup needs to be found again. */
    private JobReport.Store store(JobReport.Store s) {
      return new JobReport.Store(
          s.backups().stream().map(this::backup).toList(),
          some(s.deleted()),
          some(s.released()),
          s.next());
    }

    private JobReport.StoredBackup backup(JobReport.StoredBackup b) {
      return new JobReport.StoredBackup(
          b.name(),
          b.database(),
          b.cluster(),
          b.madeFor(),
          b.takenAt(),
          clip(b.revision(), revision),
          b.serverVersion(),
          b.planHash(),
          b.bytes(),
          b.digest(),
          b.dumpMillis(),
          b.verifyMillis(),
          clip(b.pinnedBy(), revision),
          clip(b.keptFor(), revision),
          b.key());
    }

    /** Names, of which half a one would be another; what is left out, the next look finds. */
    private List<String> some(List<String> names) {
      return names.subList(0, Math.min(names.size(), revisions));
    }

    private JobReport.Rehearsal rehearsal(JobReport.Rehearsal r) {
      int kept = Math.min(statements, r.statements().size());
      return new JobReport.Rehearsal(
          r.outcome(),
          r.backup(),
          r.restoreMillis(),
          r.millis(),
          r.statements().subList(0, kept).stream()
              .map(
                  each ->
                      each.withTexts(
                          clip(each.statement(), statement), clip(each.failure(), statement)))
              .toList(),
          r.others() + r.statements().size() - kept);
    }

    private JobReport.Adopted adopted(JobReport.Adopted a) {
      return new JobReport.Adopted(
          a.tool(), clip(a.found(), risk), names(a.revisions()), a.recorded());
    }

    private JobReport.History history(JobReport.History h) {
      return new JobReport.History(
          names(h.current()),
          h.fingerprint(),
          h.serverVersion(),
          h.schemas() == null ? null : schemas(h.schemas()),
          h.kept());
    }

    private SchemasStatus schemas(SchemasStatus s) {
      int kept = Math.min(statements, s.differing().size());
      return new SchemasStatus(
          s.total(),
          s.ready(),
          s.failed(),
          s.differing().subList(0, kept).stream()
              .map(
                  each ->
                      each.withTexts(
                          clip(each.revision(), revision), clip(each.message(), statement)))
              .toList(),
          s.others() + s.differing().size() - kept);
    }

    private JobReport.Plan plan(JobReport.Plan p) {
      return new JobReport.Plan(
          p.direction(),
          names(p.target()),
          p.pending(),
          p.repeating(),
          p.hash(),
          list(p.risks(), risks, risk));
    }

    private JobReport.Restore restore(JobReport.Restore r) {
      return new JobReport.Restore(
          r.backup(),
          r.takenAt(),
          names(r.revisions()),
          r.token(),
          r.rows(),
          r.keptAs(),
          r.swappedAt(),
          r.unavailableMillis());
    }

    private List<String> names(List<String> names) {
      return list(names, revisions, revision);
    }

    private static List<String> list(List<String> items, int entries, int length) {
      if (items == null) {
        return null;
      }
      List<String> kept = new ArrayList<>();
      List<String> all = items.stream().filter(Objects::nonNull).toList();
      for (String item : all.subList(0, Math.min(entries, all.size()))) {
        kept.add(clip(item, length));
      }
      if (kept.size() < all.size()) {
        kept.add("… and " + (all.size() - kept.size()) + " more");
      }
      return List.copyOf(kept);
    }

    private static String clip(String text, int length) {
      if (text == null || text.length() <= length) {
        return text;
      }
      int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
      return text.substring(0, end) + "…";
    }
  }
}
