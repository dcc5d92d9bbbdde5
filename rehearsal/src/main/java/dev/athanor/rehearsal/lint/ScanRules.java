package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.List;

/** Existing tables that are read from end to end while others wait. */
final class ScanRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "not-null-scans",
              ERROR,
              Harm.READERS,
              "a column that becomes NOT NULL without a proof, so that the table is scanned",
              "Add a CHECK (… IS NOT NULL) NOT VALID, validate it in a changeset of its own, then"
                  + " set NOT NULL: the server takes the check for a proof.",
              ScanRules::notNull),
          Rule.ofStatement(
              "check-scans",
              ERROR,
              Harm.READERS,
              "a CHECK constraint added without NOT VALID",
              "Add it NOT VALID, and VALIDATE CONSTRAINT in a changeset of its own.",
              (scene, found) -> checks(scene, found)),
          Rule.ofStatement(
              "foreign-key-scans",
              ERROR,
              Harm.WRITERS,
              "a foreign key added without NOT VALID: writes to both tables wait while it is checked",
              "Add it NOT VALID, and VALIDATE CONSTRAINT in a changeset of its own.",
              ScanRules::foreignKeys),
          Rule.ofStatement(
              "domain-constraint-scans",
              ERROR,
              Harm.WRITERS,
              "a domain's new constraint, checked in every table that uses it",
              "Add it NOT VALID, and ALTER DOMAIN … VALIDATE CONSTRAINT in a changeset of its own;"
                  + " before PostgreSQL 18 that keeps writers out, too, so do it when they are few.",
              ScanRules::domains),
          Rule.ofStatement(
              "attach-scans",
              ERROR,
              Harm.READERS,
              "a partition attached without a proof, so that its rows, or those of the default"
                  + " partition, are scanned",
              "Give the table a valid CHECK that says what the partition's bounds say, then attach"
                  + " it; the default partition needs one that excludes them.",
              ScanRules::attached),
          Rule.ofStatement(
              "validate-under-lock",
              ERROR,
              Harm.WRITERS,
              "a constraint validated in the transaction that added it",
              "Put VALIDATE CONSTRAINT into a changeset of its own: then it keeps nobody out.",
              ScanRules::validated),
          Rule.ofStatement(
              "scan-blocks",
              WARNING,
              Harm.WRITERS,
              "an existing table scanned, for another reason, by a statement that keeps writers out",
              "Run what reads it in a changeset of its own, before the lock is taken.",
              ScanRules::others));

  private ScanRules() {}

  private static String under(Scene scene, ObjectId table) {
    return scene.lock(table).map(mode -> " under " + mode.sql()).orElse("");
  }

  private static void notNull(Scene scene, Sink found) {
    for (Change<Column> change : scene.changed(Column.class)) {
      Column now = change.after();
      boolean proven = !change.before().isProvenNotNull() && now.isProvenNotNull();
      if (proven && scene.blocksReads(now.table()) && scans(scene, now.table())) {
        found.add(
            scene,
            now.id(),
            "scanned " + now.table().path() + under(scene, now.table()) + " for nulls",
            SafeWay.notNull(now));
      }
    }
    for (Column column : scene.added(Column.class)) {
      ObjectId table = column.table();
      boolean computed = column.generated() == Column.Generated.VIRTUAL && column.isProvenNotNull();
      if (computed && scene.existed(table) && scene.blocksReads(table) && scans(scene, table)) {
        found.add(
            scene, column.id(), "computed for every row of " + table.path() + under(scene, table));
      }
    }
  }

  private static boolean scans(Scene scene, ObjectId table) {
    return scene.scans(table) && !scene.rewrites(table);
  }

  private static void checks(Scene scene, Sink found) {
    for (Constraint constraint : scene.added(Constraint.class)) {
      if (constraint.type() == Constraint.Type.CHECK && isChecked(scene, constraint)) {
        ObjectId table = constraint.table();
        found.add(
            scene,
            constraint.id(),
            "scanned " + table.path() + under(scene, table) + " for rows that it forbids",
            SafeWay.validated(constraint));
      }
    }
  }

  private static boolean isChecked(Scene scene, Constraint constraint) {
    ObjectId table = constraint.table();
    return constraint.valid()
        && constraint.isEnforced()
        && scene.existed(table)
        && scene.blocksWrites(table)
        && (scene.scans(table) || scene.rewrites(table));
  }

  /** The server believes a new column without a default, and reads no row. */
  private static void foreignKeys(Scene scene, Sink found) {
    for (Constraint constraint : scene.demanded()) {
      ObjectId table = constraint.table();
      if (constraint.type() == Constraint.Type.FOREIGN_KEY
          && constraint.valid()
          && scene.existed(table)
          && scene.blocksWrites(table)
          && scene.reads(table)) {
        boolean isNew = scene.before().get(constraint.id()) == null;
        found.add(
            scene,
            constraint.id(),
            String.format(
                "checked every row of %s%s; writers of %s wait too",
                table.path(), under(scene, table), constraint.referenced().path()),
            isNew && !isPartitioned(scene, table) ? SafeWay.validated(constraint) : null);
      }
    }
  }

  /** Servers before 18 refuse a foreign key of one that is NOT VALID. */
  private static boolean isPartitioned(Scene scene, ObjectId table) {
    return scene.after().table(table).map(Table::partitionKey).isPresent();
  }

  private static void domains(Scene scene, Sink found) {
    for (Change<Domain> change : scene.changed(Domain.class)) {
      boolean stricter =
          change.after().notNull() && !change.before().notNull()
              || !change.before().checks().equals(change.after().checks());
      if (stricter) {
        scene.scanned().stream()
            .filter(scene::blocksWrites)
            .findFirst()
            .ifPresent(
                table ->
                    found.add(
                        scene,
                        change.after().id(),
                        "scanned " + table.path() + under(scene, table) + " for values of it"));
      }
    }
  }

  private static void attached(Scene scene, Sink found) {
    for (ObjectId partition : attachedIn(scene)) {
      Table now = scene.after().table(partition).orElseThrow();
      for (ObjectId scanned : scene.scanned()) {
        boolean sibling =
            scene
                .after()
                .table(scanned)
                .map(Table::parents)
                .orElse(List.of())
                .equals(now.parents());
        boolean own = scene.isWithin(scanned, partition) && !isForIndexes(scene, scanned);
        if ((own || sibling && !scanned.equals(partition)) && scene.blocksReads(scanned)) {
          found.add(
              scene, scanned, "scanned" + under(scene, scanned) + " for rows of other partitions");
        }
      }
    }
  }

  /** Whether a table was read for no more than the indexes of its parent that it lacked. */
  private static boolean isForIndexes(Scene scene, ObjectId partition) {
    long scans =
        scene
            .accesses()
            .filter(each -> scene.table(each.relation()).equals(partition))
            .mapToLong(TableAccess::scans)
            .sum();
    return scans <= IndexRules.missing(scene, partition).size();
  }

  /** Tables that became partitions. */
  static List<ObjectId> attachedIn(Scene scene) {
    List<ObjectId> changed =
        scene.changed(Table.class).stream()
            .filter(change -> !change.before().isPartition() && change.after().isPartition())
            .map(change -> change.after().id())
            .toList();
    List<ObjectId> made =
        scene.added(Table.class).stream().filter(Table::isPartition).map(Table::id).toList();
    return changed.isEmpty() ? made : changed;
  }

  private static void validated(Scene scene, Sink found) {
    for (Change<Constraint> change : scene.changed(Constraint.class)) {
      ObjectId table = change.after().table();
      boolean validated = !change.before().valid() && change.after().valid();
      if (validated && scene.existed(table) && scene.blocksWrites(table)) {
        found.add(
            scene,
            change.after().id(),
            "checked every row of " + table.path() + under(scene, table) + ", held since before");
      }
    }
  }

  /** What no other rule explains. */
  private static void others(Scene scene, Sink found) {
    if (!scene.recording().changes().isEmpty()
        || scene.accesses().anyMatch(each -> each.written() > 0)
        || !scene.recording().rewrites().isEmpty()) {
      return;
    }
    for (ObjectId table : scene.scanned()) {
      if (scene.blocksWrites(table)) {
        found.add(scene, table, "scanned" + under(scene, table));
      }
    }
  }
}
