--liquibase formatted sql
-- revision: c86a1f3b7d54
-- down-revision: b25f8d6c0e93
-- message: require a language for every tweet
-- created: 2026-08-19T10:25:00Z

-- SET NOT NULL alone would scan ten million rows under a lock that stops every reader. In steps: a
-- check that binds new rows only, the old rows filled, the check validated (readers and writers go
-- on), and SET NOT NULL, which finds the validated check and scans nothing.
-- No language tag reads "unknown" and nothing else writes it, so the way back knows these rows; they
-- can be empty again only once the check is gone, hence the rollback of the first changeset.

--changeset tweeteval:c86a1f3b7d54-check
ALTER TABLE tweets ADD CONSTRAINT tweets_language_not_null CHECK (language IS NOT NULL) NOT VALID;
--rollback ALTER TABLE tweets DROP CONSTRAINT tweets_language_not_null;
--rollback UPDATE tweets SET language = NULL WHERE language = 'unknown';

--changeset tweeteval:c86a1f3b7d54-fill
UPDATE tweets SET language = 'unknown' WHERE language IS NULL;
--rollback not required

--changeset tweeteval:c86a1f3b7d54-validate
ALTER TABLE tweets VALIDATE CONSTRAINT tweets_language_not_null;
--rollback not required

--changeset tweeteval:c86a1f3b7d54-not-null
ALTER TABLE tweets ALTER COLUMN language SET NOT NULL;
ALTER TABLE tweets DROP CONSTRAINT tweets_language_not_null;
--rollback ALTER TABLE tweets ADD CONSTRAINT tweets_language_not_null CHECK (language IS NOT NULL) NOT VALID;
--rollback ALTER TABLE tweets ALTER COLUMN language DROP NOT NULL;
