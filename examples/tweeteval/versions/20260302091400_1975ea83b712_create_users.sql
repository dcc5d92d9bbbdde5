--liquibase formatted sql
-- revision: 1975ea83b712
-- down-revision: <base>
-- message: create users
-- created: 2026-03-02T09:14:00Z

--changeset tweeteval:1975ea83b712
CREATE TABLE users (
    id            uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    username      varchar(50)  NOT NULL UNIQUE,
    email         varchar(255) NOT NULL UNIQUE,
    password_hash varchar(255) NOT NULL,
    full_name     varchar(100),
    organization  varchar(255),
    is_active     boolean      NOT NULL DEFAULT true,
    is_verified   boolean      NOT NULL DEFAULT false,
    last_login    timestamptz,
    created_at    timestamptz  NOT NULL DEFAULT now(),
    updated_at    timestamptz  NOT NULL DEFAULT now()
);
CREATE INDEX users_is_active_idx ON users (is_active);
--rollback DROP TABLE users;
