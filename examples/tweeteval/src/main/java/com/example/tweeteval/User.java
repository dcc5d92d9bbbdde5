package com.example.tweeteval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.Instant;
import org.hibernate.annotations.ColumnDefault;

/** Somebody who signs in. */
@Entity
@Table(
    name = "users",
    uniqueConstraints = {
      @UniqueConstraint(name = "users_username_key", columnNames = "username"),
      @UniqueConstraint(name = "users_email_key", columnNames = "email")
    },
    indexes = @Index(name = "users_is_active_idx", columnList = "is_active"))
public class User extends Audited {
  @Column(nullable = false, length = 50)
  private String username;

  @Column(nullable = false)
  private String email;

  @Column(nullable = false)
  private String passwordHash;

  @Column(length = 100)
  private String fullName;

  private String organization;

  @Enumerated(EnumType.STRING)
  @ColumnDefault("'researcher'")
  @Column(nullable = false, length = 20)
  private UserRole role = UserRole.RESEARCHER;

  @ColumnDefault("true")
  @Column(nullable = false)
  private boolean isActive = true;

  @ColumnDefault("false")
  @Column(nullable = false)
  private boolean isVerified;

  @Column(columnDefinition = TIMESTAMPTZ)
  private Instant lastLogin;

  protected User() {}

  public User(String username, String email, String passwordHash) {
    this.username = username;
    this.email = email;
    this.passwordHash = passwordHash;
  }
}
