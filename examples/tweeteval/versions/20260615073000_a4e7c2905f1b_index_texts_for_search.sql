--liquibase formatted sql
-- revision: a4e7c2905f1b
-- down-revision: 91d6e0b4a2c7
-- message: index texts for search
-- created: 2026-06-15T07:30:00Z

-- Ten million tweets: built without blocking writes, so each index is a changeset of its own,
-- outside of any transaction.

--changeset tweeteval:a4e7c2905f1b-tweets runInTransaction:false
CREATE INDEX CONCURRENTLY tweets_text_fts_idx ON tweets USING gin (to_tsvector('english', text));
--rollback DROP INDEX CONCURRENTLY tweets_text_fts_idx;

--changeset tweeteval:a4e7c2905f1b-search-history runInTransaction:false
CREATE INDEX CONCURRENTLY search_history_query_fts_idx ON search_history USING gin (to_tsvector('english', query));
--rollback DROP INDEX CONCURRENTLY search_history_query_fts_idx;
