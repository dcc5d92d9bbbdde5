package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** The sentiment model's labels. */
public enum Sentiment {
  POSITIVE("positive"),
  NEGATIVE("negative"),
  NEUTRAL("neutral");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  Sentiment(String label) {
    this.label = label;
  }
}
