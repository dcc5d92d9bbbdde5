package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** The emotion model's labels. */
public enum Emotion {
  JOY("joy"),
  SADNESS("sadness"),
  ANGER("anger"),
  FEAR("fear"),
  SURPRISE("surprise"),
  DISGUST("disgust"),
  OTHERS("others");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  Emotion(String label) {
    this.label = label;
  }
}
