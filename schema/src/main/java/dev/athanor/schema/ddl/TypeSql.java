package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Collation;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.RangeType;
import dev.athanor.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Enums, domains, composite types, ranges and collations. */
final class TypeSql {
  private static final int LONGEST_NAME = 63;
  private static final String OLD = "__old";
  private static final int LINE = 80;
  private static final Pattern SUBTYPE = Pattern.compile("^subtype = (.*?)(?=$|, \\w+ = )");

  private final Context context;
  private final CommentSql comments;
  private final PartComments partComments;

  TypeSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
    this.partComments = new PartComments(context.names(), comments);
  }

  void create(SchemaObject type) {
    String name = context.names().of(type.id());
    if (type instanceof EnumType enumType) {
      List<String> labels = enumType.labels().stream().map(Names::literal).toList();
      context.script().add("CREATE TYPE " + name + " AS ENUM " + list(labels));
    } else if (type instanceof Domain domain) {
      createDomain(name, domain);
    } else if (type instanceof CompositeType composite) {
      List<String> attributes = composite.attributes().stream().map(TypeSql::attribute).toList();
      context.script().add("CREATE TYPE " + name + " AS " + list(attributes));
    } else if (type instanceof RangeType range) {
      boolean named =
          range.multirange() != null && !range.multirange().equals(range.defaultMultirange());
      String multirange =
          named ? ", multirange_type_name = " + Names.quote(range.multirange()) : "";
      context
          .script()
          .add("CREATE TYPE " + name + " AS RANGE (" + range.parameters() + multirange + ")");
    } else if (type instanceof Collation collation) {
      context.script().add("CREATE COLLATION " + name + " (" + collation.parameters() + ")");
    }
    comments.write(null, type);
    partComments.write(null, type);
  }

  private static String list(List<String> entries) {
    String line = "(" + String.join(", ", entries) + ")";
    return line.length() <= LINE ? line : "(\n    " + String.join(",\n    ", entries) + "\n)";
  }

  private static String attribute(CompositeType.Attribute attribute) {
    return Names.quote(attribute.name())
        + " "
        + attribute.type()
        + (attribute.collation() == null ? "" : " COLLATE " + attribute.collation());
  }

  private void createDomain(String name, Domain domain) {
    StringBuilder text = new StringBuilder("CREATE DOMAIN " + name + " AS " + domain.baseType());
    if (domain.collation() != null) {
      text.append(" COLLATE ").append(domain.collation());
    }
    if (domain.defaultExpression() != null) {
      text.append(" DEFAULT ").append(domain.defaultExpression());
    }
    if (domain.notNull()) {
      text.append(" NOT NULL");
    }
    domain
        .checks()
        .forEach(
            (check, definition) ->
                text.append("\n    CONSTRAINT ")
                    .append(Names.quote(check))
                    .append(' ')
                    .append(definition));
    context.script().add(text.toString());
  }

  void alter(SchemaObject before, SchemaObject after) {
    String name = context.names().of(after.id());
    if (before instanceof EnumType old && after instanceof EnumType now) {
      addLabels(name, old.labels(), now.labels());
    } else if (before instanceof Domain old && after instanceof Domain now) {
      domainChanges(old, now).forEach(s -> context.script().add("ALTER DOMAIN " + name + s));
    } else if (before instanceof CompositeType old && after instanceof CompositeType now) {
      for (CompositeType.Attribute added :
          now.attributes().subList(old.attributes().size(), now.attributes().size())) {
        context.script().add("ALTER TYPE " + name + " ADD ATTRIBUTE " + attribute(added));
      }
    }
    comments.write(before, after);
    partComments.write(before, after);
  }

  /** A new label cannot be used before it is committed, so nothing may follow in its group. */
  private void addLabels(String name, List<String> old, List<String> now) {
    boolean added = false;
    for (int i = 0; i < now.size(); i++) {
      if (!old.contains(now.get(i))) {
        if (!added) {
          context.script().nextGroup();
        }
        added = true;
        boolean last = old.isEmpty() || i > now.lastIndexOf(old.get(old.size() - 1));
        String place =
            last
                ? ""
                : i > 0
                    ? " AFTER " + Names.literal(now.get(i - 1))
                    : " BEFORE " + Names.literal(old.get(0));
        context
            .script()
            .add("ALTER TYPE " + name + " ADD VALUE " + Names.literal(now.get(i)) + place);
      }
    }
    if (added) {
      context.script().nextGroup();
    }
  }

  private static List<String> domainChanges(Domain old, Domain now) {
    List<String> changes = new ArrayList<>();
    old.checks()
        .forEach(
            (check, definition) -> {
              if (!definition.equals(now.checks().get(check))) {
                changes.add(" DROP CONSTRAINT " + Names.quote(check));
              }
            });
    if (!Objects.equals(old.defaultExpression(), now.defaultExpression())) {
      changes.add(
          now.defaultExpression() == null
              ? " DROP DEFAULT"
              : " SET DEFAULT " + now.defaultExpression());
    }
    if (old.notNull() != now.notNull()) {
      changes.add(now.notNull() ? " SET NOT NULL" : " DROP NOT NULL");
    }
    now.checks()
        .forEach(
            (check, definition) -> {
              if (!definition.equals(old.checks().get(check))) {
                changes.add(" ADD CONSTRAINT " + Names.quote(check) + " " + definition);
              }
            });
    return changes;
  }

  /** Makes room for the successor of a type that columns have: the old one is dropped last. */
  void stepAside(SchemaObject type) {
    ObjectId id = type.id();
    if (type instanceof RangeType range && range.multirange() != null) {
      rename(ObjectId.of(Kind.RANGE, id.schema(), range.multirange()));
    }
    rename(id);
    if (type instanceof RangeType range) {
      constructors(range);
    }
  }

  /** The functions that make a range do not follow its name, and would be in the way. */
  private void constructors(RangeType range) {
    Matcher subtype = SUBTYPE.matcher(range.parameters());
    if (subtype.find()) {
      String bound = subtype.group(1);
      for (String arguments : List.of(bound + ", " + bound, bound + ", " + bound + ", text")) {
        renameFunction(range.id().schema(), range.id().name(), arguments);
      }
    }
    if (range.multirange() != null) {
      renameFunction(range.id().schema(), range.multirange(), "");
    }
  }

  private void renameFunction(String schema, String name, String arguments) {
    ObjectId id = ObjectId.of(Kind.RANGE, schema, name);
    context
        .script()
        .add(
            "ALTER FUNCTION "
                + context.names().of(id)
                + "("
                + arguments
                + ") RENAME TO "
                + Names.quote(oldName(id)));
  }

  private void rename(ObjectId id) {
    context
        .script()
        .add(
            "ALTER "
                + keyword(id.kind())
                + context.names().of(id)
                + " RENAME TO "
                + Names.quote(oldName(id)));
  }

  void drop(ObjectId id) {
    context.script().add("DROP " + keyword(id.kind()) + context.names().of(id));
  }

  void cleanUp(ObjectId id) {
    context
        .script()
        .add("DROP " + keyword(id.kind()) + context.names().qualified(id.schema(), oldName(id)));
  }

  private static String oldName(ObjectId id) {
    int room = LONGEST_NAME - OLD.length();
    return (id.name().length() > room ? id.name().substring(0, room) : id.name()) + OLD;
  }

  private static String keyword(Kind kind) {
    return switch (kind) {
      case DOMAIN -> "DOMAIN ";
      case COLLATION -> "COLLATION ";
      default -> "TYPE ";
    };
  }
}
