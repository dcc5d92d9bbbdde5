package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Cut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements that record a changeset: its row in DATABASECHANGELOG, as Liquibase 4.33 would
 * write it, and how far one outside a transaction has got.
 *
 * <p>Their values are text, not parameters, because they travel in one message with the changeset.
 */
public final class HistoryWriter {
  /** The LIQUIBASE column: whose checksums and rows these are. */
  public static final String LIQUIBASE_VERSION = "4.33.0";

  private static final int TEXT_LIMIT = 250;

  private final String table;
  private final String history;
  private final RunStamp run;
  private final boolean countsBytes;
  private final String insert;
  private final String delete;

  /**
   * @param table DATABASECHANGELOG's qualified name
   * @param history the history's name: {@link HistoryTables#history()}
   * @param run whose statements these are
   * @param countsBytes whether a {@code varchar(255)} of the database holds bytes and not
   *     characters: {@link dev.athanor.engine.database.Database#countsBytes()}
   */
  public HistoryWriter(String table, String history, RunStamp run, boolean countsBytes) {
    this.table = table;
    this.history = history;
    this.run = run;
    this.countsBytes = countsBytes;
    this.insert = run.prepared("applied");
    this.delete = run.prepared("undone");
  }

  /** The statements that each run prepares once, for they are run as often as changesets are. */
  public List<String> prepare() {
    return List.of(prepareInsert(), prepareDelete());
  }

  /** What gives back what {@link #prepare} made, for a session that another run may come to. */
  public List<String> deallocate() {
    return List.of("DEALLOCATE " + insert, "DEALLOCATE " + delete);
  }

  private String prepareInsert() {
    return "PREPARE "
        + insert
        + "(text,text,text,int,text,text,text,text,text,text,text) AS INSERT INTO "
        + table
        + " (id, author, filename, dateexecuted, orderexecuted, md5sum, description, comments,"
        + " exectype, contexts, labels, liquibase, deployment_id, tag)"
        + " VALUES ($1,$2,$3,clock_timestamp(),"
        + order("$4")
        + ",$5,$6,$7,$8,$9,$10,"
        + literal(LIQUIBASE_VERSION)
        + ','
        + run.deploymentId()
        + ",$11)";
  }

  private String order(String number) {
    return run.counted()
        ? number
        : number + "+(SELECT coalesce(max(orderexecuted),0) FROM " + table + ")";
  }

  private String prepareDelete() {
    return "PREPARE "
        + delete
        + "(tid,text,text,text) AS WITH removed AS (DELETE FROM "
        + table
        + " WHERE ctid=$1 AND id=$2 AND author=$3 AND filename=$4 RETURNING 1) DELETE FROM "
        + table
        + " WHERE NOT EXISTS (SELECT FROM removed) AND id=$2 AND author=$3 AND filename=$4";
  }

  /** Records a changeset for the first time: EXECUTED or MARK_RAN. */
  public String insert(Changeset changeset, int order, String execType) {
    return call(insert, keyOf(changeset.key()))
        + ','
        + order
        + ','
        + literal(changeset.checksum())
        + ','
        + literal(limit(changeset.description()))
        + ','
        + literal(limit(changeset.comments().strip()))
        + ','
        + literal(execType)
        + ','
        + literal(nullIfEmpty(changeset.contexts()))
        + ','
        + literal(nullIfEmpty(changeset.labels()))
        + ','
        + literal(changeset.tag().orElse(null))
        + ')';
  }

  private static String call(String prepared, String arguments) {
    return "EXECUTE " + prepared + '(' + arguments;
  }

  private static String keyOf(ChangesetKey key) {
    return literal(key.id()) + ',' + literal(key.author()) + ',' + literal(key.path());
  }

