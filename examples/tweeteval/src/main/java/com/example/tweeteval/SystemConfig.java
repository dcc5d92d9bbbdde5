package com.example.tweeteval;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A setting of the platform that changes without a deployment. */
@Entity
@Table(
    name = "system_config",
    uniqueConstraints = @UniqueConstraint(name = "system_config_key_key", columnNames = "key"),
    indexes = {
      @Index(name = "system_config_category_idx", columnList = "category"),
      @Index(name = "system_config_is_public_idx", columnList = "is_public")
    })
public class SystemConfig extends Audited {
  @Column(nullable = false)
  private String key;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  private JsonNode value;

  @Column(columnDefinition = "text")
  private String description;

  @ColumnDefault("'general'")
  @Column(nullable = false, length = 100)
  private String category = "general";

  @ColumnDefault("false")
  @Column(nullable = false)
  private boolean isPublic;

  protected SystemConfig() {}

  public SystemConfig(String key, JsonNode value) {
    this.key = key;
    this.value = value;
  }
}
