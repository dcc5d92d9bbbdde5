--liquibase formatted sql
-- revision: 5d8b34c19e60
-- down-revision: 4f0e92b6a7d1
-- message: create search history
-- created: 2026-03-23T13:20:00Z

--changeset tweeteval:5d8b34c19e60
CREATE TABLE search_history (
    id                uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid        REFERENCES users ON DELETE SET NULL,
    session_id        varchar(255),
    query             text        NOT NULL,
    query_type        varchar(20) NOT NULL DEFAULT 'semantic'
        CHECK (query_type IN ('semantic', 'hybrid', 'keyword')),
    filters           jsonb       NOT NULL DEFAULT '{}',
    result_limit      integer     NOT NULL DEFAULT 20,
    result_offset     integer     NOT NULL DEFAULT 0,
    result_count      integer     NOT NULL DEFAULT 0,
    result_ids        uuid[],
    max_similarity    double precision,
    avg_similarity    double precision,
    search_time_ms    integer,
    embedding_time_ms integer,
    total_time_ms     integer,
    ip_address        inet,
    user_agent        text,
    created_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX search_history_user_id_idx ON search_history (user_id);
CREATE INDEX search_history_session_id_idx ON search_history (session_id);
CREATE INDEX search_history_query_type_idx ON search_history (query_type);
CREATE INDEX search_history_created_at_idx ON search_history (created_at);
--rollback DROP TABLE search_history;
