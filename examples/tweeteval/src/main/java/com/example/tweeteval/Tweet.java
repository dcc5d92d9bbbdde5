package com.example.tweeteval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;

/** One tweet of a dataset. The full-text index on {@code text} stands in versions/ only. */
@Entity
@Table(
    name = "tweets",
    indexes = {
      @Index(name = "tweets_dataset_id_idx", columnList = "dataset_id"),
      @Index(name = "tweets_original_id_idx", columnList = "original_id"),
      @Index(name = "tweets_language_idx", columnList = "language"),
      @Index(name = "tweets_processed_at_idx", columnList = "processed_at"),
      @Index(name = "tweets_is_valid_idx", columnList = "is_valid"),
      @Index(name = "tweets_vector_id_idx", columnList = "vector_id")
    })
public class Tweet extends Audited {
  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(foreignKey = @ForeignKey(name = "tweets_dataset_id_fkey"))
  @OnDelete(action = OnDeleteAction.CASCADE)
  private Dataset dataset;

  private String originalId;

  @Column(nullable = false, columnDefinition = "text")
  private String text;

  @Column(columnDefinition = "text")
  private String cleanedText;

  @ColumnDefault("'en'")
  @Column(nullable = false, length = 10)
  private String language = "en";

  @ColumnDefault("0")
  @Column(nullable = false)
  private int characterCount;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int wordCount;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int hashtagCount;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int mentionCount;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int urlCount;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant tweetedAt;

  @ColumnDefault("now()")
  @Column(nullable = false, columnDefinition = TIMESTAMPTZ)
  private Instant processedAt = Instant.now();

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> metadata = new HashMap<>();

  @ColumnDefault("true")
  @Column(nullable = false)
  private boolean isValid = true;

  @Column(columnDefinition = "text[]")
  private String[] validationErrors;

  @Column(columnDefinition = "text[]")
  private String[] processingErrors;

  private String vectorId;

  protected Tweet() {}

  public Tweet(Dataset dataset, String text) {
    this.dataset = dataset;
    this.text = text;
    this.characterCount = text.codePointCount(0, text.length());
  }
}
