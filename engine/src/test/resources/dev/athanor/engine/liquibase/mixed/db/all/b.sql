--liquibase formatted sql
--changeset eve:b
CREATE TABLE all_b (id int);
--rollback DROP TABLE all_b;
