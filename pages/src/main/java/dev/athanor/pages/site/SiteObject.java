package dev.athanor.pages.site;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ColumnList;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.Trigger;
import dev.athanor.schema.model.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One object of a schema, as little of it as the site shows. */
final class SiteObject {
  private SiteObject() {}

  static Map<String, Object> of(SchemaObject object) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (object instanceof Column column) {
      column(json, column);
    } else if (object instanceof Constraint constraint) {
      constraint(json, constraint);
    } else if (object instanceof Table table) {
      table(json, table);
    } else {
      json.put("definition", definition(object));
    }
    json.put("comment", object.comment());
    return json;
  }

  private static void column(Map<String, Object> json, Column column) {
    json.put("type", column.type());
    json.put("notNull", column.notNull() ? true : null);
    json.put("value", column.defaultExpression());
    json.put("generated", column.isGenerated() ? true : null);
    json.put("identity", column.identity() == null ? null : column.identity().always());
  }

  private static void constraint(Map<String, Object> json, Constraint constraint) {
    json.put("type", constraint.type().name());
    json.put("definition", constraint.definition());
    json.put("invalid", constraint.valid() ? null : true);
    json.put("columns", ColumnList.of(constraint.definition()));
    if (constraint.referenced() != null) {
      json.put("to", SiteData.key(constraint.referenced()));
      json.put("toColumns", ColumnList.referenced(constraint.definition()));
    }
  }

  private static void table(Map<String, Object> json, Table table) {
    json.put("partitionKey", table.partitionKey());
    json.put("partitionOf", table.partitionBound());
    List<String> parents = table.parents().stream().map(SiteData::key).toList();
    json.put("parents", parents.isEmpty() ? null : parents);
    json.put("rowSecurity", table.rowSecurity() ? true : null);
  }

  private static String definition(SchemaObject object) {
    if (object instanceof View view) {
      return view.definition();
    } else if (object instanceof Routine routine) {
      return routine.definition();
    } else if (object instanceof Index index) {
      return index.definition();
    } else if (object instanceof Trigger trigger) {
      return trigger.definition();
    } else if (object instanceof EnumType type) {
      return String.join(", ", type.labels());
    } else if (object instanceof Domain domain) {
      return domain.baseType() + " " + String.join(" ", domain.checks().values());
    } else if (object instanceof CompositeType type) {
      return type.attributes().stream()
          .map(each -> each.name() + " " + each.type())
          .collect(Collectors.joining(", "));
    } else if (object instanceof Policy policy) {
      return "FOR " + policy.command() + " TO " + policy.roles() + terms(policy);
    }
    return "";
  }

  private static String terms(Policy policy) {
    return (policy.using() == null ? "" : " USING (" + policy.using() + ")")
        + (policy.check() == null ? "" : " WITH CHECK (" + policy.check() + ")");
  }
}
