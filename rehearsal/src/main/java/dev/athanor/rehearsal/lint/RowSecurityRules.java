package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Who sees which rows. */
final class RowSecurityRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofChangeset(
              "row-security-disabled",
              ERROR,
              Harm.SECURITY,
              "row level security switched off: everybody with SELECT sees every row",
              "Leave it on, and change its policies.",
              RowSecurityRules::unsecured),
          Rule.ofChangeset(
              "row-security-without-policy",
              ERROR,
              Harm.CLIENTS,
              "row level security without a policy: nobody but the owner sees a row any more",
              "Create the policies before, in the same changeset.",
              RowSecurityRules::locked),
          Rule.ofChangeset(
              "drop-policy",
              ERROR,
              Harm.SECURITY,
              "a row security policy dropped: rows come into sight, or go out of it",
              "Replace it in the same changeset.",
              RowSecurityRules::policyless),
          Rule.ofStatement(
              "policy-allows-all",
              WARNING,
              Harm.SECURITY,
              "a row security policy that lets everybody do anything to every row",
              "Say whom it is for, or which rows.",
              RowSecurityRules::open),
          Rule.ofStatement(
              "view-bypasses-row-security",
              NOTICE,
              Harm.SECURITY,
              "a view of a table with row level security: it shows what its owner may see",
              "From PostgreSQL 15 on, create it WITH (security_invoker).",
              RowSecurityRules::view));

  private RowSecurityRules() {}

  private static void unsecured(Act act, Sink found) {
    for (Change<Table> change : act.changed(Table.class)) {
      if (change.before().rowSecurity() && !change.after().rowSecurity()) {
        found.add(act.sceneOf(change.after().id()), change.after().id(), "row security is off");
      } else if (change.before().forceRowSecurity() && !change.after().forceRowSecurity()) {
        found.add(
            act.sceneOf(change.after().id()),
            change.after().id(),
            "row security is not forced any more: its owner sees every row");
      }
    }
  }

  private static void locked(Act act, Sink found) {
    for (Change<Table> change : act.changed(Table.class)) {
      Table now = change.after();
      boolean any =
          act.after().all(Policy.class).stream()
              .anyMatch(policy -> Scene.tableOf(policy.id()).equals(now.id()));
      if (!change.before().rowSecurity()
          && now.rowSecurity()
          && !any
          && act.before().existed(now.id())) {
        found.add(act.sceneOf(now.id()), now.id(), "row security is on, and there is no policy");
      }
    }
  }

  private static void policyless(Act act, Sink found) {
    for (Policy policy : act.lost(Policy.class)) {
      boolean replaced =
          act.gained(Policy.class).stream()
              .anyMatch(now -> Scene.tableOf(now.id()).equals(Scene.tableOf(policy.id())));
      if (!replaced) {
        found.add(act.sceneOf(policy.id()), policy.id(), "dropped");
      }
    }
  }

  private static void open(Scene scene, Sink found) {
    List<Policy> policies = new ArrayList<>(scene.added(Policy.class));
    scene.changed(Policy.class).stream()
        .filter(change -> !isOpen(change.before()))
        .forEach(change -> policies.add(change.after()));
    for (Policy policy : policies) {
      if (isOpen(policy)) {
        found.add(scene, policy.id(), policy.command() + " of every row to PUBLIC");
      }
    }
  }

  private static boolean isOpen(Policy policy) {
    boolean all = "true".equals(policy.using()) && !policy.command().equals("SELECT");
    return policy.permissive() && all && policy.roles().equalsIgnoreCase(SecurityRules.EVERYBODY);
  }

  private static void view(Scene scene, Sink found) {
    for (View view : scene.added(View.class)) {
      boolean invoker = "true".equals(view.options().get("security_invoker"));
      for (Table table : scene.after().all(Table.class)) {
        if (table.rowSecurity() && !invoker && names(view.definition(), table.id().name())) {
          found.add(scene, view.id(), "reads " + table.id().path());
        }
      }
    }
  }

  /** In the server's own words: a table is named behind FROM or JOIN. */
  private static boolean names(String definition, String table) {
    return definition.matches(
        "(?s).*\\b(FROM|JOIN)\\s+\\(*(\\w+\\.)?\"?" + Pattern.quote(table) + "\\b.*");
  }
}
