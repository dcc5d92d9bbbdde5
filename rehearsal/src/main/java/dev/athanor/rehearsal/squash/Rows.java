package dev.athanor.rehearsal.squash;

/**
 * The rows of a table.
 *
 * @param count how many
 * @param digest of all of them, in no order
 */
record Rows(long count, String digest) {}
