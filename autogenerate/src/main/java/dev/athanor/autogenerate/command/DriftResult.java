package dev.athanor.autogenerate.command;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a live database differs from what its recorded revisions build.
 *
 * @param differences from the recorded schema to the live one
 * @param repair SQL that takes the live database back to what is recorded
 * @param unknown recorded changesets that the changelog no longer has
 */
public record DriftResult(List<Drifted> differences, List<String> repair, List<String> unknown)
    implements CommandResult {

  /**
   * One difference.
   *
   * @param change {@code added}, {@code removed} or {@code changed} in the live database
   * @param kind {@code table}, {@code column}, …
   * @param object its name with its schema and table
   * @param details what changed; empty for what was added or removed
   */
  public record Drifted(String change, String kind, String object, List<String> details) {
    public Drifted {
      details = List.copyOf(details);
    }

    private String line() {
      String sign = change.equals("added") ? "+ " : change.equals("removed") ? "- " : "~ ";
      return sign
          + kind
          + " "
          + object
          + (details.isEmpty() ? "" : ": " + String.join(", ", details));
    }
  }

  public DriftResult {
    differences = List.copyOf(differences);
    repair = List.copyOf(repair);
    unknown = List.copyOf(unknown);
  }

  static DriftResult of(SchemaDiff diff, List<String> unknown) {
    List<Drifted> differences = diff.headlines().stream().map(DriftResult::drifted).toList();
    List<String> repair = Ddl.render(diff.reverse()).stream().map(DdlStatement::sql).toList();
    return new DriftResult(differences, repair, unknown);
  }

  private static Drifted drifted(Difference difference) {
    String change = difference.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    List<String> details =
        difference instanceof Difference.Changed changed ? changed.changes() : List.of();
    return new Drifted(change, difference.id().kind().label(), difference.id().path(), details);
  }

  public boolean drifted() {
    return !differences.isEmpty();
  }

  /**
   * @throws AthanorException DRIFT with every difference
   */
  public DriftResult orThrow() {
    if (drifted()) {
      throw new AthanorException(
          Reason.DRIFT,
          text(),
          "Write a revision that does the same, with a precondition (onFail:MARK_RAN) for where it"
              + " is done already; or undo it with the SQL that -Dathanor.json prints as repair.");
    }
    return this;
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    unknown.forEach(key -> lines.add("? recorded, but not in the changelog: " + key));
    if (!drifted()) {
      lines.add("No drift: the database is what its revisions build.");
    } else {
      lines.add(
          "The database is not what its revisions build ("
              + differences.size()
              + (differences.size() == 1 ? " difference" : " differences")
              + "; + only in the database, - missing in it, ~ changed in it):");
      differences.forEach(difference -> lines.add("  " + difference.line()));
    }
    return String.join("\n", lines);
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("drifted", drifted());
    json.put("differences", differences);
    json.put("repair", repair);
    json.put("unknown", unknown);
    return json;
  }
}
