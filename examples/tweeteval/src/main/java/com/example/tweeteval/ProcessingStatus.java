package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** Where a dataset stands on its way through the pipeline. */
public enum ProcessingStatus {
  PENDING("pending"),
  UPLOADING("uploading"),
  VALIDATING("validating"),
  PROCESSING("processing"),
  COMPLETED("completed"),
  FAILED("failed"),
  CANCELLED("cancelled");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  ProcessingStatus(String label) {
    this.label = label;
  }
}
