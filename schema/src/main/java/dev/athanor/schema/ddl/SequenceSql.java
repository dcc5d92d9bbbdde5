package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.SequenceOptions;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Sequences and their options. */
final class SequenceSql {
  private static final int UNLOGGED_SEQUENCES = 15;
  private static final int LONGEST_NAME = 63;
  private static final String SUFFIX = "_seq";

  private final Context context;
  private final CommentSql comments;

  SequenceSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
  }

  void create(Sequence sequence) {
    List<String> options = options(sequence.options(), true);
    context
        .script()
        .add(
            "CREATE "
                + (sequence.unlogged() ? "UNLOGGED " : "")
                + "SEQUENCE "
                + name(sequence.id())
                + (options.isEmpty() ? "" : " " + String.join(" ", options)));
    continueAfterRows(sequence);
    comments.write(null, sequence);
  }

  /**
   * Starts behind the numbers that rows have: a whole increment behind, for a provider that counts
   * in blocks gives out those before the sequence's value, too.
   */
  private void continueAfterRows(Sequence sequence) {
    List<ObjectId> columns = context.options().numbered().getOrDefault(sequence.id(), List.of());
    long increment = sequence.options().increment();
    if (columns.isEmpty() || increment < 0) {
      return;
    }
    List<String> highest = new ArrayList<>();
    for (ObjectId column : columns) {
      String table = context.names().tableOf(column);
      boolean wide = context.after().column(column).type().startsWith("numeric");
      String max = "max(" + Names.quote(column.name()) + ")" + (wide ? "::bigint" : "");
      highest.add("(SELECT " + max + " FROM " + table + ")");
    }
    highest.add(Long.toString(sequence.options().start() - increment));
    context
        .script()
        .add(
            "SELECT setval(%s, greatest(%s) + %d, false)"
                .formatted(
                    Names.literal(name(sequence.id())), String.join(", ", highest), increment));
  }

  void alter(Sequence before, Sequence after) {
    String alter = "ALTER SEQUENCE " + name(after.id());
    catchUp(name(after.id()), before.options(), after.options());
    List<String> changes = changes(before.options(), after.options(), "");
    if (!changes.isEmpty()) {
      context.script().add(alter + " " + String.join(" ", changes));
    }
    if (before.unlogged() != after.unlogged() && !followsTable(before, after)) {
      persistence(after);
    }
    comments.write(before, after);
  }

  private void persistence(Sequence sequence) {
    String state = sequence.unlogged() ? " SET UNLOGGED" : " SET LOGGED";
    context.script().add("ALTER SEQUENCE " + name(sequence.id()) + state);
  }

  /** Says again what a sequence is where a table has taken it along, or may have. */
  void finish(Sequence after) {
    Sequence before = (Sequence) context.before().objects.get(after.id());
    boolean taken =
        Stream.of(before, after)
            .filter(Objects::nonNull)
            .map(Sequence::ownedBy)
            .filter(Objects::nonNull)
            .map(owner -> ObjectId.table(owner.schema(), owner.within()))
            .anyMatch(table -> moves(table) && table(table).unlogged() != after.unlogged());
    if (taken) {
      persistence(after);
    }
  }

  private boolean followsTable(Sequence before, Sequence after) {
    ObjectId owner = after.ownedBy();
    return owner != null
        && owner.equals(before.ownedBy())
        && !context.does(Op.DROP, after.id().as(Kind.OWNERSHIP))
        && moves(ObjectId.table(owner.schema(), owner.within()));
  }

  /** From PostgreSQL 15 on a table that becomes logged or unlogged takes its sequences along. */
  private boolean moves(ObjectId table) {
    return context.version() >= UNLOGGED_SEQUENCES
        && context.does(Op.ALTER, table)
        && ((Table) context.before().objects.get(table)).unlogged() != table(table).unlogged();
  }

  private Table table(ObjectId id) {
    return (Table) context.after().objects.get(id);
  }

  void drop(Sequence sequence) {
    context.script().add("DROP SEQUENCE " + name(sequence.id()));
  }

  /**
   * @param column the new owner, or null for none
   */
  void own(Sequence sequence, ObjectId column) {
    String owner =
        column == null
            ? "NONE"
            : context.names().tableOf(column) + "." + Names.quote(column.name());
    context.script().add("ALTER SEQUENCE " + name(sequence.id()) + " OWNED BY " + owner);
  }

  /** Only what PostgreSQL would not choose by itself. */
  static List<String> options(SequenceOptions options, boolean withType) {
    List<String> texts = new ArrayList<>();
    if (withType && !options.type().equals("bigint")) {
      texts.add("AS " + options.type());
    }
    if (options.increment() != 1) {
      texts.add("INCREMENT BY " + options.increment());
    }
    if (options.min() != options.defaultMin()) {
      texts.add("MINVALUE " + options.min());
    }
    if (options.max() != options.defaultMax()) {
      texts.add("MAXVALUE " + options.max());
    }
    if (options.start() != options.defaultStart()) {
      texts.add("START WITH " + options.start());
    }
    if (options.cache() != 1) {
      texts.add("CACHE " + options.cache());
    }
    if (options.cycle()) {
      texts.add("CYCLE");
    }
    return texts;
  }

  /** What ALTER SEQUENCE has to say, each behind {@code prefix}. */
  static List<String> changes(SequenceOptions before, SequenceOptions after, String prefix) {
    List<String> texts = new ArrayList<>();
    if (!before.type().equals(after.type()) && prefix.isEmpty()) {
      texts.add("AS " + after.type());
    }
    if (before.increment() != after.increment()) {
      texts.add(prefix + "INCREMENT BY " + after.increment());
    }
    boolean typed = !before.type().equals(after.type());
    if (typed || before.min() != after.min()) {
      texts.add(prefix + "MINVALUE " + after.min());
    }
    if (typed || before.max() != after.max()) {
      texts.add(prefix + "MAXVALUE " + after.max());
    }
    if (before.start() != after.start()) {
      texts.add(prefix + "START WITH " + after.start());
    }
    if (before.cache() != after.cache()) {
      texts.add(prefix + "CACHE " + after.cache());
    }
    if (before.cycle() != after.cycle()) {
      texts.add(prefix + (after.cycle() ? "CYCLE" : "NO CYCLE"));
    }
    if (isRestarted(before, after)) {
      texts.add("RESTART");
    }
    return texts;
  }

  /** Whether it stands outside its new bounds, or may: those of the other direction. */
  private static boolean isRestarted(SequenceOptions before, SequenceOptions after) {
    return before.increment() > 0 != after.increment() > 0
        || before.max() < after.min()
        || before.min() > after.max();
  }

  /**
   * Moves a sequence forward that has not reached its new bounds yet, or PostgreSQL would refuse
   * them. One that is past them is left alone: what it would give out again is for people to say.
   */
  void catchUp(String name, SequenceOptions before, SequenceOptions after) {
    boolean up = after.increment() > 0;
    boolean narrowed = up ? after.min() > before.min() : after.max() < before.max();
    if (!narrowed || isRestarted(before, after)) {
      return;
    }
    long bound = up ? after.min() : after.max();
    // Here the old bounds are still in force.
    boolean startable = after.start() >= before.min() && after.start() <= before.max();
    context
        .script()
        .add(
            "SELECT setval(%s, %d, false) FROM %s WHERE last_value %s %d"
                .formatted(
                    Names.literal(name),
                    startable ? after.start() : bound,
                    name,
                    up ? "<" : ">",
                    bound));
  }

  /** The name PostgreSQL gives the sequence of a serial or identity column. */
  static String defaultName(ObjectId column) {
    String table = column.within();
    String name = column.name();
    int room = LONGEST_NAME - SUFFIX.length() - 1;
    while (bytes(table) + bytes(name) > room) {
      if (bytes(table) > bytes(name)) {
        table = table.substring(0, table.length() - 1);
      } else {
        name = name.substring(0, name.length() - 1);
      }
    }
    return table + "_" + name + SUFFIX;
  }

  private static int bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  private String name(ObjectId sequence) {
    return context.names().of(sequence);
  }
}
