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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;

/** A file of tweets that a user uploaded. */
@Entity
@Table(
    name = "datasets",
    indexes = {
      @Index(name = "datasets_user_id_idx", columnList = "user_id"),
      @Index(name = "datasets_processing_status_idx", columnList = "processing_status"),
      @Index(name = "datasets_created_at_idx", columnList = "created_at"),
      @Index(name = "datasets_is_public_idx", columnList = "is_public"),
      @Index(name = "datasets_file_hash_idx", columnList = "file_hash")
    })
public class Dataset extends Audited {
  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(foreignKey = @ForeignKey(name = "datasets_user_id_fkey"))
  @OnDelete(action = OnDeleteAction.CASCADE)
  private User user;

  @Column(nullable = false)
  private String name;

  @Column(columnDefinition = "text")
  private String description;

  @Column(nullable = false)
  private String fileName;

  @Column(nullable = false, length = 500)
  private String filePath;

  @Column(nullable = false)
  private long fileSize;

  @Column(nullable = false, length = 64)
  private String fileHash;

  @Column(nullable = false, length = 100)
  private String mimeType;

  @ColumnDefault("'utf-8'")
  @Column(nullable = false, length = 50)
  private String encoding = "utf-8";

  @ColumnDefault("','")
  @Column(nullable = false, length = 5)
  private String delimiter = ",";

  @ColumnDefault("true")
  @Column(nullable = false)
  private boolean hasHeader = true;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int totalRows;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int processedRows;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int failedRows;

  @Enumerated(EnumType.STRING)
  @ColumnDefault("'pending'")
  @Column(nullable = false, length = 20)
  private ProcessingStatus processingStatus = ProcessingStatus.PENDING;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant processingStartedAt;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant processingCompletedAt;

  @Column(columnDefinition = "text")
  private String errorMessage;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> metadata = new HashMap<>();

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> settings = new HashMap<>();

  @ColumnDefault("false")
  @Column(nullable = false)
  private boolean isPublic;

  protected Dataset() {}

  public Dataset(User user, String name, StoredFile file) {
    this.user = user;
    this.name = name;
    this.fileName = file.name();
    this.filePath = file.path();
    this.fileSize = file.size();
    this.fileHash = file.sha256();
    this.mimeType = file.mimeType();
  }

  /** An uploaded file as the object store describes it. */
  public record StoredFile(String name, String path, long size, String sha256, String mimeType) {}
}
