package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.RenameHint;
import dev.athanor.schema.convert.Literals;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.diff.TextValues;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Values of enums that somebody says have another name now: of an enum type, or of a column of text
 * whose check lists them. One word may be about several: a Java enum may be the type of many
 * columns.
 */
final class ValueRenames {
  private final SchemaDiff diff;
  private final RenameHint hint;

  private ValueRenames(SchemaDiff diff, RenameHint hint) {
    this.diff = diff;
    this.hint = hint;
  }

  /** What {@code hint} is about among the values that are gone while another is new. */
  static List<Rename> of(SchemaDiff diff, RenameHint hint) {
    return new ValueRenames(diff, hint).find();
  }

  private List<Rename> find() {
    List<Rename> found = new ArrayList<>();
    for (Difference difference : diff.headlines()) {
      if (difference instanceof Difference.Changed changed) {
        if (changed.before() instanceof EnumType old && changed.after() instanceof EnumType now) {
          label(old, now).ifPresent(found::add);
        } else if (changed.before() instanceof Constraint old
            && changed.after() instanceof Constraint now
            && old.type() == Constraint.Type.CHECK) {
          text(old, now).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Optional<Rename> label(EnumType old, EnumType now) {
    for (String label : old.labels()) {
      ObjectId id = new ObjectId(Kind.LABEL, old.id().schema(), old.id().name(), label);
      for (String name : hint.to()) {
        boolean gone = !now.labels().contains(label);
        if (gone && now.labels().contains(name) && !old.labels().contains(name) && isMeant(id)) {
          return Optional.of(new Rename(id, name));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Rename> text(Constraint old, Constraint now) {
    for (Column column : diff.before().all(Column.class)) {
      if (column.table().equals(old.table()) && lists(old, column)) {
        for (String value : values(old)) {
          ObjectId id = id(column, value);
          for (String name : hint.to()) {
            if (!values(now).contains(value)
                && values(now).contains(name)
                && !values(old).contains(name)
                && isMeant(id)) {
              return Optional.of(
                  new Rename(id, name, Optional.of(texts(column, old, value, name))));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static TextValues texts(Column column, Constraint check, String value, String name) {
    String definition = check.definition().replace(Names.literal(value), Names.literal(name));
    return new TextValues(column.id(), check, definition);
  }

  private static ObjectId id(Column column, String value) {
    String within = column.id().within() + "." + column.id().name();
    return new ObjectId(Kind.LABEL, column.id().schema(), within, value);
  }

  /** Whether a check says nothing but which texts a column may have. */
  private static boolean lists(Constraint check, Column column) {
    String name = Pattern.quote(Names.quote(column.id().name()));
    return check.definition().matches("CHECK \\(" + name + "(::text)? (IN|=) .*\\)");
  }

  private static List<String> values(Constraint check) {
    return Literals.in(check.definition()).stream().map(Literals::text).toList();
  }

  private boolean isMeant(ObjectId id) {
    return RenameResolver.isNamed(hint.from(), id.path());
  }
}
