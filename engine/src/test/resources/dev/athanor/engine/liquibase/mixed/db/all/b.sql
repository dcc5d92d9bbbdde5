--liquibase formatted sql
--changeset eve:b
CREATE TABLE all_b (id int);
