package dev.athanor.rehearsal.lint;

import dev.athanor.engine.changelog.MessageRule;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a project wants of lint.
 *
 * @param levels levels of its own, by rule
 * @param baseline {@link Finding#key()}s that were there before lint was
 * @param sizes how large tables are where it counts
 * @param messages which messages say nothing to it
 */
public record LintOptions(
    Map<String, Level> levels, Set<String> baseline, Sizes sizes, MessageRule messages) {
  public static final LintOptions DEFAULTS =
      new LintOptions(
          Map.of(), Set.of(), Sizes.UNKNOWN, new MessageRule(MessageRule.DEFAULT_WORDS));

  public LintOptions {
    levels = Map.copyOf(levels);
    baseline = Set.copyOf(baseline);
    Objects.requireNonNull(sizes, "sizes");
    Objects.requireNonNull(messages, "messages");
  }

  /**
   * @param levels such as {@code drop-column=off}
   * @throws AthanorException INVALID_CONFIGURATION for an unknown rule or level
   */
  public static Map<String, Level> levels(List<String> levels) {
    Map<String, Level> map = new HashMap<>();
    for (String each : levels) {
      int equals = each.indexOf('=');
      if (equals < 0) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "'" + each + "' gives no rule a level",
            "Write RULE=LEVEL, such as drop-column=off.");
      }
      map.put(
          Rules.named(each.substring(0, equals).strip()).id(),
          Level.named(each.substring(equals + 1)));
    }
    return map;
  }

  Level level(Rule rule) {
    return levels.getOrDefault(rule.id(), rule.level());
  }
}
