package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** Where an export stands. */
public enum ExportStatus {
  PENDING("pending"),
  PROCESSING("processing"),
  COMPLETED("completed"),
  FAILED("failed"),
  CANCELLED("cancelled");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  ExportStatus(String label) {
    this.label = label;
  }
}
