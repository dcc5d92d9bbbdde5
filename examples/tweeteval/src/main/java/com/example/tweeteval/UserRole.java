package com.example.tweeteval;

import jakarta.persistence.EnumeratedValue;

/** What a user may do. */
public enum UserRole {
  RESEARCHER("researcher"),
  ANALYST("analyst"),
  ADMIN("admin");

  /** As the database spells it. */
  @EnumeratedValue private final String label;

  UserRole(String label) {
    this.label = label;
  }
}
