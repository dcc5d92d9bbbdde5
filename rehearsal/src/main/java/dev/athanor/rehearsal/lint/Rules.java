package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every rule, in the order in which its page lists them. */
public final class Rules {
  private static final List<Rule> ALL =
      Stream.of(
              RewriteRules.RULES,
              ScanRules.RULES,
              IndexRules.RULES,
              LockRules.RULES,
              DropRules.RULES,
              BreakRules.RULES,
              InterfaceRules.RULES,
              RowRules.RULES,
              TypeRules.RULES,
              KeyRules.RULES,
              ShapeRules.RULES,
              IndexShapeRules.RULES,
              SecurityRules.RULES,
              SuperuserRules.RULES,
              RowSecurityRules.RULES,
              SettingRules.RULES,
              RevisionRules.RULES)
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  public static List<Rule> all() {
    return ALL;
  }

  static Optional<Rule> find(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when there is none of that id
   */
  public static Rule named(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "there is no rule '" + id + "'" + nearest(id),
                    "docs/lint-rules.md lists them."));
  }

  private static String nearest(String id) {
    return ALL.stream()
        .map(Rule::id)
        .filter(each -> each.contains(id) || id.contains(each) || begins(each, id))
        .findFirst()
        .map(each -> "; is '" + each + "' meant?")
        .orElse("");
  }

  private static boolean begins(String one, String other) {
    int dash = one.indexOf('-', one.indexOf('-') + 1);
    return dash > 0 && other.startsWith(one.substring(0, dash));
  }
}
