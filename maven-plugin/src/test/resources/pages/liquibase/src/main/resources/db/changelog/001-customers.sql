--liquibase formatted sql

--changeset ann:1
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
--rollback DROP TABLE customers;
