package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.compare.GeneratorRow;
import dev.athanor.autogenerate.compare.Generators;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Has a provider's generators go on behind the keys of the rows that are there. */
public final class Numbering {
  private final SchemaDiff diff;
  private final Generators generators;
  private final Names names;
  private final NumberedKeys keys;

  public Numbering(SchemaDiff diff, Generators generators) {
    this.diff = diff;
    this.generators = generators;
    this.names = new Names(diff.after().defaultSchema());
    this.keys = new NumberedKeys(diff, generators);
  }

  /** Each sequence that comes or goes, to the keys that it numbers. */
  public Map<ObjectId, List<ObjectId>> ofNewSequences() {
    return keys.ofSequences();
  }

  /**
   * What no difference of the schemas shows, to what undoes it: sequences that get keys of others'
   * move, and so do rows of generators' tables. To run once everything else has. A row of a table
   * that was not there goes again. Nothing undoes the others: a position is no part of the schema,
   * and no harm where it is too far.
   */
  Map<DdlStatement, List<DdlStatement>> statements() {
    Map<DdlStatement, List<DdlStatement>> statements = new LinkedHashMap<>();
    sequences(key -> true).forEach(one -> statements.put(one, List.of()));
    for (GeneratorRow row : generators.rows()) {
      List<ObjectId> fresh = keys.freshOf(row);
      if (diff.after().get(row.table()) != null && !fresh.isEmpty()) {
        boolean isNew = diff.before().get(row.table()) == null;
        statements.put(
            statement(row.table(), moved(row, fresh)), isNew ? List.of(removed(row)) : List.of());
      }
    }
    return statements;
  }

  private DdlStatement removed(GeneratorRow row) {
    return statement(
        row.table(),
        "DELETE FROM %s WHERE %s = %s"
            .formatted(
                names.of(row.table()), Names.quote(row.nameColumn()), Names.literal(row.name())));
  }

  /**
   * The same for the way back, of sequences alone: which row numbered what is not known any more.
   * To run first, while the keys are as they are now; those that are no numbers yet are left out.
   */
  List<DdlStatement> statementsBack() {
    return new Numbering(diff.reverse(), new Generators(generators.sequences(), List.of()))
        .sequences(key -> NumberedKeys.isNumber((Column) diff.after().get(key)));
  }

  private List<DdlStatement> sequences(Predicate<ObjectId> usable) {
    List<DdlStatement> statements = new ArrayList<>();
    for (ObjectId id : generators.sequences().stream().sorted().toList()) {
      List<ObjectId> fresh = keys.freshOf(id).stream().filter(usable).toList();
      if (diff.before().get(id) != null
          && diff.after().get(id) instanceof Sequence sequence
          && sequence.options().increment() > 0
          && !fresh.isEmpty()) {
        statements.add(statement(id, moved(sequence, fresh)));
      }
    }
    return statements;
  }

  private String moved(Sequence sequence, List<ObjectId> keys) {
    String name = names.of(sequence.id());
    return "SELECT setval(%s, greatest((SELECT last_value FROM %s), %s) + %d, false)"
        .formatted(Names.literal(name), name, highest(keys), sequence.options().increment());
  }

  /** Hibernate reads a row's value as the last key of the next block. */
  private String moved(GeneratorRow row, List<ObjectId> keys) {
    String table = names.of(row.table());
    String name = Names.quote(row.nameColumn());
    String value = Names.quote(row.valueColumn());
    return """
        INSERT INTO %1$s AS row (%2$s, %3$s)
            VALUES (%4$s, greatest(%5$s, %6$d) + %7$d)
            ON CONFLICT (%2$s) DO UPDATE SET %3$s = greatest(row.%3$s, excluded.%3$s)"""
        .formatted(
            table,
            name,
            value,
            Names.literal(row.name()),
            highest(keys),
            row.first() - 1,
            row.allocation());
  }

  private String highest(List<ObjectId> keys) {
    List<String> each = new ArrayList<>();
    for (ObjectId key : keys) {
      each.add(
          "(SELECT max(%s)::bigint FROM %s)"
              .formatted(Names.quote(key.name()), names.tableOf(key)));
    }
    return String.join(", ", each);
  }

  private DdlStatement statement(ObjectId subject, String sql) {
    return new DdlStatement(sql, 0, subject.path(), true, subject, List.of(), "");
  }
}
