--liquibase formatted sql
-- revision: b25f8d6c0e93
-- down-revision: a4e7c2905f1b
-- message: add user role
-- created: 2026-07-01T12:00:00Z

--changeset tweeteval:b25f8d6c0e93
ALTER TABLE users ADD COLUMN role varchar(20) NOT NULL DEFAULT 'researcher'
    CHECK (role IN ('researcher', 'analyst', 'admin'));
--rollback ALTER TABLE users DROP COLUMN role;
