--liquibase formatted sql
-- revision: 27c6a30d7c24
-- down-revision: 1975ea83b712
-- message: create datasets
-- created: 2026-03-02T15:40:00Z

--changeset tweeteval:27c6a30d7c24
CREATE TABLE datasets (
    id                      uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id                 uuid         NOT NULL REFERENCES users ON DELETE CASCADE,
    name                    varchar(255) NOT NULL,
    description             text,
    file_name               varchar(255) NOT NULL,
    file_path               varchar(500) NOT NULL,
    file_size               bigint       NOT NULL,
    file_hash               varchar(64)  NOT NULL,
    mime_type               varchar(100) NOT NULL,
    encoding                varchar(50)  NOT NULL DEFAULT 'utf-8',
    delimiter               varchar(5)   NOT NULL DEFAULT ',',
    has_header              boolean      NOT NULL DEFAULT true,
    total_rows              integer      NOT NULL DEFAULT 0,
    processed_rows          integer      NOT NULL DEFAULT 0,
    failed_rows             integer      NOT NULL DEFAULT 0,
    processing_status       varchar(20)  NOT NULL DEFAULT 'pending'
        CHECK (processing_status IN ('validating', 'pending', 'processing', 'cancelled', 'uploading', 'completed', 'failed')),
    processing_started_at   timestamptz,
    processing_completed_at timestamptz,
    error_message           text,
    metadata                jsonb        NOT NULL DEFAULT '{}',
    settings                jsonb        NOT NULL DEFAULT '{}',
    is_public               boolean      NOT NULL DEFAULT false,
    created_at              timestamptz  NOT NULL DEFAULT now(),
    updated_at              timestamptz  NOT NULL DEFAULT now()
);
CREATE INDEX datasets_user_id_idx ON datasets (user_id);
CREATE INDEX datasets_processing_status_idx ON datasets (processing_status);
CREATE INDEX datasets_created_at_idx ON datasets (created_at);
CREATE INDEX datasets_is_public_idx ON datasets (is_public);
CREATE INDEX datasets_file_hash_idx ON datasets (file_hash);
--rollback DROP TABLE datasets;
