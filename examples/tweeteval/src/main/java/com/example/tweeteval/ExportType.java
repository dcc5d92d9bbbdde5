package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** File formats of an export. */
public enum ExportType {
  CSV("csv"),
  JSON("json"),
  PDF("pdf"),
  EXCEL("excel");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  ExportType(String label) {
    this.label = label;
  }
}
