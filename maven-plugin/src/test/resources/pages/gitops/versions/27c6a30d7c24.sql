--liquibase formatted sql
-- revision: 27c6a30d7c24
-- down-revision: 1975ea83b712
-- message: add email

--changeset ann:27c6a30d7c24
ALTER TABLE customers ADD COLUMN email text;
--rollback ALTER TABLE customers DROP COLUMN email;
