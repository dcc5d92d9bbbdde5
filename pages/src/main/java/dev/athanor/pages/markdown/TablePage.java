package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.catalog.ForeignKey;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Rule;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Statistics;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.Trigger;
import java.util.ArrayList;
import java.util.List;

/** All about one table. */
final class TablePage {
  private final DocumentedSchema schema;
  private final Table table;
  private final ObjectId id;
  private final Page page;

  private TablePage(DocumentedSchema schema, Table table) {
    this.schema = schema;
    this.table = table;
    this.id = table.id();
    this.page = new Page(schema, "../", Markdown.code(schema.name(table.id())));
  }

  static String render(DocumentedSchema schema, Table table) {
    TablePage page = new TablePage(schema, table);
    page.head();
    page.columns();
    page.keys();
    page.indexes();
    page.programs();
    page.partitions();
    page.page.section(
        "Read by",
        List.of("View"),
        schema.readers(table.id()).stream().map(view -> List.of(page.page.link(view))).toList());
    page.diagram();
    return page.page.render();
  }

  private void head() {
    page.comment(table.comment());
    List<String> facts = new ArrayList<>();
    facts.add("Schema " + Markdown.code(id.schema()));
    schema.entity(id).ifPresent(name -> facts.add("mapped by " + Markdown.code(name)));
    String origin = page.origin(table);
    if (!origin.isEmpty()) {
      facts.add("made by revision " + origin);
    }
    if (table.unlogged()) {
      facts.add("unlogged");
    }
    if (table.isPartitioned()) {
      facts.add("partitioned by " + Markdown.code(table.partitionKey()));
    }
    if (table.isPartition()) {
      facts.add("partition of " + page.links(table.parents()));
      facts.add(Markdown.code(table.partitionBound()));
    } else if (!table.parents().isEmpty()) {
      facts.add("inherits from " + page.links(table.parents()));
    }
    if (!table.options().isEmpty()) {
      facts.add(
          Page.codes(
              table.options().entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .toList()));
    }
    page.paragraph(String.join(" · ", facts));
  }

  private void columns() {
    List<Column> columns = schema.of(id, Column.class);
    page.section(
        "Columns",
        List.of("Column", "Type", "Null", "Default", "Key", "Since", Page.COMMENT),
        columns.stream().map(this::row).toList());
    page.section(
        "Enums",
        List.of("Name", "Values, in order"),
        columns.stream()
            .flatMap(each -> schema.typeOf(each).stream())
            .filter(EnumType.class::isInstance)
            .map(EnumType.class::cast)
            .distinct()
            .map(each -> List.of(page.link(each.id()), Page.codes(each.labels())))
            .toList());
  }

  private List<String> row(Column column) {
    return List.of(
        Markdown.code(column.id().name()),
        type(column),
        column.notNull() ? "no" : "yes",
        value(column),
        key(column.id().name()),
        page.origin(column),
        Page.cell(column.comment()));
  }

  /** With a link where the type is one of the schema's own. */
  private String type(Column column) {
    String type =
        schema
            .typeOf(column)
            .map(own -> Markdown.link(column.type(), "../" + PageNames.TYPES))
            .orElseGet(() -> Markdown.code(column.type()));
    return column.collation() == null
        ? type
        : type + " collate " + Markdown.code(column.collation());
  }

  private static String value(Column column) {
    if (column.identity() != null) {
      return "identity, " + (column.identity().always() ? "always" : "by default");
    }
    if (column.defaultExpression() == null) {
      return "";
    }
    String expression = Markdown.code(column.defaultExpression());
    return column.isGenerated() ? "generated: " + expression : expression;
  }

  private String key(String column) {
    List<String> keys = new ArrayList<>();
    if (schema.primaryKey(id).contains(column)) {
      keys.add("primary");
    }
    schema.foreignKeys(id).stream()
        .filter(key -> key.columns().contains(column))
        .map(key -> "→ " + page.link(key.target()))
        .forEach(keys::add);
    return String.join(", ", keys);
  }

  private void keys() {
    page.section(
        "Keys",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        constraints(
            Constraint.Type.PRIMARY_KEY, Constraint.Type.UNIQUE, Constraint.Type.EXCLUSION));
    page.section(
        "Refers to",
        List.of("Columns", "Table", "Its columns", "Terms", "Name", "Since", Page.COMMENT),
        schema.foreignKeys(id).stream().map(key -> row(key, key.target())).toList());
    page.section(
        "Referred to by",
        List.of("Its columns", "Table", "Columns", "Terms", "Name", "Since", Page.COMMENT),
        schema.referrers(id).stream().map(key -> row(key, key.table())).toList());
    page.section(
        "Checks",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        constraints(Constraint.Type.CHECK));
  }

