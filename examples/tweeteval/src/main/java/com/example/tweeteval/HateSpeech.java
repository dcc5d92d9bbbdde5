package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** The hate speech model's labels. */
public enum HateSpeech {
  HATEFUL("hateful"),
  TARGETED("targeted"),
  AGGRESSIVE("aggressive"),
  NONE("none");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  HateSpeech(String label) {
    this.label = label;
  }
}
