package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Rule;
import dev.athanor.schema.model.Statistics;
import dev.athanor.schema.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Routines, triggers, rules, policies, statistics and grants. */
final class ProgramSql {
  private static final String OR_REPLACE = "CREATE OR REPLACE ";

  private final Context context;
  private final CommentSql comments;

  ProgramSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
  }

  void create(Routine routine) {
    context.script().add("CREATE " + routine.definition().substring(OR_REPLACE.length()));
    comments.write(null, routine);
  }

  void alter(Routine before, Routine after) {
    if (!before.definition().equals(after.definition())) {
      context.script().add(after.definition());
    }
    comments.write(before, after);
  }

  void drop(Routine routine) {
    String kind = routine.procedure() ? "PROCEDURE " : "FUNCTION ";
    ObjectId id = routine.id();
    context.script().add("DROP " + kind + context.names().of(id) + "(" + id.within() + ")");
  }

  void create(Trigger trigger) {
    context.script().add(trigger.definition());
    enable("TRIGGER", trigger.id(), 'O', trigger.enabled());
    comments.write(null, trigger);
  }

  void alter(Trigger before, Trigger after) {
    enable("TRIGGER", after.id(), before.enabled(), after.enabled());
    comments.write(before, after);
  }

  void create(Rule rule) {
    context.script().add(rule.definition());
    enable("RULE", rule.id(), 'O', rule.enabled());
    comments.write(null, rule);
  }

  void alter(Rule before, Rule after) {
    enable("RULE", after.id(), before.enabled(), after.enabled());
    comments.write(before, after);
  }

  private void enable(String what, ObjectId id, char before, char after) {
    if (before != after) {
      String state =
          switch (after) {
            case 'D' -> " DISABLE ";
            case 'R' -> " ENABLE REPLICA ";
            case 'A' -> " ENABLE ALWAYS ";
            default -> " ENABLE ";
          };
      context
          .script()
          .add("ALTER TABLE " + table(id) + state + what + " " + Names.quote(id.name()));
    }
  }

  /** DROP TRIGGER, RULE or POLICY. */
  void dropOnTable(ObjectId id) {
    context.script().add("DROP " + id.kind() + " " + Names.quote(id.name()) + " ON " + table(id));
  }

  void create(Policy policy) {
    StringBuilder text = new StringBuilder("CREATE POLICY ");
    text.append(Names.quote(policy.id().name())).append(" ON ").append(table(policy.id()));
    if (!policy.permissive()) {
      text.append(" AS RESTRICTIVE");
    }
    if (!policy.command().equals("ALL")) {
      text.append(" FOR ").append(policy.command());
    }
    if (!policy.roles().equals("PUBLIC")) {
      text.append(" TO ").append(policy.roles());
    }
    context.script().add(text + expressions(policy.using(), policy.check()));
    comments.write(null, policy);
  }

  void alter(Policy before, Policy after) {
    String alter = "ALTER POLICY " + Names.quote(after.id().name()) + " ON " + table(after.id());
    if (!before.roles().equals(after.roles())) {
      context.script().add(alter + " TO " + after.roles());
    }
    String changes =
        expressions(
            Objects.equals(before.using(), after.using()) ? null : after.using(),
            Objects.equals(before.check(), after.check()) ? null : after.check());
    if (!changes.isEmpty()) {
      context.script().add(alter + changes);
    }
    comments.write(before, after);
  }

  private static String expressions(String using, String check) {
    return (using == null ? "" : " USING (" + using + ")")
        + (check == null ? "" : " WITH CHECK (" + check + ")");
  }

  void create(Statistics statistics) {
    context.script().add(statistics.definition());
    target(statistics, -1);
    comments.write(null, statistics);
  }

  void alter(Statistics before, Statistics after) {
    target(after, before.target());
    comments.write(before, after);
  }

  private void target(Statistics statistics, int before) {
    if (statistics.target() != before) {
      String name = context.names().of(statistics.id());
      context.script().add("ALTER STATISTICS " + name + " SET STATISTICS " + statistics.target());
    }
  }

  void drop(Statistics statistics) {
    context.script().add("DROP STATISTICS " + context.names().of(statistics.id()));
  }

  /**
   * @param before null for none
   */
  void grant(Grant before, Grant after) {
    List<String> had = before == null ? after.defaults() : before.privileges();
    List<String> passed = before == null ? List.of() : before.grantable();
    change(after, had, passed, after.privileges(), after.grantable());
  }

  /** Back to what a new object has. */
  void revoke(Grant grant) {
    change(grant, grant.privileges(), grant.grantable(), grant.defaults(), List.of());
  }

  private void change(
      Grant grant,
      List<String> had,
      List<String> passed,
      List<String> privileges,
      List<String> grantable) {
    List<String> gone = without(had, privileges);
    if (!gone.isEmpty()) {
      revoke("", gone, grant);
    }
    List<String> kept = without(without(passed, grantable), gone);
    if (!kept.isEmpty()) {
      revoke("GRANT OPTION FOR ", kept, grant);
    }
    List<String> plain = without(without(privileges, had), grantable);
    if (!plain.isEmpty()) {
      grant(plain, grant, "");
    }
    List<String> passing = without(grantable, passed);
    if (!passing.isEmpty()) {
      grant(passing, grant, " WITH GRANT OPTION");
    }
  }

  private void grant(List<String> privileges, Grant grant, String option) {
    context
        .script()
        .add(
            "GRANT "
                + String.join(", ", privileges)
                + " ON "
                + grant.target()
                + " TO "
                + role(grant)
                + option);
  }

  private void revoke(String option, List<String> privileges, Grant grant) {
    context
        .script()
        .add(
            "REVOKE "
                + option
                + String.join(", ", privileges)
                + " ON "
                + grant.target()
                + " FROM "
                + role(grant));
  }

  private static String role(Grant grant) {
    String name = grant.id().name();
    return name.equals("PUBLIC") ? name : Names.quote(name);
  }

  private static List<String> without(List<String> all, List<String> taken) {
    List<String> rest = new ArrayList<>(all);
    rest.removeAll(taken);
    return rest;
  }

  private String table(ObjectId id) {
    return context.names().tableOf(id);
  }
}
