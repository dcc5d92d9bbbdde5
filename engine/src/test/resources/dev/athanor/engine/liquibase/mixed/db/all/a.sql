--liquibase formatted sql
--changeset eve:a context:never
CREATE TABLE all_a (id int);
