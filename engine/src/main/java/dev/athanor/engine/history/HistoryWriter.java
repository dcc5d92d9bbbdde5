package dev.athanor.engine.history;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The statements that record a changeset: its row in DATABASECHANGELOG, as Liquibase 4.33 would
 * write it, and in the same statement what undoes it.
 *
 * <p>They are text, not parameters, because they travel in one message with the changeset.
 */
public final class HistoryWriter {
  /** The LIQUIBASE column: whose checksums and rows these are. */
  public static final String LIQUIBASE_VERSION = "4.33.0";

  private static final int TEXT_LIMIT = 250;
  private static final int DEPLOYMENT_DIGITS = 10;

  private final String table;
  private final String bundle;
  private final UUID run;
  private final String deploymentId;

  /**
   * @param table DATABASECHANGELOG's qualified name
   * @param bundle digest of the bundle that is applied
   * @param run the run's id in {@code athanor.run}
   * @param startedMillis the run's start, of which Liquibase makes the DEPLOYMENT_ID
   */
  public HistoryWriter(String table, String bundle, UUID run, long startedMillis) {
    this.table = table;
    this.bundle = bundle;
    this.run = run;
    String digits = "0".repeat(DEPLOYMENT_DIGITS) + startedMillis;
    this.deploymentId = digits.substring(digits.length() - DEPLOYMENT_DIGITS);
  }

  /**
   * What is kept to undo a changeset.
   *
   * @param revision the revision's id
   * @param position the changeset's place in it, from 0
   * @param size how many changesets it has
   * @param undo the statements
   */
  public record Undo(String revision, int position, int size, List<String> undo) {
    public Undo {
      undo = List.copyOf(undo);
    }
  }

  /** Records a changeset for the first time: EXECUTED or MARK_RAN. */
  public String insert(Changeset changeset, Undo undo, int order, String execType) {
    ChangesetKey key = changeset.key();
    String tag = changeset.tag().orElse(null);
    return "WITH recorded AS (INSERT INTO "
        + table
        + " (id, author, filename, dateexecuted, orderexecuted, md5sum, description, comments,"
        + " exectype, contexts, labels, liquibase, deployment_id"
        + (tag == null ? "" : ", tag")
        + ") VALUES ("
        + literal(key.id())
        + ','
        + literal(key.author())
        + ','
        + literal(key.path())
        + ",clock_timestamp(),"
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
        + literal(LIQUIBASE_VERSION)
        + ','
        + literal(deploymentId)
        + (tag == null ? "" : "," + literal(tag))
        + "))"
        + keep(changeset, undo);
  }

  /** Records a changeset that ran again: RERAN. */
  public String update(Changeset changeset, ChangesetKey stored, Undo undo, int order) {
    return "WITH recorded AS (UPDATE "
        + table
        + " SET dateexecuted=clock_timestamp(),orderexecuted="
        + order
        + ",md5sum="
        + literal(changeset.checksum())
        + ",exectype='RERAN',deployment_id="
        + literal(deploymentId)
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
        + where(stored, "filename")
        + ")"
        + keep(changeset, undo);
  }

  /**
   * Forgets a changeset that was undone.
   *
   * @param stored the key as DATABASECHANGELOG has it
   * @param place {@link HistoryRow#place()}: the table is searched only where the row is no longer
   *     there, for a search of thousands of rows takes longer than most changesets
   */
  public String delete(ChangesetKey stored, Optional<String> place, ChangesetKey key) {
    String where = where(stored, "filename");
    String removed =
        place
            .map(
                at ->
                    "WITH removed AS (DELETE FROM "
                        + table
                        + " WHERE ctid="
                        + literal(at)
                        + " AND "
                        + where
                        + " RETURNING 1), moved AS (DELETE FROM "
                        + table
                        + " WHERE NOT EXISTS (SELECT FROM removed) AND "
                        + where
                        + ")")
            .orElseGet(() -> "WITH removed AS (DELETE FROM " + table + " WHERE " + where + ")");
    return removed + " DELETE FROM athanor.changeset WHERE " + where(key, "path");
  }

  private String keep(Changeset changeset, Undo undo) {
    ChangesetKey key = changeset.key();
    String digest =
        StoredChangeset.digestOf(
            key,
            undo.revision(),
            bundle,
            changeset.reversible(),
            changeset.transactional(),
            undo.undo());
    return " INSERT INTO athanor.changeset (path, id, author, revision, position, size, bundle,"
        + " reversible, transactional, undo, digest, run) VALUES ("
        + literal(key.path())
        + ','
        + literal(key.id())
        + ','
        + literal(key.author())
        + ','
        + literal(undo.revision())
        + ','
        + undo.position()
        + ','
        + undo.size()
        + ','
        + literal(bundle)
        + ','
        + changeset.reversible()
        + ','
        + changeset.transactional()
        + ','
        + array(undo.undo())
        + ','
        + literal(digest)
        + ",'"
        + run
        + "') ON CONFLICT (path, id, author) DO UPDATE SET revision=EXCLUDED.revision,"
        + "position=EXCLUDED.position,size=EXCLUDED.size,bundle=EXCLUDED.bundle,"
        + "reversible=EXCLUDED.reversible,transactional=EXCLUDED.transactional,"
        + "undo=EXCLUDED.undo,digest=EXCLUDED.digest,run=EXCLUDED.run";
  }

  /** Says that a statement outside a transaction is about to run. */
  public String begin(Unfinished step) {
    return "INSERT INTO athanor.unfinished (path, id, author, undo, next, before, run) VALUES ("
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
        + array(step.before())
        + ",'"
        + run
        + "') ON CONFLICT (path, id, author) DO UPDATE SET undo=EXCLUDED.undo,next=EXCLUDED.next,"
        + "before=EXCLUDED.before,run=EXCLUDED.run,started=clock_timestamp()";
  }

  /** Says that nothing of a changeset is left to resume. */
  public String end(ChangesetKey key) {
    return "DELETE FROM athanor.unfinished WHERE " + where(key, "path");
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

  /** Liquibase's {@code StringUtil.limitSize}. */
  private static String limit(String text) {
    return text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT - 3) + "...";
  }
}
