--liquibase formatted sql
-- revision: 1975ea83b712
-- down-revision: <base>
-- message: create customers

--changeset ann:1975ea83b712
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
--rollback DROP TABLE customers;
