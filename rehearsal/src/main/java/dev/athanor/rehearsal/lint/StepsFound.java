package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.rehearsal.lint.Linter.Judged;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What goes with steps into a bundle, step by step: of those that ran, what they made and what was
 * found of level warning and above. What is about a whole revision is no step's, for an edit of
 * another one may change it.
 */
final class StepsFound {
  private final int major;
  private final List<StepFindings> steps = new ArrayList<>();

  /**
   * @param major the server's major version
   */
  StepsFound(int major) {
    this.major = major;
  }

  List<StepFindings> all() {
    return steps;
  }

  void add(Episode episode, List<Judged> judged) {
    for (Act act : episode.acts()) {
      List<Found> found =
          judged.stream()
              .filter(each -> each.seen().changeset().equals(Optional.of(act.recording().key())))
              .filter(StepsFound::isGrave)
              .filter(StepsFound::isOfTheStep)
              .map(StepsFound::found)
              .toList();
      Map<String, String> renamed = renamed(act);
      steps.add(
          new StepFindings(
              StepFindings.key(act.recording().digest()),
              major,
              made(act, Set.copyOf(renamed.values())),
              renamed,
              found));
    }
  }

  private static boolean isGrave(Judged judged) {
    return judged.finding().level().compareTo(Level.WARNING) >= 0;
  }

  /** What its rollback does is the rollback's; that it has none is its own. */
  private static boolean isOfTheStep(Judged judged) {
    return judged.rule().harm() != Harm.WAY_BACK || judged.rule() == RevisionRules.IRREVERSIBLE;
  }

  private static Found found(Judged judged) {
    Finding finding = judged.finding();
    return new Found(
        finding.rule(),
        StepFindings.Level.valueOf(finding.level().name()),
        judged.rule().harm().kind(),
        finding.subject(),
        judged.seen().table(),
        Linter.shorten(finding.fact()),
        Optional.ofNullable(finding.accepted()));
  }

  private static List<String> made(Act act, Set<String> renamed) {
    return Stream.of(Table.class, View.class)
        .flatMap(type -> act.gained(type).stream())
        .map(SchemaObject::id)
        .map(ObjectId::path)
        .filter(each -> !renamed.contains(each))
        .sorted()
        .toList();
  }

  private static Map<String, String> renamed(Act act) {
    Map<String, String> renamed = new HashMap<>();
    for (ObjectId id : act.renamed()) {
      if (id.kind() == Kind.TABLE || id.kind() == Kind.VIEW) {
        renamed.put(id.path(), act.finalName(id).path());
      }
    }
    return renamed;
  }
}
