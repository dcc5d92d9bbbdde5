package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.testing.OddText;
import dev.athanor.schema.model.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * An entity of a random model.
 *
 * @param name of the class
 * @param table its table, or what stands for it
 * @param options more of {@code @Table}'s: constraints and indexes, by what they are over
 * @param comment empty for none
 * @param byHand whether a revision by hand makes what it maps
 */
record WideEntity(
    String name,
    String table,
    WideId id,
    List<Attribute> attributes,
    List<Rule> rules,
    String comment,
    boolean byHand) {

  /**
   * @param key which one it is, whatever it is called
   * @param target the class that it refers to; null for a value
   * @param standard SQL of its default; empty for none
   * @param comment empty for none
   */
  record Attribute(
      int key,
      String name,
      WideType type,
      String target,
      boolean notNull,
      boolean unique,
      String standard,
      String comment) {

    /** As the server calls it. */
    String column() {
      return target == null ? name : name + "_id";
    }

    /** Whether there can be an index over it. */
    boolean isOrdered() {
      return target != null || !type.name().matches("json|jsonb|ext.hstore");
    }

    String source() {
      List<String> parts = new ArrayList<>();
      parts.add("name = " + OddText.java(needsQuotes() ? Names.quote(column()) : column()));
      if (notNull) {
        parts.add("nullable = false");
      }
      if (unique) {
        parts.add("unique = true");
      }
      String note = comment.isEmpty() ? "" : WideEntity.comment(comment);
      String field = "a" + key;
      if (target != null) {
        String kind = unique ? "@OneToOne " : "@ManyToOne ";
        return kind + "@JoinColumn(%s) %s%s %s; ".formatted(joined(parts), note, target, field);
      }
      if (!type.column().isEmpty()) {
        parts.add(type.column());
      }
      String standardValue =
          standard.isEmpty() ? "" : "@ColumnDefault(" + OddText.java(standard) + ") ";
      return "%s@Column(%s) %s%s%s %s; "
          .formatted(type.annotation(), joined(parts), standardValue, note, type.java(), field);
    }

    private boolean needsQuotes() {
      return !name.matches("[a-z0-9_]+");
    }
  }

  /**
   * A constraint or an index over some attributes; a check where it has a text.
   *
   * @param name empty for the provider's
   * @param over keys of attributes
   * @param text what a check says no value is; null for the others
   */
  record Rule(String name, boolean unique, List<Integer> over, String text) {}

  static String comment(String text) {
    return "@org.hibernate.annotations.Comment(" + OddText.java(text) + ") ";
  }

  private static String joined(List<String> parts) {
    return String.join(", ", parts);
  }

  String source() {
    List<String> uniques = new ArrayList<>();
    List<String> indexes = new ArrayList<>();
    StringBuilder checks = new StringBuilder();
    for (Rule rule : rules) {
      List<String> columns = columns(rule);
      String named = rule.name.isEmpty() ? "" : "name = \"" + rule.name + "\", ";
      if (columns.isEmpty()) {
        continue;
      }
      if (rule.text != null) {
        String check = "cast(%s as text) <> %s".formatted(columns.get(0), Names.literal(rule.text));
        checks.append(
            "@org.hibernate.annotations.Check(%sconstraints = %s) "
                .formatted(named, OddText.java(check)));
      } else if (rule.unique) {
        uniques.add("@UniqueConstraint(%scolumnNames = {%s})".formatted(named, quoted(columns)));
      } else {
        indexes.add("@Index(%scolumnList = %s)".formatted(named, OddText.java(joined(columns))));
      }
    }
    StringBuilder text = new StringBuilder("@Entity @Table(name = \"" + table + "\"");
    text.append(uniques.isEmpty() ? "" : ", uniqueConstraints = {" + joined(uniques) + "}");
    text.append(indexes.isEmpty() ? "" : ", indexes = {" + joined(indexes) + "}").append(") ");
    text.append(comment.isEmpty() ? "" : comment(comment)).append(checks);
    text.append("class ").append(name).append(" { ").append(id.source(table));
    attributes.forEach(attribute -> text.append("\n  ").append(attribute.source()));
    return text.append("}\n").toString();
  }

  /** Quoted, those that are still there and, but for a check, have an order. */
  List<String> columns(Rule rule) {
    return attributes.stream()
        .filter(attribute -> rule.over.contains(attribute.key))
        .filter(attribute -> rule.text != null || attribute.isOrdered())
        .map(attribute -> Names.quote(attribute.column()))
        .toList();
  }

  private static String quoted(List<String> columns) {
    return joined(columns.stream().map(OddText::java).toList());
  }

  WideEntity with(List<Attribute> other) {
    return new WideEntity(name, table, id, other, rules, comment, byHand);
  }

  WideEntity withRules(List<Rule> other) {
    return new WideEntity(name, table, id, attributes, other, comment, byHand);
  }

  WideEntity withId(WideId other) {
    return new WideEntity(name, table, other, attributes, rules, comment, byHand);
  }

  WideEntity withTable(String other) {
    return new WideEntity(name, other, id, attributes, rules, comment, byHand);
  }

  WideEntity withComment(String other) {
    return new WideEntity(name, table, id, attributes, rules, other, byHand);
  }
}
