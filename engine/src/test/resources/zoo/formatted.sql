--liquibase formatted sql

--changeset zoo:formatted-1
CREATE TABLE fs1 (n int); -- made
/* a note */
INSERT INTO fs1 VALUES (1);
--rollback DROP TABLE fs1;

--changeset zoo:formatted-2 splitStatements:false
CREATE FUNCTION fs2() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
END $$;
--rollback DROP FUNCTION fs2();

--changeset zoo:formatted-3 endDelimiter:;;
CREATE FUNCTION fs3() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END' ;;

--changeset zoo:formatted-4 dbms:h2
NONSENSE;

--changeset zoo:formatted-5 context:test labels:one runOnChange:true
--comment: a view
CREATE OR REPLACE VIEW fs5 AS SELECT 5 AS n;

--changeset zoo:formatted-6
--preconditions onFail:MARK_RAN onError:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM fs1
CREATE TABLE fs6 (n int);

--changeset zoo:formatted-7 stripComments:false
-- kept
CREATE TABLE fs7 (n int); -- and this

--changeset "zoo":"formatted-8"
--validCheckSum: 1:any
CREATE TABLE fs8 (s text DEFAULT 'a -- b');
