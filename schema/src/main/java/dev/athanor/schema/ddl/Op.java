package dev.athanor.schema.ddl;

/** What an action does. */
enum Op {
  DROP,
  CREATE,
  ALTER,
  /** Drops the old half of a type that was swapped. */
  CLEANUP
}
