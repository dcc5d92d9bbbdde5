package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Cut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Judges recordings by every rule. */
public final class Linter {
  private static final int SQL = 160;

  private final LintOptions options;
  private final Function<String, String> texts;

  /**
   * @param options what the project wants
   * @param texts a revision's file as text, by its path; an empty text where it is not at hand
   */
  public Linter(LintOptions options, Function<String, String> texts) {
    this.options = Objects.requireNonNull(options, "options");
    this.texts = Objects.requireNonNull(texts, "texts");
  }

  /**
   * @param revisions those that are judged, of what was recorded
   * @return what was found, by file and place, accepted findings included
   * @throws AthanorException INVALID_CHANGELOG for an acceptance of an unknown rule or without a
   *     reason
   */
  public LintReport judge(List<CompiledRevision> revisions, Trial trial) {
    int major = trial.up().server().major();
    Episodes episodes = Episodes.of(revisions, trial, options.messages());
    StepsFound steps = new StepsFound(major);
    List<Finding> findings = new ArrayList<>();
    List<String> stale = new ArrayList<>();
    List<Fix> fixes = new ArrayList<>();
    for (Episode episode : episodes.applied()) {
      List<Judged> judged = accepted(episode, stale);
      steps.add(episode, judged);
      fixes.addAll(Fixes.of(episode, judged));
      judged.stream()
          .map(Judged::finding)
          .sorted(
              Comparator.comparingInt(Finding::line)
                  .thenComparing(Finding::level, Comparator.reverseOrder()))
          .forEach(findings::add);
    }
    for (Episode episode : episodes.undone()) {
      // What a file accepts is what its revision does, not what undoes it.
      steps.add(episode, judge(episode, texts.apply(path(episode)), Rule::ofStep));
    }
    return new LintReport(
        major, revisions.size(), Checkout.ROOT, findings, stale, steps.all(), fixes);
  }

  private static String path(Episode episode) {
    return episode.revision().revision().path();
  }

  /** What a rule saw, and what is said of it. */
  record Judged(Rule rule, Observation seen, Finding finding) {}

  private List<Judged> accepted(Episode episode, List<String> stale) {
    String path = path(episode);
    String text = texts.apply(path);
    List<Acceptance> acceptances = Acceptance.in(path, text);
    Set<Acceptance> used = new HashSet<>();
    List<Judged> judged =
        judge(episode, text, rule -> true).stream()
            .map(
                each ->
                    new Judged(
                        each.rule(), each.seen(), accepted(each.finding(), acceptances, used)))
            .toList();
    for (Acceptance each : acceptances) {
      if (!used.contains(each)) {
        stale.add(
            path + ", line " + each.line() + ": accepts " + each.rule() + ", which was not found");
      }
    }
    return judged;
  }

  private List<Judged> judge(Episode episode, String text, Predicate<Rule> which) {
    List<Judged> judged = new ArrayList<>();
    for (Rule rule : Rules.all()) {
      Level level = options.level(rule);
      if (level != Level.OFF && which.test(rule)) {
        Sink sink = new Sink();
        rule.judge().judge(episode, sink);
        for (Observation each : sink.observations()) {
          judged.add(new Judged(rule, each, finding(rule, level, episode, text, each)));
        }
      }
    }
    return judged;
  }

  private Finding accepted(Finding finding, List<Acceptance> acceptances, Set<Acceptance> used) {
    for (Acceptance each : acceptances) {
      if (each.covers(finding)) {
        used.add(each);
        return finding.accepted(each.reason());
      }
    }
    return options.baseline().contains(finding.key())
        ? finding.accepted("it is in the baseline")
        : finding;
  }

  private Finding finding(Rule rule, Level level, Episode episode, String text, Observation seen) {
    Optional<Scene> scene = seen.scene();
    String sql = scene.map(each -> each.recording().sql()).orElse(null);
    String changeset = seen.changeset().map(ChangesetKey::id).orElse(null);
    return new Finding(
        rule.id(),
        level,
        rule.harm().label(),
        episode.revision().revision().id(),
        episode.revision().revision().path(),
        SourceLine.of(text, changeset, sql),
        changeset,
        scene.map(each -> each.place().statement()).orElse(0),
        sql == null ? null : shorten(sql),
        seen.subject(),
        seen.fact(),
        options.sizes().of(seen.table()).map(Sizes.Size::text).orElse(null),
        rule.nextStep(),
        seen.way().map(SafeWay::text).orElse(null),
        null);
  }

  static String shorten(String sql) {
    String line = Cut.head(sql, 4 * SQL).replaceAll("\\s+", " ").strip();
    return line.length() <= SQL ? line : Cut.head(line, SQL - 1) + "…";
  }
}
