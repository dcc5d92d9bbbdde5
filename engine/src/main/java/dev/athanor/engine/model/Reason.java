package dev.athanor.engine.model;

/**
 * Why an operation failed: what programs branch on.
 *
 * <p>The name in UpperCamelCase ({@link #code()}) is the Kubernetes condition reason and the JSON
 * value; both are stable.
 */
public enum Reason {
  /** A file of the changelog cannot be read or has a bad header. */
  INVALID_CHANGELOG(Retry.NEVER),
  /** Revisions do not form an acyclic graph: duplicate id, missing parent, cycle. */
  INVALID_GRAPH(Retry.NEVER),
  /** Something in a changelog that is never safe to read or run. */
  UNSAFE_CHANGELOG(Retry.NEVER),
  /** A changeset that only a live Liquibase could render. */
  LIVE_CHANGESET(Retry.NEVER),
  /** The name of a revision that is unknown or ambiguous, or {@code head} with several heads. */
  UNKNOWN_TARGET(Retry.NEVER),
  /** Several heads where a team wants one: nobody merged them yet. */
  SEVERAL_HEADS(Retry.NEVER),
  /** A database that is not at all heads, where somebody asked for that. */
  NOT_AT_HEAD(Retry.NEVER),
  /** An upgrade to something older or a downgrade to something newer. */
  WRONG_DIRECTION(Retry.NEVER),
  /** A bundle that is damaged, altered or not the one that was asked for. */
  INVALID_BUNDLE(Retry.NEVER),
  /** An applied changeset whose checksum differs from the bundle's. */
  CHECKSUM_MISMATCH(Retry.NEVER),
  /** A revision that was published was edited, removed or put behind another since. */
  PUBLISHED_CHANGED(Retry.NEVER),
  /** The database has revisions that the bundle does not know. */
  UNKNOWN_HISTORY(Retry.NEVER),
  /** A downgrade through a step that has no undo SQL. */
  IRREVERSIBLE(Retry.NEVER),
  /**
   * Undo SQL in the database that does not match its digest or its manifest, or has another owner.
   */
  UNTRUSTED_HISTORY(Retry.NEVER),
  /** A downgrade that nobody allowed. */
  DOWNGRADE_NOT_ALLOWED(Retry.NEVER),
  /** A precondition with onFail=HALT that is false. */
  PRECONDITION_FAILED(Retry.NEVER),
  /** The plan is not the one that was reviewed: the database or the bundle moved since. */
  PLAN_CHANGED(Retry.LATER),
  /** A statement that PostgreSQL refused. */
  STATEMENT_FAILED(Retry.NEVER),
  /** A statement that waited longer than lock_timeout for a table, or met a deadlock. */
  LOCK_TIMEOUT(Retry.LATER),
  /** Another session holds the migration lock. */
  LOCKED(Retry.LATER),
  /** Host unreachable, or the connection was lost. */
  CONNECTION_FAILED(Retry.LATER),
  /** Wrong user or password. */
  AUTHENTICATION_FAILED(Retry.LATER),
  /** The database does not exist. */
  NO_DATABASE(Retry.LATER),
  /** The role may not do what the migration needs. */
  PERMISSION_DENIED(Retry.LATER),
  /** A connection pooler that shares server sessions between clients. */
  POOLED_CONNECTION(Retry.NEVER),
  /** pg_dump or pg_restore is missing or older than the server. */
  BACKUP_TOOL_UNUSABLE(Retry.NEVER),
  /** The backup could not be written or did not verify. */
  BACKUP_FAILED(Retry.LATER),
  /**
   * The key that a backup is or would be encrypted with is not there, is another one or is none.
   */
  BACKUP_KEY_MISSING(Retry.LATER),
  /** No room on the backup volume. */
  BACKUP_VOLUME_FULL(Retry.LATER),
  /** A backup that something pins or keeps, and so is not deleted. */
  BACKUP_KEPT(Retry.NEVER),
  /** A backup that another resource has made, and so is not deleted. */
  BACKUP_OF_ANOTHER(Retry.NEVER),
  /** There is no whole backup of that name in the store. */
  NO_SUCH_BACKUP(Retry.NEVER),
  /** The place of backups cannot be reached, read or changed. */
  BACKUP_STORE_FAILED(Retry.LATER),
  /** The restore could not be done; the target is not to be trusted. */
  RESTORE_FAILED(Retry.NEVER),
  /** Entities or a schema file that no schema can be made of. */
  INVALID_MODEL(Retry.NEVER),
  /** The scratch PostgreSQL that schemas are compared in cannot be started or used. */
  SCRATCH_SERVER_FAILED(Retry.LATER),
  /** A revision that does not replay into an empty database. */
  REPLAY_FAILED(Retry.NEVER),
  /** A revision that fails its test on a scratch server, or could not be tried there. */
  REVISION_TEST_FAILED(Retry.NEVER),
  /** A statement that failed when the plan was tried on the restored backup. */
  REHEARSAL_FAILED(Retry.NEVER),
  /** A plan that blocked, rewrote or took more in its rehearsal than it may. */
  REHEARSAL_LIMIT_EXCEEDED(Retry.NEVER),
  /** A plan that could not be tried on the backup, so that nothing is known of it. */
  NOT_REHEARSED(Retry.NEVER),
  /** Revisions for which no baseline can stand, or one that was seen to lead elsewhere. */
  NOT_SQUASHABLE(Retry.NEVER),
  /** Something was dropped and something like it added: only a person knows if it is a rename. */
  RENAME_UNDECIDED(Retry.NEVER),
  /** A column gets another type, and only a person knows what its values mean there. */
  CONVERSION_UNDECIDED(Retry.NEVER),
  /** The model asks for what no revision does yet. */
  REVISION_MISSING(Retry.NEVER),
  /** Pages of documentation that were written for another schema. */
  PAGES_STALE(Retry.NEVER),
  /** A live database differs from what its recorded revisions build. */
  DRIFT(Retry.NEVER),
  /** A revision breaks rules that a project does not let it break. */
  RULES_BROKEN(Retry.NEVER),
  /** A restore into a database that holds something, whose loss nobody accepted. */
  TARGET_NOT_EMPTY(Retry.NEVER),
  /** A setting or an argument that is missing or wrong. */
  INVALID_CONFIGURATION(Retry.NEVER),
  /** Interrupted by a signal before it was finished; what was committed is recorded. */
  INTERRUPTED(Retry.LATER),
  /** A defect of Athanor's own. */
  INTERNAL_ERROR(Retry.NEVER);

  private enum Retry {
    NEVER,
    LATER
  }

  private final Retry retry;

  Reason(Retry retry) {
    this.retry = retry;
  }

  /** Whether the same request may succeed later without anyone changing it. */
  public boolean retryable() {
    return retry == Retry.LATER;
  }

  /** {@code CHECKSUM_MISMATCH} as {@code ChecksumMismatch}. */
  public String code() {
    StringBuilder code = new StringBuilder();
    for (String word : name().split("_")) {
      code.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return code.toString();
  }
}
