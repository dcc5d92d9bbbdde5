--liquibase formatted sql

--changeset ann:1 labels:a,b context:"prod and !dev" runOnChange:true
--comment: the users
CREATE TABLE users (
  id int PRIMARY KEY, -- an id; really
  name text DEFAULT 'a;b' /* ; */
);
COMMENT ON TABLE users IS '${schemaComment}';
--rollback DROP TABLE users;

--changeset ann:function splitStatements:false stripComments:false
CREATE FUNCTION add_one(i int) RETURNS int LANGUAGE plpgsql AS $body$
BEGIN
  -- one more; never less
  RETURN i + 1;
END
$body$;
--rollback DROP FUNCTION add_one(int);

--changeset ann:delimiter endDelimiter:/ rollbackEndDelimiter:/
CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END $$
/
COMMENT ON FUNCTION two() IS 'two'
/
--rollback DROP FUNCTION two();

--changeset ann:concurrently runInTransaction:false
CREATE INDEX CONCURRENTLY users_name_idx ON users (name);
--rollback DROP INDEX users_name_idx;

--changeset ann:guarded
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:1 SELECT count(*) FROM users
CREATE TABLE never_made (id int);
--rollback DROP TABLE never_made;

--changeset ann:mysql dbms:mysql
CREATE TABLE other (id int) ENGINE=InnoDB;

--changeset ann:once runAlways:true
--validCheckSum: 9:0123456789abcdef0123456789abcdef
--validCheckSum: ANY
SELECT count(*) FROM users;
--rollback empty

--changeset ann:ignored ignore:true
SELECT 1/0;

--changeset ann:oneway failOnError:false
INSERT INTO users VALUES (1, 'one');

--changeset "ann lee:with space" logicalFilePath:some/where/else.sql onValidationFail:MARK_RAN
/* liquibase
   multi */
INSERT INTO users VALUES (2, 'it''s; two');
/* liquibase rollback
DELETE FROM users WHERE id = 2;
*/
