package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Cast;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Rule;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Statistics;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.Trigger;
import dev.athanor.schema.model.View;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Writes the SQL of one step. */
final class Renderer {
  private final Context context;
  private final Set<ObjectId> retyped;
  private final CommentSql comments;
  private final NotNullSql notNulls;
  private final ColumnSql columns;
  private final TableSql tables;
  private final FinishSql finish;
  private final DefaultSql defaults;
  private final AttachmentSql attachments;
  private final ConstraintSql constraints;
  private final SequenceSql sequences;
  private final TypeSql types;
  private final ViewSql views;
  private final ProgramSql programs;
  private final CastSql casts;

  Renderer(Context context, Set<ObjectId> retyped) {
    this.context = context;
    this.retyped = retyped;
    this.comments = new CommentSql(context);
    this.notNulls = new NotNullSql(context);
    this.columns = new ColumnSql(context, notNulls, comments);
    this.defaults = new DefaultSql(context);
    this.attachments = new AttachmentSql(context);
    this.constraints = new ConstraintSql(context, comments);
    this.tables = new TableSql(context, columns, constraints, comments);
    this.finish = new FinishSql(context);
    this.sequences = new SequenceSql(context, comments);
    this.types = new TypeSql(context, comments);
    this.views = new ViewSql(context, comments);
    this.programs = new ProgramSql(context, comments);
    this.casts = new CastSql(context, comments);
  }

  void write(Order.Step step) {
    Action action = step.root();
    switch (action.op()) {
      case CREATE -> create(step);
      case ALTER -> alter(step);
      case DROP -> drop(action);
      case CLEANUP -> {
        types.cleanUp(action.id());
        context.script().release();
      }
    }
  }

  /** What has to wait for everything else. */
  void finish() {
    each(Table.class, Table::id, finish::write);
    each(Column.class, Column::table, notNulls::finish);
    each(View.class, View::id, finish::write);
    each(Sequence.class, Sequence::id, sequences::finish);
  }

  private <T extends SchemaObject> void each(
      Class<T> type, Function<T, ObjectId> concern, Consumer<T> write) {
    for (T object : context.after().snapshot.all(type)) {
      context.script().about(object.id(), concern.apply(object).path(), List.of());
      write.accept(object);
    }
  }

  private void create(Order.Step step) {
    SchemaObject object = step.root().after();
    switch (step.root().id().kind()) {
      case SCHEMA -> {
        context.script().add("CREATE SCHEMA " + Names.quote(object.id().name()));
        comments.write(null, object);
      }
      case EXTENSION -> createExtension((Extension) object);
      case COLLATION, ENUM, DOMAIN, COMPOSITE, RANGE -> types.create(object);
      case SEQUENCE -> sequences.create((Sequence) object);
      case OWNERSHIP -> sequences.own((Sequence) object, ((Sequence) object).ownedBy());
      case TABLE -> tables.create((Table) object, step.parts());
      case ATTACHMENT -> attachments.attach((Table) object);
      case COLUMN -> columns.create((Column) object, step.parts());
      case DEFAULT -> defaults.write((Column) object);
      case CONSTRAINT -> constraints.create((Constraint) object);
      case INDEX -> constraints.create((Index) object);
      case STATISTICS -> programs.create((Statistics) object);
      case ROUTINE -> programs.create((Routine) object);
      case CAST -> casts.create((Cast) object);
      case VIEW -> views.create((View) object);
      case RULE -> programs.create((Rule) object);
      case TRIGGER -> programs.create((Trigger) object);
      case POLICY -> programs.create((Policy) object);
      case GRANT -> programs.grant(null, (Grant) object);
    }
  }

