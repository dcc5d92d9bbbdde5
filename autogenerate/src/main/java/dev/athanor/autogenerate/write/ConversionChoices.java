package dev.athanor.autogenerate.write;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.convert.Conversion;
import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What people said the values of columns become whose type changes: {@code -Dathanor.convert} on
 * the way up, {@code -Dathanor.convertBack} on the way down.
 *
 * @param up {@code table.column} to an SQL expression
 * @param down the same for the way back
 */
public record ConversionChoices(Map<String, String> up, Map<String, String> down) {
  public static final ConversionChoices NONE = new ConversionChoices(Map.of(), Map.of());

  private static final String UP = "-Dathanor.convert";
  private static final String DOWN = "-Dathanor.convertBack";

  public ConversionChoices {
    up = Map.copyOf(up);
    down = Map.copyOf(down);
  }

  /** The expressions of a diff's columns, each way. */
  public record Resolved(Map<ObjectId, String> up, Map<ObjectId, String> down) {}

  /**
   * Finds the columns that are spoken of.
   *
   * @throws AthanorException INVALID_CONFIGURATION for one that gets no other type,
   *     CONVERSION_UNDECIDED where only a person can tell what values become and nobody has
   */
  public Resolved of(SchemaDiff diff) {
    Resolved resolved = new Resolved(resolve(UP, up, diff), resolve(DOWN, down, diff));
    List<Open> open = new ArrayList<>(open(UP, diff, resolved.up()));
    open.addAll(open(DOWN, diff.reverse(), resolved.down()));
    if (!open.isEmpty()) {
      throw undecided(open);
    }
    return resolved;
  }

  /** A column whose values nobody has spoken for. */
  private record Open(String option, String column, String what, String proposal) {
    String line() {
      return column + " " + what;
    }
  }

  private static Map<ObjectId, String> resolve(
      String option, Map<String, String> said, SchemaDiff diff) {
    Map<ObjectId, String> resolved = new HashMap<>();
    Set<String> unused = new HashSet<>(said.keySet());
    for (Difference.Changed changed : retyped(diff)) {
      String path = changed.id().path().toLowerCase(Locale.ROOT);
      said.forEach(
          (column, expression) -> {
            String name = column.toLowerCase(Locale.ROOT);
            if (path.equals(name) || path.endsWith("." + name)) {
              resolved.put(changed.id(), expression);
              unused.remove(column);
            }
          });
    }
    if (!unused.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          option + " speaks of " + unused.iterator().next() + ", whose type does not change.",
          "Name the column as the model has it: " + option + "=\"users.role=expression\".");
    }
    return resolved;
  }

  private static List<Difference.Changed> retyped(SchemaDiff diff) {
    return diff.headlines().stream()
        .filter(Difference.Changed.class::isInstance)
        .map(Difference.Changed.class::cast)
        .filter(
            changed ->
                changed.before() instanceof Column old
                    && changed.after() instanceof Column now
                    && !now.inherited()
                    && !now.isGenerated()
                    && !old.type().equals(now.type()))
        .toList();
  }

  private static List<Open> open(String option, SchemaDiff diff, Map<ObjectId, String> said) {
    Conversions conversions = new Conversions(diff.before(), diff.after(), said);
    List<Open> open = new ArrayList<>();
    for (Difference.Changed changed : retyped(diff)) {
      Column old = (Column) changed.before();
      Column now = (Column) changed.after();
      Conversion conversion = conversions.of(old, now);
      if (conversion.needsWord() && !conversions.isSaid(now)) {
        String what = "from " + old.type() + " to " + now.type() + " (" + conversion.remark() + ")";
        open.add(
            new Open(option, unqualified(diff, now), what, proposal(diff, old, now, conversion)));
      }
    }
    return open;
  }

  private static String unqualified(SchemaDiff diff, Column column) {
    String schema = diff.after().defaultSchema() + ".";
    String path = column.id().path();
    return path.startsWith(schema) ? path.substring(schema.length()) : path;
  }

  /** An expression to start from: it runs, and its values are a guess. */
  private static String proposal(SchemaDiff diff, Column old, Column now, Conversion conversion) {
    String name = Names.quote(now.id().name());
    List<String> into = Conversions.labels(now, diff.after());
    List<String> from = Conversions.labels(old, diff.before());
    if (conversion.kind() == Conversion.Kind.IMPOSSIBLE) {
      return "…";
    }
    String counted = (into.isEmpty() ? now : old).type();
    boolean flag = counted.equals("boolean");
    boolean ordinal = flag || counted.matches("smallint|integer|bigint|numeric.*|real|double.*");
    if (into.isEmpty() && from.isEmpty() || !ordinal) {
      return conversion.using(name);
    }
    List<String> labels = into.isEmpty() ? from : into;
    StringBuilder text = new StringBuilder("CASE ").append(name);
    for (int i = 0; i < labels.size(); i++) {
      String other = flag ? (i == 0 ? "false" : "true") : Integer.toString(i);
      text.append(" WHEN ").append(into.isEmpty() ? labels.get(i) : other);
      text.append(" THEN ").append(into.isEmpty() ? other : labels.get(i));
    }
    return text.append(" END").toString();
  }

  private static AthanorException undecided(List<Open> open) {
    Set<String> lines = new LinkedHashSet<>();
    open.forEach(one -> lines.add(one.line()));
    StringBuilder say = new StringBuilder("Say what they become, for instance:");
    for (String option : List.of(UP, DOWN)) {
      List<String> parts =
          open.stream()
              .filter(one -> one.option().equals(option))
              .map(one -> one.column() + "=" + one.proposal())
              .toList();
      if (!parts.isEmpty()) {
        say.append("\n  ")
            .append(option)
            .append("=\"")
            .append(String.join("; ", parts))
            .append('"');
      }
    }
    return new AthanorException(
        Reason.CONVERSION_UNDECIDED,
        "Only you can tell what these values become:\n  " + String.join("\n  ", lines),
        say.toString());
  }
}
