package dev.athanor.autogenerate.compare;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a model's statements may rest on without making it: of what the revisions made, the schemas
 * and extensions, and the types, functions and sequences that the statements name.
 */
final class Surroundings {
  private final SchemaSnapshot existing;
  private final String text;
  private final Set<ObjectId> made = new HashSet<>();
  private final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();

  /**
   * @param existing all that the revisions made
   * @param ddl the model's statements
   * @param jpa whether a provider wrote them; a person's file names all it wants but extensions
   */
  Surroundings(SchemaSnapshot existing, List<String> ddl, boolean jpa) {
    this.existing = existing;
    this.text = String.join("\n", ddl).toLowerCase(Locale.ROOT);
    ddl.stream().flatMap(sql -> SqlStatement.read(sql).stream()).forEach(this::made);
    Deque<ObjectId> wanted = new ArrayDeque<>();
    for (SchemaObject object : existing.objects().values()) {
      boolean wants = object instanceof Extension || jpa && isNamed(object);
      if (wants && !made.contains(object.id())) {
        wanted.add(object.id());
      }
    }
    while (!wanted.isEmpty()) {
      take(wanted.pop(), wanted);
    }
  }

  /** The statements of a file. */
  static List<String> statements(String file) {
    return SqlStatement.read(file).stream()
        .map(statement -> file.substring(statement.start(), statement.end()))
        .toList();
  }

  /** What a statement creates that may be among what is there already. */
  private void made(SqlStatement statement) {
    for (Kind kind : List.of(Kind.SCHEMA, Kind.EXTENSION, Kind.SEQUENCE, Kind.ENUM)) {
      String word = kind == Kind.ENUM ? "TYPE" : kind.name();
      if (statement.startsWith("CREATE", word)) {
        int at = statement.indexOf(2, "IF", "NOT", "EXISTS") == 2 ? 5 : 2;
        SqlToken name = statement.token(at);
        SqlToken dot = statement.token(at + 1);
        if (dot != null && dot.is(".")) {
          made.add(ObjectId.of(kind, name.name(), statement.token(at + 2).name()));
        } else if (name != null) {
          boolean apart = kind == Kind.SCHEMA || kind == Kind.EXTENSION;
          made.add(ObjectId.of(kind, apart ? "" : existing.defaultSchema(), name.name()));
        }
      }
    }
  }

  private boolean isNamed(SchemaObject object) {
    return switch (object.id().kind()) {
      case ENUM, DOMAIN, COMPOSITE, RANGE, COLLATION, ROUTINE ->
          text.contains(object.id().name().toLowerCase(Locale.ROOT));
      case SEQUENCE -> text.contains("nextval(") && isNextOf(object.id());
      default -> false;
    };
  }

  private boolean isNextOf(ObjectId sequence) {
    String name = sequence.name().toLowerCase(Locale.ROOT);
    return text.contains("'" + name + "'")
        || text.contains("." + name + "'")
        || text.contains("\"" + name + "\"'");
  }

  /** With what it stands on. */
  private void take(ObjectId id, Deque<ObjectId> wanted) {
    SchemaObject object = existing.get(id);
    if (object == null || made.contains(id) || objects.containsKey(id)) {
      return;
    }
    objects.put(id, object instanceof Sequence sequence ? unowned(sequence) : object);
    wanted.add(ObjectId.of(Kind.SCHEMA, "", id.schema()));
    if (object instanceof Extension extension) {
      wanted.add(ObjectId.of(Kind.SCHEMA, "", extension.schema()));
    }
    for (Dependency dependency : existing.dependencies()) {
      if (dependency.from().equals(id) && isApart(dependency.to().kind())) {
        wanted.add(dependency.to());
      }
    }
  }

  private static boolean isApart(Kind kind) {
    return kind.isType() || kind == Kind.COLLATION || kind == Kind.ROUTINE;
  }

  private static Sequence unowned(Sequence sequence) {
    return new Sequence(
        sequence.id(), sequence.options(), sequence.unlogged(), null, sequence.comment());
  }

  /** Statements to run before the model's; each may fail, for what it needs may be a table. */
  List<String> before() {
    Map<ObjectId, SchemaObject> nothing = new LinkedHashMap<>();
    ObjectId schema = ObjectId.of(Kind.SCHEMA, "", existing.defaultSchema());
    if (objects.containsKey(schema)) {
      nothing.put(schema, existing.get(schema));
    }
    return sql(nothing, objects);
  }

  /**
   * Statements to run after the model's: the views on its tables, so that the server says how they
   * read there.
   *
   * @param model what the model's statements made
   */
  List<String> after(SchemaSnapshot model) {
    Set<String> schemas = new TreeSet<>(List.of(existing.defaultSchema()));
    model.objects().keySet().stream()
        .filter(id -> id.kind() == Kind.TABLE)
        .forEach(id -> schemas.add(id.schema()));
    Map<ObjectId, SchemaObject> views = new LinkedHashMap<>(model.objects());
    for (View view : existing.all(View.class)) {
      ObjectId table = ObjectId.table(view.id().schema(), view.id().name());
      if (schemas.contains(view.id().schema()) && model.get(table) == null) {
        views.put(view.id(), view);
      }
    }
    return views.size() == model.objects().size() ? List.of() : sql(model.objects(), views);
  }

  private List<String> sql(Map<ObjectId, SchemaObject> from, Map<ObjectId, SchemaObject> to) {
    return Ddl.render(SchemaDiff.between(snapshot(from), snapshot(to))).stream()
        .map(DdlStatement::sql)
        .toList();
  }

  private SchemaSnapshot snapshot(Map<ObjectId, SchemaObject> some) {
    return new SchemaSnapshot(
        existing.version(), existing.defaultSchema(), some, existing.dependencies(), Map.of());
  }

  /**
   * The model's snapshot less what was there before. A sequence or an enum that something of the
   * model has stays: a provider makes those, too, and one that nothing has is to go.
   */
  SchemaSnapshot own(SchemaSnapshot model) {
    Set<ObjectId> used = new HashSet<>();
    Set<String> schemas = new HashSet<>(Set.of(existing.defaultSchema()));
    for (Dependency dependency : model.dependencies()) {
      if (!objects.containsKey(dependency.from())) {
        used.add(dependency.to());
        schemas.add(dependency.from().schema());
      }
    }
    Map<ObjectId, SchemaObject> own = new LinkedHashMap<>(model.objects());
    own.keySet()
        .removeIf(
            id ->
                objects.containsKey(id)
                    && id.kind() != Kind.EXTENSION
                    && !id.equals(ObjectId.of(Kind.SCHEMA, "", existing.defaultSchema()))
                    && !(isProviders(id.kind())
                        && used.contains(id)
                        && schemas.contains(id.schema())));
    return new SchemaSnapshot(
        model.version(),
        model.defaultSchema(),
        own,
        model.dependencies(),
        model.clones(),
        model.notCompared());
  }

  private static boolean isProviders(Kind kind) {
    return kind == Kind.SEQUENCE || kind == Kind.ENUM;
  }
}