  private void alter(Order.Step step) {
    SchemaObject old = step.root().before();
    SchemaObject now = step.root().after();
    ObjectId id = step.root().id();
    switch (id.kind()) {
      case SCHEMA, CAST -> comments.write(old, now);
      case INDEX -> constraints.alter((Index) old, (Index) now);
      case EXTENSION -> alterExtension((Extension) old, (Extension) now);
      case COLLATION, ENUM, DOMAIN, COMPOSITE, RANGE -> types.alter(old, now);
      case SEQUENCE -> sequences.alter((Sequence) old, (Sequence) now);
      case OWNERSHIP -> sequences.own((Sequence) now, ((Sequence) now).ownedBy());
      case TABLE -> tables.alter((Table) old, (Table) now);
      case ATTACHMENT -> throw new IllegalStateException(id.toString());
      case COLUMN -> columns.alter((Column) old, (Column) now, retyped.contains(id), step.parts());
      case DEFAULT -> defaults.write((Column) now);
      case CONSTRAINT -> constraints.alter((Constraint) old, (Constraint) now);
      case STATISTICS -> programs.alter((Statistics) old, (Statistics) now);
      case ROUTINE -> programs.alter((Routine) old, (Routine) now);
      case VIEW -> views.alter((View) old, (View) now);
      case RULE -> programs.alter((Rule) old, (Rule) now);
      case TRIGGER -> programs.alter((Trigger) old, (Trigger) now);
      case POLICY -> programs.alter((Policy) old, (Policy) now);
      case GRANT -> programs.grant((Grant) old, (Grant) now);
    }
  }

  private void drop(Action action) {
    SchemaObject object = action.before();
    ObjectId id = action.id();
    switch (id.kind()) {
      case SCHEMA, EXTENSION ->
          context.script().add("DROP " + id.kind() + " " + Names.quote(id.name()));
      case COLLATION, ENUM, DOMAIN, COMPOSITE, RANGE -> {
        if (context.does(Op.CLEANUP, id)) {
          // While two types share a name's place, no difference tells what is whose.
          context.script().hold();
          types.stepAside(object);
        } else {
          types.drop(id);
        }
      }
      case SEQUENCE -> sequences.drop((Sequence) object);
      case OWNERSHIP -> sequences.own((Sequence) object, null);
      case TABLE -> tables.drop((Table) object);
      case ATTACHMENT -> attachments.detach((Table) object);
      case COLUMN -> columns.drop((Column) object);
      case DEFAULT -> defaults.drop((Column) object);
      case CONSTRAINT -> constraints.drop((Constraint) object);
      case INDEX -> constraints.drop((Index) object);
      case STATISTICS -> programs.drop((Statistics) object);
      case ROUTINE -> programs.drop((Routine) object);
      case CAST -> casts.drop((Cast) object);
      case VIEW -> views.drop((View) object);
      case RULE, TRIGGER, POLICY -> programs.dropOnTable(id);
      case GRANT -> programs.revoke((Grant) object);
    }
  }

  private void createExtension(Extension extension) {
    boolean elsewhere = !extension.schema().equals(context.names().defaultSchema());
    context
        .script()
        .add(
            "CREATE EXTENSION "
                + Names.quote(extension.id().name())
                + (elsewhere ? " WITH SCHEMA " + Names.quote(extension.schema()) : "")
                + (extension.version() == null
                    ? ""
                    : " VERSION " + Names.literal(extension.version())));
    if (extension.comment() != null) {
      // Its control file gives it a comment, which cannot be known here.
      comments.write("EXTENSION " + Names.quote(extension.id().name()), extension.comment());
    }
  }

  private void alterExtension(Extension before, Extension after) {
    String alter = "ALTER EXTENSION " + Names.quote(after.id().name());
    if (!before.schema().equals(after.schema())) {
      context.script().add(alter + " SET SCHEMA " + Names.quote(after.schema()));
    }
    if (!Objects.equals(before.version(), after.version()) && after.version() != null) {
      context.script().add(alter + " UPDATE TO " + Names.literal(after.version()));
    }
    comments.write(before, after);
  }
}
