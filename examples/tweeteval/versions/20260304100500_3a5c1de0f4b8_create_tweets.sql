--liquibase formatted sql
-- revision: 3a5c1de0f4b8
-- down-revision: 27c6a30d7c24
-- message: create tweets
-- created: 2026-03-04T10:05:00Z

--changeset tweeteval:3a5c1de0f4b8
CREATE TABLE tweets (
    id                uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id        uuid        NOT NULL REFERENCES datasets ON DELETE CASCADE,
    original_id       varchar(255),
    text              text        NOT NULL,
    cleaned_text      text,
    language          varchar(10) DEFAULT 'en',
    character_count   integer     NOT NULL DEFAULT 0,
    word_count        integer     NOT NULL DEFAULT 0,
    hashtag_count     integer     NOT NULL DEFAULT 0,
    mention_count     integer     NOT NULL DEFAULT 0,
    url_count         integer     NOT NULL DEFAULT 0,
    tweeted_at        timestamptz,
    processed_at      timestamptz NOT NULL DEFAULT now(),
    metadata          jsonb       NOT NULL DEFAULT '{}',
    is_valid          boolean     NOT NULL DEFAULT true,
    validation_errors text[],
    processing_errors text[],
    vector_id         varchar(255),
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tweets_dataset_id_idx ON tweets (dataset_id);
CREATE INDEX tweets_original_id_idx ON tweets (original_id);
CREATE INDEX tweets_language_idx ON tweets (language);
CREATE INDEX tweets_processed_at_idx ON tweets (processed_at);
CREATE INDEX tweets_is_valid_idx ON tweets (is_valid);
CREATE INDEX tweets_vector_id_idx ON tweets (vector_id);
--rollback DROP TABLE tweets;
