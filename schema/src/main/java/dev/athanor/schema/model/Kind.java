package dev.athanor.schema.model;

import java.util.Locale;

/** What an object is. The order is the one in which independent objects are created. */
public enum Kind {
  SCHEMA,
  EXTENSION,
  COLLATION,
  ENUM,
  /** A value of an enum, or one that a check lets a column have: part of these, renamed alone. */
  LABEL,
  DOMAIN,
  COMPOSITE,
  RANGE,
  SEQUENCE,
  TABLE,
  COLUMN,
  /** A column's default: part of {@link Column}, but with dependencies of its own. */
  DEFAULT,
  CONSTRAINT,
  /** A table's place under its parents: part of {@link Table}, made after the columns agree. */
  ATTACHMENT,
  /** The column that owns a sequence: part of {@link Sequence}, made after the column. */
  OWNERSHIP,
  INDEX,
  STATISTICS,
  ROUTINE,
  CAST,
  VIEW,
  RULE,
  TRIGGER,
  POLICY,
  GRANT;

  /** The name as a person reads it: {@code table}, {@code column}. */
  public String label() {
    return this == COMPOSITE ? "composite type" : name().toLowerCase(Locale.ROOT);
  }

  /** Whether this is a data type that columns can have. */
  public boolean isType() {
    return this == ENUM || this == DOMAIN || this == COMPOSITE || this == RANGE;
  }
}
