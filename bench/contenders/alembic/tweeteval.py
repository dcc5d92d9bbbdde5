"""TweetEval's entities (examples/tweeteval) as SQLAlchemy models: the same tables, columns, keys, checks and indexes."""
import datetime
import uuid

from sqlalchemy import (ARRAY, BigInteger, CheckConstraint, Computed, Double, FetchedValue, ForeignKey, Index, String, Text, Uuid, func,
                        literal_column)
from sqlalchemy.dialects.postgresql import INET, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Timestamp = TIMESTAMP(timezone=True)


class Base(DeclarativeBase):
    pass


class Identified:
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, server_default=func.gen_random_uuid())
    created_at: Mapped[datetime.datetime] = mapped_column(Timestamp, server_default=func.now())


class Audited(Identified):
    updated_at: Mapped[datetime.datetime] = mapped_column(Timestamp, server_default=func.now(), server_onupdate=FetchedValue())


def indexes(table, *columns):
    return [Index(f"{table}_{column}_idx", column) for column in columns]


def one_of(table, column, *labels):
    return CheckConstraint(f"{column} IN ({', '.join(repr(label) for label in labels)})", name=f"{table}_{column}_check")


def full_text(table, column):
    return Index(f"{table}_{column}_fts_idx", func.to_tsvector(literal_column("'english'"), literal_column(column)), postgresql_using="gin")


def owner(table, nullable=False, ondelete="CASCADE", column="user_id", to="users"):
    return mapped_column(ForeignKey(f"{to}.id", name=f"{table}_{column}_fkey", ondelete=ondelete), nullable=nullable)


class User(Audited, Base):
    __tablename__ = "users"
    username: Mapped[str] = mapped_column(String(50), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    full_name: Mapped[str | None] = mapped_column(String(100))
    organization: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), server_default="researcher")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    is_verified: Mapped[bool] = mapped_column(server_default="false")
    last_login: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    __table_args__ = (one_of("users", "role", "researcher", "analyst", "admin"), *indexes("users", "is_active"))


class Dataset(Audited, Base):
    __tablename__ = "datasets"
    user_id: Mapped[uuid.UUID] = owner("datasets")
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(String(255))
    file_path: Mapped[str] = mapped_column(String(500))
    file_size: Mapped[int] = mapped_column(BigInteger)
    file_hash: Mapped[str] = mapped_column(String(64))
    mime_type: Mapped[str] = mapped_column(String(100))
    encoding: Mapped[str] = mapped_column(String(50), server_default="utf-8")
    delimiter: Mapped[str] = mapped_column(String(5), server_default=",")
    has_header: Mapped[bool] = mapped_column(server_default="true")
    total_rows: Mapped[int] = mapped_column(server_default="0")
    processed_rows: Mapped[int] = mapped_column(server_default="0")
    failed_rows: Mapped[int] = mapped_column(server_default="0")
    processing_status: Mapped[str] = mapped_column(String(20), server_default="pending")
    processing_started_at: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    processing_completed_at: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    error_message: Mapped[str | None] = mapped_column(Text)
    # `metadata` is the Base's own.
    details: Mapped[dict] = mapped_column("metadata", JSONB, server_default="{}")
    settings: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    is_public: Mapped[bool] = mapped_column(server_default="false")
    __table_args__ = (
        one_of("datasets", "processing_status", "pending", "uploading", "validating", "processing", "completed", "failed", "cancelled"),
        *indexes("datasets", "user_id", "processing_status", "created_at", "is_public", "file_hash"))


class Tweet(Audited, Base):
    __tablename__ = "tweets"
    dataset_id: Mapped[uuid.UUID] = owner("tweets", column="dataset_id", to="datasets")
    original_id: Mapped[str | None] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    cleaned_text: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), server_default="en")
    character_count: Mapped[int] = mapped_column(server_default="0")
    word_count: Mapped[int] = mapped_column(server_default="0")
    hashtag_count: Mapped[int] = mapped_column(server_default="0")
    mention_count: Mapped[int] = mapped_column(server_default="0")
    url_count: Mapped[int] = mapped_column(server_default="0")
    tweeted_at: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    processed_at: Mapped[datetime.datetime] = mapped_column(Timestamp, server_default=func.now())
    details: Mapped[dict] = mapped_column("metadata", JSONB, server_default="{}")
    is_valid: Mapped[bool] = mapped_column(server_default="true")
    validation_errors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    processing_errors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    vector_id: Mapped[str | None] = mapped_column(String(255))
    __table_args__ = (
        *indexes("tweets", "dataset_id", "original_id", "language", "processed_at", "is_valid", "vector_id"),
        full_text("tweets", "text"))


