package dev.athanor.operator.external;

/** What has become of a backup that another controller takes. */
public sealed interface ExternalState {

  /** Nobody has asked for it yet, or its object is gone. */
  record Absent() implements ExternalState {}

  /**
   * It is under way.
   *
   * @param message what is known of it
   */
  record Waiting(String message) implements ExternalState {}

  /** It is done. */
  record Ready() implements ExternalState {}

  /** It will not be. */
  record Failed(String reason, String message) implements ExternalState {}
}
