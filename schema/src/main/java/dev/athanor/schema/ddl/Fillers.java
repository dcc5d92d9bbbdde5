package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Literals;
import dev.athanor.schema.convert.Types;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Names;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value for rows that exist when a column comes back without its data. */
final class Fillers {
  private static final int DIGEST = 32;

  private final Facets facets;

  Fillers(Facets facets) {
    this.facets = facets;
  }

  /** An expression that fits the column's type and, as far as can be seen, its constraints. */
  String of(Column column) {
    String name = Names.quote(column.id().name());
    for (Constraint constraint : facets.snapshot.all(Constraint.class)) {
      if (!constraint.table().equals(column.table())) {
        continue;
      }
      String definition = constraint.definition();
      if (constraint.type() == Constraint.Type.FOREIGN_KEY
          && definition.startsWith("FOREIGN KEY (" + name + ")")) {
        return foreign(definition);
      }
      if (constraint.type() == Constraint.Type.CHECK && mentions(definition, name)) {
        // The same check may name constants that other columns are compared with.
        List<String> literals = Literals.of(builtIn(column.type()), definition);
        if (!literals.isEmpty()) {
          return literals.get(0);
        }
      }
    }
    return isUnique(column, name) ? unique(column) : neutral(column.type());
  }

  /** Whether it depends on other rows, so that it cannot be a default. */
  boolean needsUpdate(Column column) {
    String filler = of(column);
    return filler != null && (filler.startsWith("(SELECT") || filler.startsWith("'x' ||"));
  }

  private static boolean mentions(String definition, String name) {
    return Pattern.compile("(?<![\\w\"])" + Pattern.quote(name) + "(?![\\w\"])")
        .matcher(definition)
        .find();
  }

  private static String foreign(String definition) {
    Matcher target = Pattern.compile("REFERENCES (.+?)\\((.+?)\\)").matcher(definition);
    return target.find()
        ? "(SELECT " + target.group(2) + " FROM " + target.group(1) + " LIMIT 1)"
        : null;
  }

  private boolean isUnique(Column column, String name) {
    String alone = "(" + name + ")";
    return facets.snapshot.all(Constraint.class).stream()
            .anyMatch(
                c ->
                    c.table().equals(column.table())
                        && c.isIndexed()
                        && c.definition().contains(alone))
        || facets.snapshot.all(Index.class).stream()
            .anyMatch(
                i ->
                    i.unique()
                        && i.id().schema().equals(column.id().schema())
                        && i.id().within().equals(column.id().within())
                        && i.definition().contains(alone));
  }

  private static String unique(Column column) {
    String base = Types.base(column.type());
    if (base.equals("uuid")) {
      return "gen_random_uuid()";
    }
    if (base.equals("text") || base.equals("character varying")) {
      String modifiers = Types.modifiers(column.type());
      String digest = "md5(gen_random_uuid()::text)";
      return modifiers.isEmpty() || Integer.parseInt(modifiers) >= DIGEST
          ? digest
          : "left(" + digest + ", " + modifiers + ")";
    }
    return switch (base) {
      case "smallint", "integer", "bigint", "numeric" ->
          "(SELECT count(*) FROM "
              + Names.quote(column.id().schema())
              + "."
              + Names.quote(column.id().within())
              + " AS other WHERE other.ctid < "
              + Names.quote(column.id().within())
              + ".ctid)";
      default -> neutral(column, base);
    };
  }

  private static String neutral(Column column, String base) {
    return Types.filler(base) == null ? null : Types.filler(column.type());
  }

  /** A domain's type in place of the domain. */
  private String builtIn(String type) {
    Names names = new Names(facets.snapshot.defaultSchema());
    for (Domain candidate : facets.snapshot.all(Domain.class)) {
      if (names.of(candidate.id()).equals(type)) {
        return builtIn(candidate.baseType());
      }
    }
    return type;
  }

  private String neutral(String type) {
    String filler = Types.filler(type);
    if (filler != null) {
      return filler;
    }
    Names names = new Names(facets.snapshot.defaultSchema());
    for (EnumType candidate : facets.snapshot.all(EnumType.class)) {
      if (names.of(candidate.id()).equals(type) && !candidate.labels().isEmpty()) {
        return Names.literal(candidate.labels().get(0));
      }
    }
    String base = builtIn(type);
    return base.equals(type) ? null : neutral(base);
  }
}
