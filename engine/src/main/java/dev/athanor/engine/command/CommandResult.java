package dev.athanor.engine.command;

/** What a verb found or did, for people and for programs. */
public interface CommandResult {

  /** Lines as a person reads them, without a newline after the last; empty for nothing to say. */
  String text();

  /**
   * The same for programs: records, lists, maps, strings and numbers, which {@link Json} writes.
   * Names of record components are the JSON keys and do not change within a major version.
   */
  Object json();
}
