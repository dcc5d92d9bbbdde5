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
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.type.SqlTypes;

/** A file that a user asked for, built in the background. */
@Entity
@Table(
    name = "export_jobs",
    indexes = {
      @Index(name = "export_jobs_user_id_idx", columnList = "user_id"),
      @Index(name = "export_jobs_dataset_id_idx", columnList = "dataset_id"),
      @Index(name = "export_jobs_status_idx", columnList = "status"),
      @Index(name = "export_jobs_created_at_idx", columnList = "created_at"),
      @Index(name = "export_jobs_expires_at_idx", columnList = "expires_at")
    },
    check =
        @CheckConstraint(
            name = "export_jobs_progress_percentage_check",
            constraint = "progress_percentage BETWEEN 0 AND 100"))
public class ExportJob extends Audited {
  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(foreignKey = @ForeignKey(name = "export_jobs_user_id_fkey"))
  @OnDelete(action = OnDeleteAction.CASCADE)
  private User user;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(foreignKey = @ForeignKey(name = "export_jobs_dataset_id_fkey"))
  @OnDelete(action = OnDeleteAction.CASCADE)
  private Dataset dataset;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  private ExportType exportType;

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> formatOptions = new HashMap<>();

  @JdbcTypeCode(SqlTypes.JSON)
  @ColumnDefault("'{}'")
  @Column(nullable = false)
  private Map<String, Object> filters = new HashMap<>();

  @Enumerated(EnumType.STRING)
  @ColumnDefault("'pending'")
  @Column(nullable = false, length = 20)
  private ExportStatus status = ExportStatus.PENDING;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int progressPercentage;

  @Column(length = 500)
  private String filePath;

  private String fileName;

  private Long fileSize;

  @Column(columnDefinition = "text")
  private String downloadUrl;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant expiresAt;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int totalRecords;

  @ColumnDefault("0")
  @Column(nullable = false)
  private int processedRecords;

  private Integer processingTimeMs;

  @Column(columnDefinition = "text")
  private String errorMessage;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant completedAt;

  protected ExportJob() {}

  public ExportJob(User user, Dataset dataset, ExportType exportType) {
    this.user = user;
    this.dataset = dataset;
    this.exportType = exportType;
  }
}