class AnalysisResult(Audited, Base):
    __tablename__ = "analysis_results"
    tweet_id: Mapped[uuid.UUID] = owner("analysis_results", column="tweet_id", to="tweets")
    model_version: Mapped[str] = mapped_column(String(50))
    sentiment: Mapped[str] = mapped_column(String(20))
    sentiment_confidence: Mapped[float] = mapped_column(Double)
    sentiment_scores: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    emotion: Mapped[str] = mapped_column(String(20))
    emotion_confidence: Mapped[float] = mapped_column(Double)
    emotion_scores: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    offensive_language: Mapped[bool]
    offensive_confidence: Mapped[float] = mapped_column(Double)
    offensive_scores: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    hate_speech: Mapped[str | None] = mapped_column(String(20))
    hate_speech_confidence: Mapped[float | None] = mapped_column(Double)
    hate_speech_scores: Mapped[dict | None] = mapped_column(JSONB)
    irony: Mapped[bool | None]
    irony_confidence: Mapped[float | None] = mapped_column(Double)
    processing_time_ms: Mapped[int | None]
    model_used: Mapped[str | None] = mapped_column(String(100))
    analyzed_at: Mapped[datetime.datetime] = mapped_column(Timestamp, server_default=func.now())
    confidence_threshold: Mapped[float] = mapped_column(Double, server_default="0.5")
    is_high_confidence: Mapped[bool] = mapped_column(Computed(
        "sentiment_confidence >= confidence_threshold AND emotion_confidence >= confidence_threshold"
        " AND offensive_confidence >= confidence_threshold"))
    __table_args__ = (
        one_of("analysis_results", "sentiment", "positive", "negative", "neutral"),
        one_of("analysis_results", "emotion", "joy", "sadness", "anger", "fear", "surprise", "disgust", "others"),
        one_of("analysis_results", "hate_speech", "hateful", "targeted", "aggressive", "none"),
        *[CheckConstraint(f"{column} BETWEEN 0 AND 1", name=f"analysis_results_{column}_check")
          for column in ("sentiment_confidence", "emotion_confidence", "offensive_confidence", "hate_speech_confidence",
                         "irony_confidence", "confidence_threshold")],
        *indexes("analysis_results", "tweet_id", "sentiment", "emotion", "offensive_language", "hate_speech", "irony",
                 "is_high_confidence", "analyzed_at"))


class SearchHistory(Identified, Base):
    __tablename__ = "search_history"
    user_id: Mapped[uuid.UUID | None] = owner("search_history", nullable=True, ondelete="SET NULL")
    session_id: Mapped[str | None] = mapped_column(String(255))
    query: Mapped[str] = mapped_column(Text)
    query_type: Mapped[str] = mapped_column(String(20), server_default="semantic")
    filters: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    result_limit: Mapped[int] = mapped_column(server_default="20")
    result_offset: Mapped[int] = mapped_column(server_default="0")
    result_count: Mapped[int] = mapped_column(server_default="0")
    result_ids: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))
    max_similarity: Mapped[float | None] = mapped_column(Double)
    avg_similarity: Mapped[float | None] = mapped_column(Double)
    search_time_ms: Mapped[int | None]
    embedding_time_ms: Mapped[int | None]
    total_time_ms: Mapped[int | None]
    ip_address: Mapped[str | None] = mapped_column(INET)
    user_agent: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        one_of("search_history", "query_type", "semantic", "keyword", "hybrid"),
        *indexes("search_history", "user_id", "session_id", "query_type", "created_at"),
        full_text("search_history", "query"))


class ExportJob(Audited, Base):
    __tablename__ = "export_jobs"
    user_id: Mapped[uuid.UUID] = owner("export_jobs")
    dataset_id: Mapped[uuid.UUID | None] = owner("export_jobs", nullable=True, column="dataset_id", to="datasets")
    export_type: Mapped[str] = mapped_column(String(20))
    format_options: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    filters: Mapped[dict] = mapped_column(JSONB, server_default="{}")
    status: Mapped[str] = mapped_column(String(20), server_default="pending")
    progress_percentage: Mapped[int] = mapped_column(server_default="0")
    file_path: Mapped[str | None] = mapped_column(String(500))
    file_name: Mapped[str | None] = mapped_column(String(255))
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    download_url: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    total_records: Mapped[int] = mapped_column(server_default="0")
    processed_records: Mapped[int] = mapped_column(server_default="0")
    processing_time_ms: Mapped[int | None]
    error_message: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime.datetime | None] = mapped_column(Timestamp)
    __table_args__ = (
        one_of("export_jobs", "export_type", "csv", "json", "pdf", "excel"),
        one_of("export_jobs", "status", "pending", "processing", "completed", "failed", "cancelled"),
        CheckConstraint("progress_percentage BETWEEN 0 AND 100", name="export_jobs_progress_percentage_check"),
        *indexes("export_jobs", "user_id", "dataset_id", "status", "created_at", "expires_at"))


class SystemConfig(Audited, Base):
    __tablename__ = "system_config"
    key: Mapped[str] = mapped_column(String(255), unique=True)
    value: Mapped[dict] = mapped_column(JSONB)
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(100), server_default="general")
    is_public: Mapped[bool] = mapped_column(server_default="false")
    __table_args__ = tuple(indexes("system_config", "category", "is_public"))
