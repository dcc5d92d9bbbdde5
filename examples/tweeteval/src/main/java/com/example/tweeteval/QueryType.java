package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** How a search was asked. */
public enum QueryType {
  SEMANTIC("semantic"),
  KEYWORD("keyword"),
  HYBRID("hybrid");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  QueryType(String label) {
    this.label = label;
  }
}
