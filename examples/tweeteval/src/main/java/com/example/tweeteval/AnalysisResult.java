package com.example.tweeteval;

import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
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
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;

/** What the models say about a tweet: one row for each version of the models. */
@Entity
@Table(
    name = "analysis_results",
    indexes = {
      @Index(name = "analysis_results_tweet_id_idx", columnList = "tweet_id"),
      @Index(name = "analysis_results_sentiment_idx", columnList = "sentiment"),
      @Index(name = "analysis_results_emotion_idx", columnList = "emotion"),
      @Index(name = "analysis_results_offensive_language_idx", columnList = "offensive_language"),
      @Index(name = "analysis_results_hate_speech_idx", columnList = "hate_speech"),
      @Index(name = "analysis_results_irony_idx", columnList = "irony"),
      @Index(name = "analysis_results_is_high_confidence_idx", columnList = "is_high_confidence"),
      @Index(name = "analysis_results_analyzed_at_idx", columnList = "analyzed_at")
    },
    check = {
      @CheckConstraint(
          name = "analysis_results_sentiment_confidence_check",
          constraint = "sentiment_confidence BETWEEN 0 AND 1"),
      @CheckConstraint(
          name = "analysis_results_emotion_confidence_check",
          constraint = "emotion_confidence BETWEEN 0 AND 1"),
      @CheckConstraint(
          name = "analysis_results_offensive_confidence_check",
          constraint = "offensive_confidence BETWEEN 0 AND 1"),
      @CheckConstraint(
          name = "analysis_results_hate_speech_confidence_check",
          constraint = "hate_speech_confidence BETWEEN 0 AND 1"),
      @CheckConstraint(
          name = "analysis_results_irony_confidence_check",
          constraint = "irony_confidence BETWEEN 0 AND 1"),
      @CheckConstraint(
          name = "analysis_results_confidence_threshold_check",
          constraint = "confidence_threshold BETWEEN 0 AND 1")
    })
public class AnalysisResult extends Audited {
  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(foreignKey = @ForeignKey(name = "analysis_results_tweet_id_fkey"))
  @OnDelete(action = OnDeleteAction.CASCADE)
  private Tweet tweet;

  @Column(nullable = false, length = 50)
  private String modelVersion;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  private Sentiment sentiment;

  @Column(nullable = false)
  private double sentimentConfidence;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> sentimentScores = new HashMap<>();

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  private Emotion emotion;

  @Column(nullable = false)
  private double emotionConfidence;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> emotionScores = new HashMap<>();

  @Column(nullable = false)
  private boolean offensiveLanguage;

  @Column(nullable = false)
  private double offensiveConfidence;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> offensiveScores = new HashMap<>();

  @Enumerated(EnumType.STRING)
  @Column(length = 20)
  private HateSpeech hateSpeech;

  private Double hateSpeechConfidence;

  @JdbcTypeCode(SqlTypes.JSON)
  private Map<String, Object> hateSpeechScores;

  private Boolean irony;

  private Double ironyConfidence;

  private Integer processingTimeMs;

  @Column(length = 100)
  private String modelUsed;

  @ColumnDefault("now()")
  @Column(nullable = false, columnDefinition = TIMESTAMPTZ)
  private Instant analyzedAt = Instant.now();

  @ColumnDefault("0.5")
  @Column(nullable = false)
  private double confidenceThreshold = 0.5;

  @GeneratedColumn(
      "sentiment_confidence >= confidence_threshold"
          + " AND emotion_confidence >= confidence_threshold"
          + " AND offensive_confidence >= confidence_threshold")
  @Column(nullable = false)
  private boolean isHighConfidence;

  protected AnalysisResult() {}

  public AnalysisResult(
      Tweet tweet,
      String modelVersion,
      Judgement<Sentiment> sentiment,
      Judgement<Emotion> emotion,
      Judgement<Boolean> offensive) {
    this.tweet = tweet;
    this.modelVersion = modelVersion;
    this.sentiment = sentiment.label();
    this.sentimentConfidence = sentiment.confidence();
    this.sentimentScores = sentiment.scores();
    this.emotion = emotion.label();
    this.emotionConfidence = emotion.confidence();
    this.emotionScores = emotion.scores();
    this.offensiveLanguage = offensive.label();
    this.offensiveConfidence = offensive.confidence();
    this.offensiveScores = offensive.scores();
  }

  public boolean isHighConfidence() {
    return isHighConfidence;
  }

  /** A label, how sure the model is of it (0 to 1), and the score of every label. */
  public record Judgement<T>(T label, double confidence, Map<String, Object> scores) {}
}
