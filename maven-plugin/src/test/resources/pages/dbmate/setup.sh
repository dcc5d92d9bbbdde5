createdb shop
psql -q shop <<SQL
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
INSERT INTO schema_migrations VALUES ('20260101000000');
SQL
