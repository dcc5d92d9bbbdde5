--liquibase formatted sql
-- revision: 4f0e92b6a7d1
-- down-revision: 3a5c1de0f4b8
-- message: create analysis results
-- created: 2026-03-09T08:30:00Z

--changeset tweeteval:4f0e92b6a7d1
CREATE TABLE analysis_results (
    id                     uuid             PRIMARY KEY DEFAULT gen_random_uuid(),
    tweet_id               uuid             NOT NULL REFERENCES tweets ON DELETE CASCADE,
    model_version          varchar(50)      NOT NULL,
    sentiment              varchar(20)      NOT NULL
        CHECK (sentiment IN ('negative', 'neutral', 'positive')),
    sentiment_confidence   double precision NOT NULL CHECK (sentiment_confidence BETWEEN 0 AND 1),
    sentiment_scores       jsonb            NOT NULL DEFAULT '{}',
    emotion                varchar(20)      NOT NULL
        CHECK (emotion IN ('surprise', 'joy', 'sadness', 'disgust', 'anger', 'other', 'fear')),
    emotion_confidence     double precision NOT NULL CHECK (emotion_confidence BETWEEN 0 AND 1),
    emotion_scores         jsonb            NOT NULL DEFAULT '{}',
    offensive_language     boolean          NOT NULL,
    offensive_confidence   double precision NOT NULL CHECK (offensive_confidence BETWEEN 0 AND 1),
    offensive_scores       jsonb            NOT NULL DEFAULT '{}',
    hate_speech            varchar(20)
        CHECK (hate_speech IN ('hateful', 'targeted', 'aggressive', 'none')),
    hate_speech_confidence double precision CHECK (hate_speech_confidence BETWEEN 0 AND 1),
    hate_speech_scores     jsonb,
    irony                  boolean,
    irony_confidence       double precision CHECK (irony_confidence BETWEEN 0 AND 1),
    processing_time_ms     integer,
    model_used             varchar(100),
    analyzed_at            timestamptz      NOT NULL DEFAULT now(),
    confidence_threshold   double precision NOT NULL DEFAULT 0.5 CHECK (confidence_threshold BETWEEN 0 AND 1),
    is_high_confidence     boolean          NOT NULL GENERATED ALWAYS AS (
        sentiment_confidence >= confidence_threshold
        AND emotion_confidence >= confidence_threshold
        AND offensive_confidence >= confidence_threshold
    ) STORED,
    created_at             timestamptz      NOT NULL DEFAULT now(),
    updated_at             timestamptz      NOT NULL DEFAULT now()
);
CREATE INDEX analysis_results_tweet_id_idx ON analysis_results (tweet_id);
CREATE INDEX analysis_results_sentiment_idx ON analysis_results (sentiment);
CREATE INDEX analysis_results_emotion_idx ON analysis_results (emotion);
CREATE INDEX analysis_results_offensive_language_idx ON analysis_results (offensive_language);
CREATE INDEX analysis_results_hate_speech_idx ON analysis_results (hate_speech);
CREATE INDEX analysis_results_irony_idx ON analysis_results (irony);
CREATE INDEX analysis_results_is_high_confidence_idx ON analysis_results (is_high_confidence);
CREATE INDEX analysis_results_analyzed_at_idx ON analysis_results (analyzed_at);
--rollback DROP TABLE analysis_results;
