package dev.athanor.schema.convert;

import dev.athanor.schema.convert.ValueType.Family;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The conversions between two schemas.
 *
 * @param before where the values are
 * @param after where they go
 * @param said what somebody has said of a column: the expression that makes its new values
 */
public record Conversions(SchemaSnapshot before, SchemaSnapshot after, Map<ObjectId, String> said) {
  public Conversions {
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
    said = Map.copyOf(said);
  }

  /** Those of which nobody has said anything. */
  public static Conversions between(SchemaSnapshot before, SchemaSnapshot after) {
    return new Conversions(before, after, Map.of());
  }

  /** The expression that makes the new values; null where the server's assignment cast does. */
  public String using(Column old, Column now) {
    String expression = said.get(now.id());
    return expression != null ? expression : of(old, now).using(Names.quote(now.id().name()));
  }

  /** Whether somebody has said what the values become. */
  public boolean isSaid(Column now) {
    return said.containsKey(now.id());
  }

  /** What becomes of the values of a column whose type changes, by what the types are. */
  public Conversion of(Column old, Column now) {
    ValueType from = ValueType.of(old.type(), before);
    ValueType to = ValueType.of(now.type(), after);
    if (old.type().equals(now.type())) {
      // Another collation needs no conversion; a swapped type of the same name goes by its text.
      return Objects.equals(old.collation(), now.collation())
          ? Conversion.checked("%s::text::" + now.type(), "values without a like one there stop it")
          : Conversion.exact(null);
    }
    if (from.is(Family.ARRAY) || to.is(Family.ARRAY)) {
      return array(from, to);
    }
    Conversion conversion = ConversionRules.of(from, to);
    return named(old, now, from, to, conversion);
  }

  /** Numbers are no names, though both have a text: an enum's ordinals, a flag's Y and N. */
  private Conversion named(
      Column old, Column now, ValueType from, ValueType to, Conversion conversion) {
    boolean intoNames = isCounted(from) && to.is(Family.STRING) && !labels(now, after).isEmpty();
    boolean fromNames = from.is(Family.STRING) && isCounted(to) && !labels(old, before).isEmpty();
    if (conversion.needsWord() || !intoNames && !fromNames) {
      return conversion;
    }
    return Conversion.meaning(
        conversion.template(),
        intoNames
            ? "the check wants names, " + String.join(", ", labels(now, after))
            : "the column holds names, " + String.join(", ", labels(old, before)));
  }

  private static boolean isCounted(ValueType type) {
    return type.isNumber() || type.is(Family.BOOLEAN);
  }

  /** The texts that a check lets a column have, as SQL literals; empty without such a check. */
  public static List<String> labels(Column column, SchemaSnapshot snapshot) {
    String name = Names.quote(column.id().name());
    List<String> labels = new ArrayList<>();
    for (Constraint constraint : snapshot.all(Constraint.class)) {
      if (constraint.type() == Constraint.Type.CHECK && constraint.table().equals(column.table())) {
        labels.addAll(Literals.listed(name, constraint.definition()));
      }
    }
    return labels;
  }

  private Conversion array(ValueType from, ValueType to) {
    if (from.is(Family.STRING) || to.is(Family.STRING)) {
      return ConversionRules.of(from, to);
    }
    if (to.is(Family.ARRAY)) {
      boolean one = !from.is(Family.ARRAY);
      Conversion each = ConversionRules.of(one ? from : from.element(before), to.element(after));
      if (one && each.template() == null) {
        // Behind the name of a type of somebody's own may stand another one than before.
        boolean own = from.is(Family.ENUM) || from.is(Family.USER);
        String value = own ? "ARRAY[%s::text]::" : "ARRAY[%s]::";
        return Conversion.meaning(value + to.name(), "one value is no list");
      }
      if (!one && each.template() == null) {
        return each;
      }
      if (!one && each.template().equals("%s::" + to.element(after).name())) {
        return new Conversion(each.kind(), "%s::" + to.name(), each.remark());
      }
    }
    return Conversion.impossible(from, to);
  }
}
