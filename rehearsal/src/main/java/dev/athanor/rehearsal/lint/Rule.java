package dev.athanor.rehearsal.lint;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Something to look for in a recording. It judges what a statement did, never how it is written.
 *
 * @param id what people accept it by; it never changes
 * @param level how grave it is where a project does not say otherwise
 * @param harm whom it hurts
 * @param finds what it finds, as the title of its page
 * @param nextStep what to do instead, as a sentence
 * @param ofStep whether a statement or changeset breaks it by itself, whatever revision it is of
 * @param judge looks at one revision
 */
public record Rule(
    String id, Level level, Harm harm, String finds, String nextStep, boolean ofStep, Judge judge) {

  /** Looks for one thing. */
  interface Judge {
    void judge(Episode episode, Sink found);
  }

  public Rule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(harm, "harm");
    Objects.requireNonNull(finds, "finds");
    Objects.requireNonNull(nextStep, "nextStep");
    Objects.requireNonNull(judge, "judge");
  }

  /** A rule that looks at each statement by itself. */
  static Rule ofStatement(
      String id,
      Level level,
      Harm harm,
      String finds,
      String nextStep,
      BiConsumer<Scene, Sink> judge) {
    return new Rule(
        id,
        level,
        harm,
        finds,
        nextStep,
        true,
        (episode, found) -> episode.scenes().forEach(scene -> judge.accept(scene, found)));
  }

  /** A rule that looks at what a whole changeset did: what comes and goes within it is nothing. */
  static Rule ofChangeset(
      String id,
      Level level,
      Harm harm,
      String finds,
      String nextStep,
      BiConsumer<Act, Sink> judge) {
    return new Rule(
        id,
        level,
        harm,
        finds,
        nextStep,
        true,
        (episode, found) -> episode.acts().forEach(act -> judge.accept(act, found)));
  }

  /** A rule that looks at a whole revision. */
  static Rule ofRevision(
      String id,
      Level level,
      Harm harm,
      String finds,
      String nextStep,
      BiConsumer<Episode, Sink> judge) {
    return new Rule(id, level, harm, finds, nextStep, false, judge::accept);
  }
}
