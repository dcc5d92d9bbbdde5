package dev.athanor.engine.plan;

import static dev.athanor.engine.model.StepFindings.Level.ERROR;
import static dev.athanor.engine.model.StepFindings.Level.WARNING;

import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings.Level;
import java.util.Locale;

/**
 * Lint's rules as far as a reader of SQL can tell, for steps of which nothing is recorded. Ids and
 * levels are lint's, which a test of its holds them to.
 */
public enum TextRule {
  DROP_TABLE(ERROR, RiskKind.DATA_LOSS),
  DROP_COLUMN(ERROR, RiskKind.DATA_LOSS),
  TRUNCATE(ERROR, RiskKind.DATA_LOSS),
  WHOLE_TABLE_DELETE(ERROR, RiskKind.DATA_LOSS),

  DROP_VIEW(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_FUNCTION(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_TYPE(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_SEQUENCE(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_SCHEMA(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_EXTENSION(ERROR, RiskKind.BREAKS_APPLICATION),
  DROP_CASCADES(ERROR, RiskKind.BREAKS_APPLICATION),
  RENAME_TABLE(ERROR, RiskKind.BREAKS_APPLICATION),
  RENAME_COLUMN(ERROR, RiskKind.BREAKS_APPLICATION),
  RENAME_OBJECT(ERROR, RiskKind.BREAKS_APPLICATION),
  ENUM_VALUE_RENAMED(ERROR, RiskKind.BREAKS_APPLICATION),
  MOVE_SCHEMA(ERROR, RiskKind.BREAKS_APPLICATION),
  REQUIRED_COLUMN(ERROR, RiskKind.BREAKS_APPLICATION),

  TYPE_CHANGE_REWRITES(ERROR, RiskKind.LONG_LOCK),
  VOLATILE_DEFAULT_REWRITES(ERROR, RiskKind.LONG_LOCK),
  STORED_GENERATED_REWRITES(ERROR, RiskKind.LONG_LOCK),
  NUMBERED_COLUMN_REWRITES(ERROR, RiskKind.LONG_LOCK),
  LOGGED_CHANGE_REWRITES(ERROR, RiskKind.LONG_LOCK),
  TABLE_REWRITE(ERROR, RiskKind.LONG_LOCK),
  REFRESH_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  NOT_NULL_SCANS(ERROR, RiskKind.LONG_LOCK),
  CHECK_SCANS(ERROR, RiskKind.LONG_LOCK),
  FOREIGN_KEY_SCANS(ERROR, RiskKind.LONG_LOCK),
  ATTACH_SCANS(ERROR, RiskKind.LONG_LOCK),
  DETACH_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  INDEX_BLOCKS_WRITES(ERROR, RiskKind.LONG_LOCK),
  REINDEX_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  DROP_INDEX_BLOCKS(WARNING, RiskKind.LONG_LOCK),
  UNIQUE_CONSTRAINT_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  PRIMARY_KEY_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  EXCLUSION_CONSTRAINT_BLOCKS(ERROR, RiskKind.LONG_LOCK),
  LOCK_TABLE(WARNING, RiskKind.LONG_LOCK);

  private final Level level;
  private final RiskKind kind;

  TextRule(Level level, RiskKind kind) {
    this.level = level;
    this.kind = kind;
  }

  /** As lint has it: {@code drop-table}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How grave it is where a project does not say otherwise. */
  public Level level() {
    return level;
  }

  public RiskKind kind() {
    return kind;
  }
}
