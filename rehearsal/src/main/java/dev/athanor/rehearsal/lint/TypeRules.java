package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;
import static dev.athanor.rehearsal.lint.Level.OFF;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.schema.convert.Conversion;
import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Types of columns: what becomes of values, and types that are chosen once and regretted later. */
final class TypeRules {
  private static final Set<String> TIMES = Set.of("timestamp without time zone");

  /** What the server makes of {@code DEFAULT 'now'}: the moment of the migration, for ever. */
  private static final Pattern MOMENT =
      Pattern.compile("'\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+.*'::timestamp.*");

  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "type-narrowed",
              ERROR,
              Harm.ROLLOUT,
              "a column's new type that does not take every value of the old one: a row stops the"
                  + " change, and clients that write such values fail",
              "Look for rows that do not fit, and let every client write only what fits, before.",
              (scene, found) -> retyped(scene, found, TypeRules::isNarrower)),
          Rule.ofStatement(
              "values-change",
              ERROR,
              Harm.DATA,
              "a column's new type in which values become others",
              "Add a column of the new type, fill it by a rule that you have tried, and keep the old"
                  + " one until it is sure.",
              (scene, found) -> retyped(scene, found, TypeRules::isLossy)),
          Rule.ofStatement(
              "type-changed",
              WARNING,
              Harm.CLIENTS,
              "a column of another kind of type: what clients compare or read it as may fail",
              "Add a column of the new type beside it, move the clients, and drop the old one later.",
              (scene, found) -> retyped(scene, found, TypeRules::isOther)),
          column(
              "json-column",
              WARNING,
              "a json column: it has no equality, so DISTINCT and GROUP BY fail, and each read"
                  + " parses it",
              "Use jsonb.",
              column -> isOf(column, Set.of("json"))),
          column(
              "char-column",
              WARNING,
              "a char(n) column: padded with blanks, and no faster",
              "Use text or varchar.",
              column -> isOf(column, Set.of("character")) && !column.type().equals("character(1)")),
          column(
              "timestamp-without-zone",
              WARNING,
              "a timestamp without time zone: it means another moment on each server and client",
              "Use timestamptz.",
              column -> isOf(column, TIMES)),
          column(
              "time-with-zone",
              WARNING,
              "a time with time zone: without a date, its zone means nothing",
              "Use timestamptz, or time.",
              column -> isOf(column, Set.of("time with time zone"))),
          column(
              "money-column",
              WARNING,
              "a money column: its currency and rounding are the server's locale's",
              "Use numeric, and a column for the currency.",
              column -> isOf(column, Set.of("money"))),
          column(
              "varchar-limit",
              OFF,
              "a varchar with a limit, which a later change has to widen",
              "Use text, with a CHECK on its length where there must be one.",
              column -> column.type().startsWith("character varying(")),
          column(
              "frozen-default",
              WARNING,
              "a default that is the moment of the migration",
              "Write DEFAULT now().",
              column ->
                  column.plainDefault() != null && MOMENT.matcher(column.plainDefault()).matches()),
          column(
              "float-column",
              NOTICE,
              "a column of floating point, which holds no exact decimal",
              "Use numeric for what is counted or paid.",
              column -> isOf(column, Set.of("real", "double precision"))));

  private TypeRules() {}

  private static Rule column(
      String id, Level level, String finds, String nextStep, Predicate<Column> judge) {
    BiConsumer<Scene, Sink> each =
        (scene, found) -> {
          for (Column column : madeIn(scene)) {
            if (judge.test(column) && !column.inherited()) {
              found.add(scene, column.id(), "is " + shown(column));
            }
          }
        };
    return Rule.ofStatement(id, level, Harm.LATER, finds, nextStep, each);
  }

  private static String shown(Column column) {
    String text = column.type();
    return column.plainDefault() == null ? text : text + " DEFAULT " + column.plainDefault();
  }

  /** New columns, those of new tables included, and those of which type or default is new. */
  static List<Column> madeIn(Scene scene) {
    return scene.recording().changes().stream()
        .filter(change -> change.after() instanceof Column)
        .filter(change -> !scene.renames().containsValue(change.after().id()))
        .filter(change -> !scene.renames().containsValue(((Column) change.after()).table()))
        .filter(change -> !isSame((Column) change.before(), (Column) change.after()))
        .map(change -> (Column) change.after())
        .toList();
  }

  private static boolean isSame(Column before, Column after) {
    return before != null
        && before.type().equals(after.type())
        && java.util.Objects.equals(before.defaultExpression(), after.defaultExpression());
  }

  private static boolean isOf(Column column, Set<String> types) {
    String type = Types.base(column.type());
    return types.contains(type.endsWith("[]") ? type.substring(0, type.length() - 2) : type);
  }

  /** Tells whether a conversion is what a rule looks for. */
  private interface Judge {
    boolean is(Conversion conversion, String before, String after, boolean constrained);
  }

  private static void retyped(Scene scene, Sink found, Judge judge) {
    Conversions conversions = null;
    for (Change<Column> change : scene.changed(Column.class)) {
      Column old = change.before();
      Column now = change.after();
      boolean other =
          !old.type().equals(now.type())
              && !isRenamed(scene, old.type(), now.type())
              && !isLongerEnum(scene, old.type(), now.type());
      if (!other || now.inherited() || now.isGenerated() || !scene.existed(now.table())) {
        continue;
      }
      if (conversions == null) {
        conversions = Conversions.between(snapshot(scene.before()), snapshot(scene.after()));
      }
      Conversion conversion = conversions.of(old, now);
      boolean constrained = isConstrained(scene.after(), now.type());
      if (judge.is(
          conversion,
          base(scene.before(), old.type()),
          base(scene.after(), now.type()),
          constrained)) {
        String remark = conversion.remark().isEmpty() ? "" : ": " + conversion.remark();
        found.add(scene, now.id(), "from " + old.type() + " to " + now.type() + remark);
      }
    }
  }

  /** To clients, a domain's values are of its base type. */
  private static String base(State state, String type) {
    return state.all(Domain.class).stream()
        .filter(domain -> names(domain.id(), type))
        .map(Domain::baseType)
        .findFirst()
        .orElse(type);
  }

  /** Whether a type takes fewer values than those that it is made of. */
  static boolean isConstrained(State state, String type) {
    return state
        .domain(type)
        .filter(domain -> domain.notNull() || !domain.checks().isEmpty())
        .isPresent();
  }

  /** A renamed type's columns are as they were. */
  private static boolean isRenamed(Scene scene, String old, String now) {
    return scene.renames().entrySet().stream()
        .anyMatch(
            each ->
                each.getKey().kind().isType()
                    && names(each.getKey(), old)
                    && names(each.getValue(), now));
  }

  /** An enum that has every value of the old one, in whose place it is. */
  private static boolean isLongerEnum(Scene scene, String old, String now) {
    Optional<EnumType> before = enumeration(scene.before(), old);
    Optional<EnumType> after = enumeration(scene.after(), now);
    return before.isPresent()
        && after.isPresent()
        && after.get().labels().containsAll(before.get().labels());
  }

  private static Optional<EnumType> enumeration(State state, String type) {
    return state.all(EnumType.class).stream().filter(each -> names(each.id(), type)).findFirst();
  }

  private static boolean names(ObjectId type, String text) {
    return text.equals(type.name()) || text.equals(type.path());
  }

  private static SchemaSnapshot snapshot(State state) {
    return new SchemaSnapshot(0, "public", state.objects(), Set.of(), Map.of());
  }

  private static boolean isNarrower(
      Conversion conversion, String before, String after, boolean constrained) {
    return conversion.kind() == Conversion.Kind.CHECKED || constrained;
  }

  private static boolean isLossy(
      Conversion conversion, String before, String after, boolean constrained) {
    return conversion.kind().compareTo(Conversion.Kind.LOSSY) >= 0;
  }

  private static boolean isOther(
      Conversion conversion, String before, String after, boolean constrained) {
    return conversion.kind() == Conversion.Kind.EXACT && !Types.sameFamily(before, after);
  }
}
