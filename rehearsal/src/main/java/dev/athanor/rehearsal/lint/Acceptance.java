package dev.athanor.rehearsal.lint;

import dev.athanor.engine.changelog.Mark;
import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a revision's file says that it accepts: {@code -- athanor: accept RULE because …}, as {@link
 * Mark} has it.
 *
 * @param rule the rule's id
 * @param changeset the changeset's id; empty for the whole file
 * @param reason why
 * @param line where it stands, from 1
 */
record Acceptance(String rule, Optional<String> changeset, String reason, int line) {
  private static final Pattern WORDS =
      Pattern.compile("\\s*([\\w,\\s-]*?)\\s*\\bbecause\\b(.*)", Pattern.DOTALL);

  Acceptance {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(changeset, "changeset");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * @param path the file, for messages
   * @throws AthanorException INVALID_CHANGELOG naming every line with an unknown rule, or without a
   *     rule or a reason
   */
  static List<Acceptance> in(String path, String text) {
    Problems problems = new Problems();
    List<Acceptance> found = new ArrayList<>();
    for (Mark mark : Mark.in(text, "accept")) {
      String place = path + ", line " + mark.line();
      read(place, mark.words(), mark.changeset(), mark.line(), found, problems);
    }
    problems.throwIfAny();
    return found;
  }

  private static void read(
      String place,
      String words,
      Optional<String> changeset,
      int line,
      List<Acceptance> found,
      Problems problems) {
    Matcher matcher = WORDS.matcher(words);
    boolean reasoned = matcher.matches() && !matcher.group(2).isBlank();
    if (!reasoned || matcher.group(1).isBlank()) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          place + ": accepts" + (words.isBlank() ? " nothing" : words) + " without saying why",
          "Write '-- athanor: accept RULE because …', with a reason that a reviewer understands.");
      return;
    }
    for (String rule : matcher.group(1).split("[,\\s]+")) {
      try {
        found.add(
            new Acceptance(Rules.named(rule).id(), changeset, matcher.group(2).strip(), line));
      } catch (AthanorException e) {
        problems.add(Reason.INVALID_CHANGELOG, place + ": " + e.getMessage(), e.nextStep());
      }
    }
  }

  boolean covers(Finding finding) {
    return finding.rule().equals(rule)
        && (changeset.isEmpty() || changeset.get().equals(finding.changeset()));
  }
}
