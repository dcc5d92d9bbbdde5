package dev.athanor.engine.liquibase;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import liquibase.ChecksumVersion;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.ChangeWithColumns;
import liquibase.change.ColumnConfig;
import liquibase.change.core.AbstractModifyDataChange;
import liquibase.change.core.SQLFileChange;
import liquibase.changelog.ChangeSet;

/**
 * What Liquibase's versions have recorded, or would record, for a changeset: rows that they wrote
 * are compared by that.
 */
final class OlderChecksums {
  /** Until 4.21, and since. */
  private static final List<ChecksumVersion> VERSIONS =
      List.of(ChecksumVersion.V8, ChecksumVersion.V9);

  /** And before 3.6. */
  private static final List<ChecksumVersion> ALL_VERSIONS =
      List.of(ChecksumVersion.V7, ChecksumVersion.V8, ChecksumVersion.V9);

  private final ChangeSet changeset;
  private final List<ChecksumVersion> versions;
  private final Set<String> found = new TreeSet<>();

  private OlderChecksums(ChangeSet changeset, List<ChecksumVersion> versions) {
    this.changeset = changeset;
    this.versions = versions;
  }

  /**
   * What is recorded for it here, and what all versions since 4.22 but 4.33 record. That one alone
   * counts a date also as it is written: its rows and theirs refuse each other.
   */
  static String toRecord(ChangeSet changeset) {
    OlderChecksums checksums = new OlderChecksums(changeset, List.of(ChecksumVersion.latest()));
    if (!checksums.withoutRawDates()) {
      checksums.compute();
    }
    return checksums.found.iterator().next();
  }

  /**
   * Each with its version before it, and what is recorded here among them.
   *
   * @param recorded as {@link #toRecord} gives it
   * @param old whether a Liquibase 3 may have run it: not what is younger than Athanor, for a
   *     bundle grows by each checksum
   */
  static Set<String> of(ChangeSet changeset, String recorded, boolean old) {
    OlderChecksums checksums = new OlderChecksums(changeset, old ? ALL_VERSIONS : VERSIONS);
    checksums.found.add(recorded);
    // Without a date the newest version's is what is recorded: a large text is not read once more.
    boolean dated = checksums.withoutRawDates();
    checksums.compute(version -> dated || version != ChecksumVersion.latest());
    checksums.expanded();
    checksums.split();
    return checksums.found;
  }

  private void compute() {
    compute(version -> true);
  }

  private void compute(Predicate<ChecksumVersion> wanted) {
    for (ChecksumVersion version : versions) {
      if (wanted.test(version)) {
        // A changeset remembers the first checksum that it is asked for, whatever the version.
        changeset.clearCheckSum();
        found.add(changeset.generateCheckSum(version).toString());
      }
    }
    changeset.clearCheckSum();
  }

  /** Whether there was a date to leave out. */
  private boolean withoutRawDates() {
    List<ColumnConfig> dated = new ArrayList<>();
    // Its class says nothing of which columns it has, and all are these.
    for (ChangeWithColumns<?> change : changes(ChangeWithColumns.class)) {
      change.getColumns().forEach(column -> dated.add((ColumnConfig) column));
    }
    changes(AbstractModifyDataChange.class)
        .forEach(change -> dated.addAll(change.getWhereParams()));
    dated.removeIf(column -> column.getRawDateValue() == null);
    List<String> written = dated.stream().map(ColumnConfig::getRawDateValue).toList();
    if (!dated.isEmpty()) {
      dated.forEach(column -> setRawDate(column, null));
      compute();
      for (int i = 0; i < written.size(); i++) {
        setRawDate(dated.get(i), written.get(i));
      }
    }
    return !dated.isEmpty();
  }

  private static void setRawDate(ColumnConfig column, String value) {
    try {
      Field raw = ColumnConfig.class.getDeclaredField("rawDateValue");
      raw.setAccessible(true);
      raw.set(column, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("liquibase-core is not the version Athanor is built for", e);
    }
  }

  /** Before 4.26 the text of an SQL file counted with the values of its properties. */
  private void expanded() {
    List<SQLFileChange> files = changes(SQLFileChange.class);
    if (!files.isEmpty()) {
      files.forEach(file -> file.setDoExpandExpressionsInGenerateChecksum(true));
      compute();
      files.forEach(file -> file.setDoExpandExpressionsInGenerateChecksum(false));
    }
  }

  /** From 4.19.1 to 4.23.1 a changeset with runWith counted as split in another way. */
  @SuppressWarnings("deprecation")
  private void split() {
    List<AbstractSQLChange> sql = changes(AbstractSQLChange.class);
    if (changeset.getRunWith() != null && !sql.isEmpty()) {
      sql.forEach(each -> each.setIgnoreOriginalSplitStatements(true));
      compute();
      sql.forEach(each -> each.setIgnoreOriginalSplitStatements(false));
    }
  }

  private <T> List<T> changes(Class<T> type) {
    List<T> changes = new ArrayList<>();
    for (Change change : changeset.getChanges()) {
      if (type.isInstance(change)) {
        changes.add(type.cast(change));
      }
    }
    return changes;
  }
}
