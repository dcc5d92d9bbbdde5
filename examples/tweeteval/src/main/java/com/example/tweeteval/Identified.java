package com.example.tweeteval;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.Generated;

/** A row whose id and creation time PostgreSQL chooses. */
@MappedSuperclass
public abstract class Identified {
  /** Without precision, as a DBA writes it: Hibernate would say timestamp(6) with time zone. */
  static final String TIMESTAMPTZ = "timestamptz";

  @Id
  @Generated
  @ColumnDefault("gen_random_uuid()")
  private UUID id;

  @Generated
  @ColumnDefault("now()")
  @Column(nullable = false, updatable = false, columnDefinition = TIMESTAMPTZ)
  private Instant createdAt;

  public UUID getId() {
    return id;
  }

  public Instant getCreatedAt() {
    return createdAt;
  }
}
