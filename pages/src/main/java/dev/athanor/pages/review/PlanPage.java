package dev.athanor.pages.review;

import dev.athanor.engine.model.Printable;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.plan.Risk;
import dev.athanor.engine.sql.SqlElements;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as one page of HTML that needs nothing beside it: no script, no network. */
public final class PlanPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
      pre { border: 1px solid #8886; border-radius: 8px; padding: .7rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
      code { overflow-wrap: anywhere; } h2 { margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
      table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem .8rem; border-top: 1px solid #8886; vertical-align: top; }
      td:nth-child(2) code { white-space: nowrap; }
      @media (max-width: 40rem) {
        body { margin: 1rem auto; } table, tbody, tr, td { display: block; } tr:first-child { display: none; }
        tr { border-top: 1px solid #8886; padding: .5rem 0; } td { border: 0; padding: 0; }
      }
      @media print { body { max-width: none; margin: 0; } pre { border-color: #ccc; } h2, h3 { break-after: avoid; } }
      """;

  private final StringBuilder html = new StringBuilder();

  private PlanPage() {}

  /**
   * @param seen what is told beside the plan
   */
  public static String render(MigrationPlan plan, Seen seen) {
    PlanPage page = new PlanPage();
    String title = PlanSummary.title(plan);
    page.html
        .append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\"")
        .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<title>")
        .append(title)
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append(ChangePicture.STYLE)
        .append("</style>\n</head>\n<body>\n<main>\n");
    page.head(plan, title);
    if (!plan.isEmpty()) {
      page.risks(plan.risks());
      page.sizes(seen.sizes());
      seen.change().ifPresent(page::change);
      page.guards(PlanText.guards(plan));
      page.statements(plan);
      page.wayBack(plan);
    }
    page.html.append("</main>\n</body>\n</html>\n");
    return page.html.toString();
  }

  private void head(MigrationPlan plan, String title) {
    html.append("<h1>").append(title).append(plan.isEmpty() ? ": at " : " ");
    html.append(codes(plan.from()));
    if (plan.isEmpty()) {
      html.append("</h1>\n");
      return;
    }
    html.append(" → ").append(codes(plan.to())).append("</h1>\n<p>");
    html.append(PlanSummary.count(plan.steps().size(), "changeset")).append(", ");
    html.append(PlanSummary.count(PlanSummary.statements(plan), "statement"));
    html.append(". To approve exactly this: ").append(code(plan.hash())).append("</p>\n");
  }

  private static String codes(List<String> revisions) {
    return PlanSummary.orBase(revisions).stream()
        .map(PlanPage::code)
        .collect(Collectors.joining(", "));
  }

  private void risks(List<Risk> risks) {
    html.append("<h2>Risks</h2>\n");
    if (risks.isEmpty()) {
      html.append("<p>None were found.</p>\n");
      return;
    }
    html.append("<table>\n<tr><th>Risk</th><th>Revision</th><th>What</th><th>Rule</th></tr>\n");
    for (Risk risk : risks) {
      html.append("<tr><td><strong>").append(risk.kind().label());
      html.append("</strong></td><td>").append(code(risk.revision()));
      html.append("</td><td>").append(code(risk.detail())).append("</td><td>");
      html.append(code(risk.note())).append("</td></tr>\n");
    }
    html.append("</table>\n");
  }

  private void sizes(Map<String, String> sizes) {
    if (sizes.isEmpty()) {
      return;
    }
    html.append("<h2>How large the tables are</h2>\n<ul>\n");
    sizes.forEach(
        (table, size) ->
            html.append("<li>")
                .append(code(table))
                .append(": ")
                .append(escaped(Printable.line(size)))
                .append("</li>\n"));
    html.append("</ul>\n");
  }

  private void change(SchemaChange change) {
    html.append("<h2>What changes in the schema</h2>\n");
    if (change.tables().isEmpty()) {
      html.append("<p>No table, column or foreign key.</p>\n");
      return;
    }
    html.append(ChangePicture.render(change, text -> escaped(Printable.line(text))));
    int more = change.tables().size() - ChangeDiagram.MOST_TABLES;
    if (more > 0) {
      html.append("<p>And ").append(PlanSummary.count(more, "table")).append(" more.</p>\n");
    }
  }

  private void guards(List<String> guards) {
    if (!guards.isEmpty()) {
      html.append("<h2>Asked before anything runs</h2>\n<ul>\n");
      guards.forEach(each -> html.append("<li>").append(code(each)).append("</li>\n"));
      html.append("</ul>\n");
    }
  }

  private void statements(MigrationPlan plan) {
    html.append("<h2>What will run</h2>\n");
    int number = 0;
    for (PlanStep step : plan.steps()) {
      html.append("<h3>").append(++number).append(". ").append(PlanText.verb(step.action()));
      html.append(' ').append(code(step.revision())).append(' ');
      html.append(code(step.changeset().key().toString())).append("</h3>\n");
      List<String> terms = PlanSummary.terms(step);
      if (!terms.isEmpty()) {
        html.append("<p>").append(String.join(" · ", terms)).append("</p>\n");
      }
      step.changeset()
          .guard()
          .ifPresent(
              guard -> html.append("<p>").append(code(PlanText.describe(guard))).append("</p>\n"));
      sql(step.sql());
    }
  }

  private void wayBack(MigrationPlan plan) {
    if (plan.direction() != MigrationPlan.Direction.UP) {
      return;
    }
    html.append("<h2>The way back</h2>\n");
    List<PlanStep> back = PlanSummary.wayBack(plan);
    if (back.isEmpty()) {
      html.append("<p>There is no SQL for it.</p>\n");
    }
    back.forEach(step -> sql(step.undo()));
  }

  private void sql(List<String> statements) {
    html.append("<pre>");
    html.append(
        escaped(
            Printable.lines(
                statements.isEmpty()
                    ? "-- no SQL"
                    : statements.stream()
                        .map(SqlElements::ended)
                        .collect(Collectors.joining("\n")))));
    html.append("</pre>\n");
  }

  private static String code(String text) {
    return "<code>" + escaped(Printable.line(text)) + "</code>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
