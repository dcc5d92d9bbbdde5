package com.example.tweeteval;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.UpdateTimestamp;

/** A row that says when it was last changed. */
@MappedSuperclass
public abstract class Audited extends Identified {
  @UpdateTimestamp
  @ColumnDefault("now()")
  @Column(nullable = false, columnDefinition = TIMESTAMPTZ)
  private Instant updatedAt;

  public Instant getUpdatedAt() {
    return updatedAt;
  }
}
