package dev.athanor.autogenerate.compare;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.SchemaObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a unique constraint and a plain unique index say alike. Rows, ON CONFLICT and foreign keys
 * take the one for the other.
 */
final class Uniqueness {
  private static final String NULLS = " NULLS NOT DISTINCT";
  private static final Pattern CONSTRAINT =
      Pattern.compile("UNIQUE(" + NULLS + ")? (\\([^()]*\\))");
  private static final Pattern INDEX =
      Pattern.compile("CREATE UNIQUE INDEX .* USING btree (\\([^()]*\\))(" + NULLS + ")?");

  private Uniqueness() {}

  /** Table and columns; empty for what is neither, or does more. */
  static Optional<String> of(SchemaObject object) {
    String table = object.id().schema() + "." + object.id().within();
    if (object instanceof Constraint constraint && constraint.options().isEmpty()) {
      Matcher unique = CONSTRAINT.matcher(constraint.definition());
      return unique.matches()
          ? Optional.of(table + unique.group(2) + (unique.group(1) == null ? "" : NULLS))
          : Optional.empty();
    }
    if (object instanceof Index index && index.valid() && !index.computed()) {
      Matcher unique = INDEX.matcher(index.definition());
      return unique.matches()
          ? Optional.of(table + unique.group(1) + (unique.group(2) == null ? "" : NULLS))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
