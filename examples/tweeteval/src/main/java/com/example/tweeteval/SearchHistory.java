package com.example.tweeteval;

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
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;

/** A search that was asked; it outlives its user. */
@Entity
@Table(
    name = "search_history",
    indexes = {
      @Index(name = "search_history_user_id_idx", columnList = "user_id"),
      @Index(name = "search_history_session_id_idx", columnList = "session_id"),
      @Index(name = "search_history_query_type_idx", columnList = "query_type"),
      @Index(name = "search_history_created_at_idx", columnList = "created_at")
    })
public class SearchHistory extends Identified {
  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(foreignKey = @ForeignKey(name = "search_history_user_id_fkey"))
  @OnDelete(action = OnDeleteAction.SET_NULL)
  private User user;

  private String sessionId;

  @Column(nullable = false, columnDefinition = "text")
  private String query;

  @Enumerated(EnumType.STRING)
  @ColumnDefault("'semantic'")
  @Column(nullable = false, length = 20)
  private QueryType queryType = QueryType.SEMANTIC;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> filters = new HashMap<>();

  @ColumnDefault("20")
  @Column(nullable = false)
  private int resultLimit = 20;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int resultOffset;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int resultCount;

  private UUID[] resultIds;

  private Double maxSimilarity;

  private Double avgSimilarity;

  private Integer searchTimeMs;

  private Integer embeddingTimeMs;

  private Integer totalTimeMs;

  @JdbcTypeCode(SqlTypes.INET)
  private InetAddress ipAddress;

  @Column(columnDefinition = "text")
  private String userAgent;

  protected SearchHistory() {}

  public SearchHistory(User user, String query, InetAddress ipAddress, UUID... resultIds) {
    this.user = user;
    this.query = query;
    this.ipAddress = ipAddress;
    this.resultIds = resultIds;
    this.resultCount = resultIds.length;
  }
}
