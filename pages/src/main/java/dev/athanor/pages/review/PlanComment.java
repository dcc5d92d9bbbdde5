package dev.athanor.pages.review;

import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.plan.Risk;
import dev.athanor.engine.sql.SqlElements;
import dev.athanor.pages.markdown.Markdown;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan as the comment on a pull request. It begins with a hidden mark, by which the next run
 * finds and replaces it. Everything of others stands in code: it mentions nobody and links to
 * nothing.
 */
public final class PlanComment {
  /** The first line of each. */
  public static final String MARK = "<!-- athanor plan -->";

  /** GitHub takes 65,536 characters. */
  static final int LONGEST = 60_000;

  /** Room for the SQL is left. */
  private static final int LONGEST_DIAGRAM = LONGEST / 3;

  private static final int MOST_RISKS = 50;

  private final StringBuilder text = new StringBuilder();

  private PlanComment() {}

  /**
   * @param seen what is told beside the plan
   */
  public static String render(MigrationPlan plan, Seen seen) {
    PlanComment comment = new PlanComment();
    comment.head(plan);
    if (!plan.isEmpty()) {
      comment.risks(plan.risks());
      comment.sizes(seen.sizes());
      seen.change().ifPresent(comment::change);
      comment.guards(plan);
      comment.statements(plan);
      comment.wayBack(plan);
    }
    return comment.text.toString().stripTrailing() + "\n";
  }

  private void head(MigrationPlan plan) {
    text.append(MARK).append("\n\n### ").append(PlanSummary.title(plan));
    if (plan.isEmpty()) {
      text.append(": at ").append(codes(plan.from())).append("\n");
      return;
    }
    text.append(' ')
        .append(codes(plan.from()))
        .append(" → ")
        .append(codes(plan.to()))
        .append("\n\n")
        .append(PlanSummary.count(plan.steps().size(), "changeset"))
        .append(", ")
        .append(PlanSummary.count(PlanSummary.statements(plan), "statement"))
        .append(". To approve exactly this: ")
        .append(Markdown.code(plan.hash()))
        .append("\n\n");
  }

  private static String codes(List<String> revisions) {
    return PlanSummary.orBase(revisions).stream()
        .map(Markdown::code)
        .collect(Collectors.joining(", "));
  }

  private void risks(List<Risk> risks) {
    if (risks.isEmpty()) {
      text.append("No risks were found.\n\n");
      return;
    }
    text.append(
        Markdown.table(
            List.of("Risk", "Revision", "What", "Rule"),
            risks.stream()
                .limit(MOST_RISKS)
                .map(
                    each ->
                        List.of(
                            "**" + each.kind().label() + "**",
                            Markdown.code(each.revision()),
                            Markdown.code(each.detail()),
                            Markdown.code(each.note())))
                .toList()));
    text.append('\n');
    more(risks.size() - MOST_RISKS, "risk");
  }

  private void sizes(Map<String, String> sizes) {
    text.append(
        Markdown.table(
            List.of("Table", "Size"),
            sizes.entrySet().stream()
                .limit(MOST_RISKS)
                .map(each -> List.of(Markdown.code(each.getKey()), Markdown.line(each.getValue())))
                .toList()));
    text.append(sizes.isEmpty() ? "" : "\n");
    more(sizes.size() - MOST_RISKS, "table");
  }

  private void more(int count, String what) {
    if (count > 0) {
      text.append("_And ").append(PlanSummary.count(count, what)).append(" more: see `plan`._\n\n");
    }
  }

  private void change(SchemaChange change) {
    if (change.tables().isEmpty()) {
      text.append("No table, column or foreign key changes.\n\n");
      return;
    }
    String diagram = ChangeDiagram.render(change);
    if (diagram.length() > LONGEST_DIAGRAM) {
      text.append("_What changes in the schema is more than a comment holds: see the page._\n\n");
      return;
    }
    text.append("<details open><summary>What changes in the schema</summary>\n\n")
        .append(Markdown.block("mermaid", diagram))
        .append('\n');
    more(change.tables().size() - ChangeDiagram.MOST_TABLES, "table");
    close();
  }

  private void guards(MigrationPlan plan) {
    List<String> guards = PlanText.guards(plan);
    if (!guards.isEmpty()) {
      text.append("Asked before anything runs:\n\n");
      guards.forEach(each -> text.append("- ").append(Markdown.code(each)).append('\n'));
      text.append('\n');
    }
  }

  private void statements(MigrationPlan plan) {
    open("What will run");
    int number = 0;
    for (PlanStep step : plan.steps()) {
      if (text.length() > LONGEST) {
        more(plan.steps().size() - number, "changeset");
        break;
      }
      text.append("**")
          .append(++number)
          .append(".** ")
          .append(PlanText.verb(step.action()))
          .append(' ')
          .append(Markdown.code(step.revision()))
          .append(' ')
          .append(Markdown.code(step.changeset().key().toString()));
      PlanSummary.terms(step).forEach(each -> text.append(" · ").append(each));
      step.changeset()
          .guard()
          .ifPresent(guard -> text.append(" · ").append(Markdown.code(PlanText.describe(guard))));
      text.append("\n\n");
      sql(step.sql());
    }
    close();
  }

  private void wayBack(MigrationPlan plan) {
    if (plan.direction() != MigrationPlan.Direction.UP) {
      return;
    }
    List<PlanStep> back = PlanSummary.wayBack(plan);
    if (back.isEmpty()) {
      text.append("There is no SQL for the way back.\n");
      return;
    }
    open("The way back");
    for (int i = 0; i < back.size() && text.length() <= LONGEST; i++) {
      sql(back.get(i).undo());
    }
    close();
  }

  private void open(String summary) {
    text.append("<details><summary>").append(summary).append("</summary>\n\n");
  }

  private void close() {
    text.append("</details>\n\n");
  }

  /** As much as a comment holds; the hash covers what is left out. */
  private void sql(List<String> statements) {
    if (statements.isEmpty()) {
      text.append("No SQL.\n\n");
      return;
    }
    String all = statements.stream().map(SqlElements::ended).collect(Collectors.joining("\n"));
    String block = Markdown.block("sql", all);
    int room = LONGEST - text.length();
    if (block.length() <= room) {
      text.append(block).append('\n');
    } else {
      text.append("_")
          .append(PlanSummary.count(all.length(), "character"))
          .append(" of SQL, more than a comment holds: `plan` prints it._\n\n");
    }
  }
}