  /** Records a changeset that ran again: RERAN. */
  public String update(Changeset changeset, ChangesetKey stored, int order) {
    return "UPDATE "
        + table
        + " SET dateexecuted=clock_timestamp(),orderexecuted="
        + order(Integer.toString(order))
        + ",md5sum="
        + literal(changeset.checksum())
        + ",exectype='RERAN',deployment_id="
        + run.deploymentId()
        + ",comments="
        + literal(limit(changeset.comments().strip()))
        + ",contexts="
        + literal(nullIfEmpty(changeset.contexts()))
        + ",labels="
        + literal(nullIfEmpty(changeset.labels()))
        + ",liquibase="
        + literal(LIQUIBASE_VERSION)
        + ",description="
        + literal(limit(changeset.description()))
        + changeset.tag().map(tag -> ",tag=" + literal(tag)).orElse("")
        + " WHERE "
        + where(stored, "filename");
  }

  /**
   * Forgets a changeset that was undone.
   *
   * @param stored the key as DATABASECHANGELOG has it
   * @param place {@link HistoryRow#place()}: the table is searched only where the row is no longer
   *     there, for a search of thousands of rows takes longer than most changesets
   */
  public String delete(ChangesetKey stored, Optional<String> place) {
    return place
        .map(at -> call(delete, literal(at)) + ',' + keyOf(stored) + ')')
        .orElseGet(() -> "DELETE FROM " + table + " WHERE " + where(stored, "filename"));
  }

  /**
   * Takes other checksums for those that changesets were applied with.
   *
   * @param checksums by the key as DATABASECHANGELOG has it; at least one
   */
  public String accept(Map<ChangesetKey, String> checksums) {
    return "UPDATE "
        + table
        + " r SET md5sum=v.md5sum FROM (VALUES "
        + checksums.entrySet().stream()
            .map(each -> '(' + keyOf(each.getKey()) + ',' + literal(each.getValue()) + ')')
            .collect(Collectors.joining(","))
        + ") v (id, author, filename, md5sum)"
        + " WHERE r.id=v.id AND r.author=v.author AND r.filename=v.filename";
  }

  /** Says that a statement outside a transaction is about to run. */
  public String begin(Unfinished step) {
    return begin(step, array(step.before()));
  }

  /**
   * The same where the database itself is to say what was there before.
   *
   * @param before SQL of a {@code text[]}, in place of {@link Unfinished#before}
   */
  public String begin(Unfinished step, String before) {
    return "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run)"
        + " VALUES ("
        + literal(history)
        + ','
        + literal(step.key().path())
        + ','
        + literal(step.key().id())
        + ','
        + literal(step.key().author())
        + ','
        + step.undo()
        + ','
        + step.next()
        + ','
        + before
        + ","
        + run.id()
        + ") ON CONFLICT (history, path, id, author) DO UPDATE SET undo=EXCLUDED.undo,next=EXCLUDED.next,"
        + "before=EXCLUDED.before,run=EXCLUDED.run,started=clock_timestamp()";
  }

  /** Says that nothing of a changeset is left to resume. */
  public String end(ChangesetKey key) {
    return "DELETE FROM athanor.unfinished WHERE history="
        + literal(history)
        + " AND "
        + where(key, "path");
  }

  /** Says that nothing of any changeset is left to resume. */
  public String endAll() {
    return "DELETE FROM athanor.unfinished WHERE history=" + literal(history);
  }

  /** A query of the row that records this very key. */
  public String find(ChangesetKey key) {
    return "SELECT FROM " + table + " WHERE " + where(key, "filename");
  }

  private static String where(ChangesetKey key, String pathColumn) {
    return "id="
        + literal(key.id())
        + " AND author="
        + literal(key.author())
        + " AND "
        + pathColumn
        + '='
        + literal(key.path());
  }

  private static String nullIfEmpty(String text) {
    return text.isBlank() ? null : text;
  }

  /** Liquibase's {@code StringUtil.limitSize}, which would halve a character. */
  private String limit(String text) {
    String cut = text.length() <= TEXT_LIMIT ? text : Cut.head(text, TEXT_LIMIT - 3) + "...";
    if (!countsBytes || Cut.headOfBytes(cut, TEXT_LIMIT).equals(cut)) {
      return cut;
    }
    return Cut.headOfBytes(cut, TEXT_LIMIT - 3) + "...";
  }
}