  private List<String> row(ForeignKey key, ObjectId other) {
    Constraint constraint = key.constraint();
    return List.of(
        Page.codes(key.columns()),
        page.link(other),
        Page.codes(key.referenced()),
        key.terms().isEmpty() ? "" : Markdown.code(key.terms()),
        Markdown.code(constraint.id().name()),
        page.origin(constraint),
        Page.cell(constraint.comment()));
  }

  /**
   * @param note what its definition does not say, or nothing
   */
  private List<String> row(SchemaObject each, String definition, String note) {
    return List.of(
        Markdown.code(each.id().name()),
        Markdown.code(definition) + note,
        page.origin(each),
        Page.cell(each.comment()));
  }

  private List<List<String>> constraints(Constraint.Type... types) {
    return schema.constraints(id, List.of(types)).stream()
        .map(
            each ->
                row(
                    each,
                    each.definition(),
                    each.valid() || !each.isEnforced() ? "" : " (not validated)"))
        .toList();
  }

  private void indexes() {
    page.section(
        "Indexes",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        schema.of(id, Index.class).stream()
            .map(each -> row(each, each.definition(), each.valid() ? "" : " (invalid)"))
            .toList());
    page.section(
        "Sequences",
        List.of("Name", "Of column", Page.COMMENT),
        schema.sorted(Sequence.class).stream()
            .filter(each -> each.ownedBy() != null && isMine(each.ownedBy()))
            .map(
                each ->
                    List.of(
                        Markdown.code(schema.name(each.id())),
                        Markdown.code(each.ownedBy().name()),
                        Page.cell(each.comment())))
            .toList());
    page.section(
        "Extended statistics",
        List.of("Name", Page.COMMENT),
        schema.of(id, Statistics.class).stream()
            .map(each -> List.of(Markdown.code(each.id().name()), Page.cell(each.comment())))
            .toList());
  }

  private boolean isMine(ObjectId column) {
    return column.schema().equals(id.schema()) && column.within().equals(id.name());
  }

  private void programs() {
    page.section(
        "Triggers",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        schema.of(id, Trigger.class).stream()
            .map(each -> row(each, each.definition(), each.enabled() == 'D' ? " (disabled)" : ""))
            .toList());
    List<Policy> policies = schema.of(id, Policy.class);
    if (table.rowSecurity() || table.forceRowSecurity() || !policies.isEmpty()) {
      page.heading("Row security")
          .paragraph(
              (table.rowSecurity() ? "On" : "Off")
                  + (table.forceRowSecurity() ? ", for the owner, too." : "."));
      page.table(
          List.of("Policy", "For", "Roles", "Using", "With check", "Since", Page.COMMENT),
          policies.stream().map(this::row).toList());
    }
    page.section(
        "Rules",
        List.of("Name", "Definition", Page.COMMENT),
        schema.of(id, Rule.class).stream()
            .map(
                each ->
                    List.of(
                        Markdown.code(each.id().name()),
                        Markdown.code(each.definition()),
                        Page.cell(each.comment())))
            .toList());
  }

  private List<String> row(Policy policy) {
    return List.of(
        Markdown.code(policy.id().name()) + (policy.permissive() ? "" : " (restrictive)"),
        policy.command(),
        Markdown.code(policy.roles()),
        policy.using() == null ? "" : Markdown.code(policy.using()),
        policy.check() == null ? "" : Markdown.code(policy.check()),
        page.origin(policy),
        Page.cell(policy.comment()));
  }

  private void partitions() {
    page.section(
        table.isPartitioned() ? "Partitions" : "Inherited by",
        List.of("Table", "Bound"),
        schema.children(id).stream()
            .map(
                each ->
                    List.of(
                        page.link(each.id()),
                        each.partitionBound() == null ? "" : Markdown.code(each.partitionBound())))
            .toList());
  }

  private void diagram() {
    if (!schema.of(id, Column.class).isEmpty()) {
      page.heading("Diagram").block("mermaid", MermaidDiagram.around(schema, id));
    }
  }
}
