--liquibase formatted sql
-- revision: 111111111111
-- down-revision: <base>
-- message: create customers

--changeset e2e:111111111111
CREATE TABLE customers (id int PRIMARY KEY, phone text NOT NULL);
INSERT INTO customers VALUES (1, '+49 (30) 90-18 20');
--rollback DROP TABLE customers;
