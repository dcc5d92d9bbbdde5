package dev.athanor.pages.markdown;

import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.RangeType;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is no table: types, views and functions, a page each kind; no page without any. */
final class ObjectPages {
  private final DocumentedSchema schema;

  ObjectPages(DocumentedSchema schema) {
    this.schema = schema;
  }

  Optional<String> types() {
    List<SchemaObject> all = new ArrayList<>();
    all.addAll(schema.sorted(EnumType.class));
    all.addAll(schema.sorted(Domain.class));
    all.addAll(schema.sorted(CompositeType.class));
    all.addAll(schema.sorted(RangeType.class));
    all.addAll(schema.sorted(Sequence.class));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Page page = new Page(schema, "", "Types and sequences");
    enums(page);
    domains(page);
    composites(page);
    page.section(
        "Ranges",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        schema.sorted(RangeType.class).stream()
            .map(each -> row(page, each, Markdown.code(each.parameters())))
            .toList());
    page.section(
        "Sequences",
        List.of("Name", "Of column", "Since", Page.COMMENT),
        schema.sorted(Sequence.class).stream()
            .map(
                each ->
                    row(
                        page,
                        each,
                        each.ownedBy() == null ? "" : Markdown.code(schema.name(each.ownedBy()))))
            .toList());
    return Optional.of(page.render());
  }

  private List<String> row(Page page, SchemaObject object, String middle) {
    return List.of(
        Markdown.code(schema.name(object.id())),
        middle,
        page.origin(object),
        Page.cell(object.comment()));
  }

  private void enums(Page page) {
    page.section(
        "Enums",
        List.of("Name", "Values, in order", "Since", Page.COMMENT),
        schema.sorted(EnumType.class).stream()
            .map(each -> row(page, each, Page.codes(each.labels())))
            .toList());
  }

  private void domains(Page page) {
    page.section(
        "Domains",
        List.of("Name", "Definition", "Since", Page.COMMENT),
        schema.sorted(Domain.class).stream()
            .map(
                each -> {
                  List<String> parts = new ArrayList<>(List.of(each.baseType()));
                  if (each.notNull()) {
                    parts.add("NOT NULL");
                  }
                  if (each.defaultExpression() != null) {
                    parts.add("DEFAULT " + each.defaultExpression());
                  }
                  parts.addAll(each.checks().values());
                  return row(page, each, Markdown.code(String.join(" ", parts)));
                })
            .toList());
  }

  private void composites(Page page) {
    page.section(
        "Composite types",
        List.of("Name", "Fields", "Since", Page.COMMENT),
        schema.sorted(CompositeType.class).stream()
            .map(
                each ->
                    row(
                        page,
                        each,
                        Page.codes(
                            each.attributes().stream()
                                .map(field -> field.name() + " " + field.type())
                                .toList())))
            .toList());
  }

  Optional<String> views() {
    List<View> views = schema.views();
    if (views.isEmpty()) {
      return Optional.empty();
    }
    Page page = new Page(schema, "", "Views");
    for (View view : views) {
      page.heading(Markdown.code(schema.name(view.id()))).comment(view.comment());
      List<String> facts = new ArrayList<>();
      if (view.materialized()) {
        facts.add("Materialized");
      }
      String origin = page.origin(view);
      if (!origin.isEmpty()) {
        facts.add("made by revision " + origin);
      }
      if (!schema.reads(view.id()).isEmpty()) {
        facts.add("reads " + page.links(schema.reads(view.id())));
      }
      if (!schema.readers(view.id()).isEmpty()) {
        facts.add("read by " + page.links(schema.readers(view.id())));
      }
      page.paragraph(String.join(" · ", facts));
      page.paragraph("Columns: " + Page.codes(view.columns()));
      page.block("sql", view.definition());
    }
    return Optional.of(page.render());
  }

  Optional<String> functions() {
    List<Routine> routines = schema.sorted(Routine.class);
    if (routines.isEmpty()) {
      return Optional.empty();
    }
    Page page = new Page(schema, "", "Functions and procedures");
    for (Routine routine : routines) {
      page.heading(Markdown.code(schema.name(routine.id()))).comment(routine.comment());
      String origin = page.origin(routine);
      page.paragraph(origin.isEmpty() ? "" : "Made by revision " + origin);
      page.block("sql", routine.definition());
    }
    return Optional.of(page.render());
  }
}
