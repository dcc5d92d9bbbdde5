-- case: a row trigger on a partitioned table
-- instead-of: rewrite-rule
-- kind: plain
-- expect: none
CREATE TRIGGER audited AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION audit_row();

-- case: every row of one partition
-- kind: hidden
-- expect: whole-table-update
UPDATE events SET kind = 'x' WHERE at < '2026-01-01 00:00Z';

-- case: a row that moves to another partition
-- kind: safe
-- expect: none
UPDATE events SET at = at + interval '1 year' WHERE id = 3;

-- case: truncate a partition
-- kind: plain
-- expect: truncate
TRUNCATE events_2025;

-- case: truncate a partitioned table
-- kind: plain
-- expect: truncate
TRUNCATE events;

-- case: drop a partitioned table
-- kind: plain
-- expect: drop-table
DROP TABLE events;

-- case: a default partition that is new
-- kind: plain
-- expect: partition-of-blocks
CREATE TABLE logs_other PARTITION OF logs DEFAULT;

-- case: attach beside a default partition with a proof
-- kind: safe
-- expect: none
-- setup
CREATE TABLE logs_other PARTITION OF logs DEFAULT;
ALTER TABLE logs_other ADD CONSTRAINT logs_other_bounds CHECK (on_day < '2028-01-01' OR on_day >= '2029-01-01');
-- change
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case: attach a table that lacks an index of the others
-- kind: hidden
-- expect: index-blocks-writes
-- setup
CREATE INDEX logs_line_idx ON logs (line);
-- change
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case: attach a table that has every index
-- kind: safe
-- expect: none
-- setup
CREATE INDEX logs_line_idx ON logs (line);
CREATE INDEX logs_2028_line_idx ON logs_2028 (line);
-- change
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case: a random default in every partition
-- kind: plain
-- expect: volatile-default-rewrites
ALTER TABLE events ADD COLUMN lucky integer DEFAULT dice();

-- case: a table begins to inherit
-- kind: plain
-- expect: table-inheritance
-- setup
CREATE TABLE old_items (LIKE items INCLUDING ALL);
-- change
ALTER TABLE old_items INHERIT items;

-- case: a check of a parent scans its children
-- kind: plain
-- expect: check-scans, check-added
-- setup
CREATE TABLE old_items () INHERITS (items);
INSERT INTO old_items (order_id, sku) SELECT n, 'x' FROM generate_series(1, 60) n;
-- change
ALTER TABLE items ADD CONSTRAINT items_quantity_check CHECK (quantity > 0);

-- case: a column of a typed table by its type
-- kind: hidden
-- expect: type-change-rewrites
-- setup
CREATE TYPE place AS (lat integer, lon integer);
CREATE TABLE places OF place;
INSERT INTO places SELECT n, n FROM generate_series(1, 60) n;
-- change
ALTER TYPE place ALTER ATTRIBUTE lat TYPE bigint CASCADE;

-- case: a column of a typed table dropped by its type
-- kind: hidden
-- expect: drop-column
-- setup
CREATE TYPE place AS (lat integer, lon integer);
CREATE TABLE places OF place;
-- change
ALTER TYPE place DROP ATTRIBUTE lon CASCADE;

-- case: a domain of arrays gets a check
-- kind: hidden
-- expect: domain-constraint-scans
-- setup
CREATE DOMAIN tags AS text[];
ALTER TABLE customers ADD COLUMN tags tags;
-- change
ALTER DOMAIN tags ADD CHECK (cardinality(VALUE) < 100);

-- case: a domain of arrays gets a check that is not valid
-- instead-of: domain-constraint-scans
-- kind: safe
-- expect: none
-- setup
CREATE DOMAIN tags AS text[];
ALTER TABLE customers ADD COLUMN tags tags;
-- change
ALTER DOMAIN tags ADD CHECK (cardinality(VALUE) < 100) NOT VALID;

-- case: a domain that nothing uses gets a check
-- kind: safe
-- expect: none
ALTER DOMAIN words ADD CHECK (VALUE <> '');

-- case: a column becomes one of a domain with a check
-- kind: plain
-- expect: type-change-rewrites, type-narrowed
ALTER TABLE ledger ALTER COLUMN amount TYPE percent;

-- case: a stored column's expression
-- kind: plain
-- versions: 17-
-- expect: stored-generated-rewrites
-- setup
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (number * 2) STORED;
-- change
ALTER TABLE orders ALTER COLUMN twice SET EXPRESSION AS (number * 3);

-- case: a virtual column's expression
-- kind: safe
-- versions: 18-
-- expect: none
-- setup
ALTER TABLE ledger ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
-- change
ALTER TABLE ledger ALTER COLUMN twice SET EXPRESSION AS (amount * 3);

-- case: a virtual column that must have a value
-- kind: hidden
-- versions: 18-
-- expect: not-null-scans
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (number * 2) VIRTUAL NOT NULL;

-- case: a virtual column with a check
-- kind: hidden
-- versions: 18-
-- expect: check-scans, check-added
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (number * 2) VIRTUAL CHECK (twice > 0);

-- case: not null that is not valid
-- kind: safe
-- versions: 18-
-- expect: not-null-added, constraint-not-validated
ALTER TABLE customers ADD CONSTRAINT customers_age_present NOT NULL age NOT VALID;

-- case: not null validated later
-- kind: safe
-- versions: 18-
-- expect: none
-- setup
ALTER TABLE customers ADD CONSTRAINT customers_age_present NOT NULL age NOT VALID;
-- change
ALTER TABLE customers VALIDATE CONSTRAINT customers_age_present;

-- case: not null not valid, validated later
-- kind: safe
-- versions: 18-
-- expect: not-null-added
ALTER TABLE customers ADD CONSTRAINT customers_age_present NOT NULL age NOT VALID;
-- changeset
ALTER TABLE customers VALIDATE CONSTRAINT customers_age_present;

-- case: not null validated in the transaction that adds
-- kind: hidden
-- versions: 18-
-- expect: not-null-added, not-null-scans, work-after-exclusive-lock
ALTER TABLE customers ADD CONSTRAINT customers_age_present NOT NULL age NOT VALID;
ALTER TABLE customers VALIDATE CONSTRAINT customers_age_present;

-- case: a foreign key that is enforced from now on
-- kind: hidden
-- versions: 18-
-- expect: foreign-key-scans, check-added
-- setup
ALTER TABLE items ADD CONSTRAINT items_order_fk FOREIGN KEY (order_id) REFERENCES orders NOT ENFORCED;
-- change
ALTER TABLE items ALTER CONSTRAINT items_order_fk ENFORCED;

-- case: a foreign key that is enforced no more
-- kind: hidden
-- versions: 18-
-- expect: constraint-not-enforced
ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey NOT ENFORCED;

-- case: every row by a merge
-- kind: hidden
-- versions: 15-
-- expect: whole-table-update
MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN UPDATE SET note = c.name;

-- case: every row gone by a merge
-- kind: hidden
-- versions: 15-
-- expect: whole-table-delete
MERGE INTO items i USING orders o ON o.id = i.order_id WHEN MATCHED THEN DELETE;

-- case: a merge of one row
-- kind: safe
-- versions: 15-
-- expect: none
MERGE INTO orders o USING (VALUES (7, 'x')) v (id, note) ON v.id = o.id
WHEN MATCHED THEN UPDATE SET note = v.note WHEN NOT MATCHED THEN DO NOTHING;

-- case: every row by an insert that conflicts
-- kind: hidden
-- expect: whole-table-update
INSERT INTO ledger SELECT * FROM ledger WHERE false;
INSERT INTO archive.old_orders SELECT id, 'again' FROM archive.old_orders ON CONFLICT (id) DO UPDATE SET state = excluded.state;

-- case: every row through a view
-- kind: hidden
-- expect: whole-table-delete
-- setup
CREATE VIEW all_items AS SELECT * FROM items;
-- change
DELETE FROM all_items;

-- case: some rows through a view
-- kind: safe
-- expect: none
UPDATE adults SET name = upper(name) WHERE id = 20;

-- case: a temporary table changed as a whole
-- kind: safe
-- expect: none
CREATE TEMPORARY TABLE passing AS SELECT * FROM orders;
UPDATE passing SET note = '';
DELETE FROM passing;
TRUNCATE passing;
DROP TABLE passing;

-- case: a statistics target
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER COLUMN number SET STATISTICS 500;

-- case: a target of extended statistics
-- kind: safe
-- expect: none
-- setup
CREATE STATISTICS orders_number_state ON number, state FROM orders;
-- change
ALTER STATISTICS orders_number_state SET STATISTICS 500;

-- case: analyze
-- kind: safe
-- expect: changes-nothing
ANALYZE orders;

-- case: vacuum
-- kind: safe
-- expect: changes-nothing
-- outside
VACUUM orders;

-- case: vacuum of a table whose index it works at for a while
-- kind: safe
-- expect: changes-nothing
-- setup
CREATE TABLE vacuumed (id int PRIMARY KEY, note text);
INSERT INTO vacuumed SELECT i, i::text FROM generate_series(1, 200000) i;
DELETE FROM vacuumed WHERE id % 3 = 0;
-- change
-- outside
VACUUM vacuumed;

-- case: fill factor
-- kind: safe
-- expect: none
ALTER TABLE orders SET (fillfactor = 80);

-- case: compression of a column
-- kind: safe
-- versions: 14-
-- expect: none
ALTER TABLE orders ALTER COLUMN note SET COMPRESSION pglz;

-- case: reindex a schema
-- kind: plain
-- expect: reindex-blocks
-- outside
REINDEX SCHEMA archive;

-- case: reindex a partitioned table
-- kind: plain
-- versions: 14-
-- expect: reindex-blocks
-- outside
REINDEX TABLE events;

-- case: cluster what was clustered
-- kind: plain
-- expect: table-rewrite
-- setup
CLUSTER orders USING orders_pkey;
-- change
CLUSTER orders;

-- case: choose an index to cluster on
-- kind: safe
-- expect: none
ALTER TABLE orders CLUSTER ON orders_pkey;

-- case: an unlogged table becomes logged
-- kind: plain
-- expect: logged-change-rewrites
-- setup
CREATE UNLOGGED TABLE cache (id bigint PRIMARY KEY, body text);
INSERT INTO cache SELECT n, 'b' FROM generate_series(1, 60) n;
-- change
ALTER TABLE cache SET LOGGED;

-- case: logged what is logged
-- kind: safe
-- expect: lock-table, changes-nothing
ALTER TABLE orders SET LOGGED;

-- case: the tablespace that it is in
-- kind: safe
-- expect: lock-table, changes-nothing
ALTER TABLE orders SET TABLESPACE pg_default;

-- case: a tablespace that is not there
-- kind: plain
-- expect: not-rehearsed
ALTER TABLE orders SET TABLESPACE fast;

-- case: row security forced where there is a policy
-- instead-of: row-security-disabled
-- kind: safe
-- expect: none
ALTER TABLE secrets FORCE ROW LEVEL SECURITY;

-- case: row security forced no more
-- kind: plain
-- expect: row-security-disabled
-- setup
ALTER TABLE secrets FORCE ROW LEVEL SECURITY;
-- change
ALTER TABLE secrets NO FORCE ROW LEVEL SECURITY;

-- case: a policy that allows all from now on
-- kind: hidden
-- expect: policy-allows-all
ALTER POLICY own ON secrets USING (true);

-- case: a policy for other roles
-- instead-of: policy-allows-all
-- kind: safe
-- expect: none
ALTER POLICY own ON secrets TO CURRENT_USER;

-- case: a security label
-- kind: plain
-- expect: not-rehearsed
SECURITY LABEL FOR anon ON COLUMN customers.email IS 'MASKED WITH VALUE NULL';

-- case: rights of tables to come for everybody
-- kind: hidden
-- expect: not-judged
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;

-- case: another owner
-- kind: hidden
-- expect: not-judged
ALTER TABLE orders OWNER TO pg_monitor;

-- case: the owner that it has
-- kind: safe
-- expect: lock-table, changes-nothing
ALTER TABLE orders OWNER TO CURRENT_USER;

-- case: a foreign table
-- kind: plain
-- expect: not-judged, superuser-only
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER there FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE far (id bigint) SERVER there;

-- case: a publication of a table without a key
-- kind: hidden
-- expect: not-judged
CREATE PUBLICATION changes FOR TABLE ledger;

-- case: a publication of every table
-- kind: hidden
-- expect: not-judged
CREATE PUBLICATION changes FOR ALL TABLES;

-- case: a publication of a table with a key
-- kind: plain
-- expect: not-judged
CREATE PUBLICATION changes FOR TABLE orders;

-- case: a publication dropped
-- kind: plain
-- expect: not-judged
-- setup
CREATE PUBLICATION changes FOR TABLE orders;
-- change
DROP PUBLICATION changes;

-- case: an event trigger
-- kind: plain
-- expect: not-judged, superuser-only
CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER tell ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION told();

-- case: a setting of the database
-- kind: plain
-- expect: not-judged
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database()); END $$;

-- case: an identity that is dropped
-- kind: plain
-- expect: drop-default
ALTER TABLE orders ALTER COLUMN id DROP IDENTITY;

-- case: a serial column loses its sequence
-- kind: plain
-- expect: drop-default
ALTER TABLE items ALTER COLUMN id DROP DEFAULT;

-- case: an identity is always generated from now on
-- kind: plain
-- expect: column-refuses-writes
ALTER TABLE orders ALTER COLUMN id SET GENERATED ALWAYS;

-- case: a serial's sequence that ends sooner
-- kind: hidden
-- expect: sequence-ends-early
ALTER SEQUENCE items_id_seq MAXVALUE 40000;

-- case: an identity's sequence that ends sooner
-- kind: hidden
-- expect: sequence-ends-early
ALTER SEQUENCE orders_id_seq MAXVALUE 40000;

-- case: a sequence that begins again
-- kind: plain
-- expect: none
ALTER SEQUENCE tickets RESTART WITH 1000;

-- case: a sequence that is set
-- kind: safe
-- expect: none
SELECT setval('tickets', 1000);

-- case: the same type by an expression
-- kind: hidden
-- expect: table-rewrite
ALTER TABLE orders ALTER COLUMN note TYPE text USING note || '';

-- case: the same type by its own name
-- kind: safe
-- expect: lock-table, changes-nothing
ALTER TABLE orders ALTER COLUMN note TYPE text USING note;

-- case: a unique constraint that may be deferred
-- kind: plain
-- expect: unique-constraint-blocks, unique-may-fail
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number) DEFERRABLE INITIALLY DEFERRED;

-- case: a foreign key that is deferred from now on
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- case: what a deferred constraint refuses at the end
-- kind: hidden
-- expect: does-not-run
-- setup
ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE INITIALLY DEFERRED;
-- change
INSERT INTO orders (customer_id, number) VALUES (4711, 1);

-- case: an exclusion constraint that is deferred
-- kind: plain
-- expect: exclusion-constraint-blocks, unique-may-fail
ALTER TABLE ledger ADD EXCLUDE USING gist (during WITH &&) DEFERRABLE;

-- case: a trigger for replicas only
-- kind: hidden
-- expect: trigger-disabled
ALTER TABLE orders ENABLE REPLICA TRIGGER audited;

-- case: a trigger that fires always
-- kind: safe
-- expect: none
ALTER TABLE orders ENABLE ALWAYS TRIGGER audited;

-- case: foreign keys switched off
-- kind: hidden
-- expect: not-judged
ALTER TABLE customers DISABLE TRIGGER ALL;

-- case: foreign keys off and on again
-- kind: safe
-- expect: not-judged
ALTER TABLE customers DISABLE TRIGGER ALL;
ALTER TABLE customers ENABLE TRIGGER ALL;

-- case: a rule switched off
-- kind: plain
-- expect: none
-- setup
CREATE RULE quiet AS ON DELETE TO ledger DO INSTEAD NOTHING;
-- change
ALTER TABLE ledger DISABLE RULE quiet;

-- case: a key dropped with what refers to it
-- kind: plain
-- expect: drop-constraint, drop-cascades
ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;

-- case: a materialized view that is emptied
-- kind: hidden
-- expect: refresh-blocks
REFRESH MATERIALIZED VIEW totals WITH NO DATA;

-- case: a function becomes one of its owner
-- kind: plain
-- expect: security-definer-search-path
ALTER FUNCTION dice() SECURITY DEFINER;

-- case: a function loses its search path
-- kind: hidden
-- expect: security-definer-search-path
-- setup
CREATE FUNCTION safely() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
-- change
ALTER FUNCTION safely() RESET search_path;

-- case: an option of a view
-- kind: safe
-- expect: none
ALTER VIEW adults SET (security_barrier);

-- case: a copy of a table
-- kind: plain
-- expect: missing-primary-key
CREATE TABLE copied AS SELECT * FROM orders;

-- case: an index of each partition attached
-- kind: safe
-- expect: none
-- setup
CREATE INDEX events_kind_idx ON ONLY events (kind);
CREATE INDEX events_2025_kind_idx ON events_2025 (kind);
CREATE INDEX events_2026_kind_idx ON events_2026 (kind);
-- change
ALTER INDEX events_kind_idx ATTACH PARTITION events_2025_kind_idx;
ALTER INDEX events_kind_idx ATTACH PARTITION events_2026_kind_idx;

-- case: duplicates stop a concurrent index
-- kind: hidden
-- expect: does-not-run
-- outside
CREATE UNIQUE INDEX CONCURRENTLY customers_country_key ON customers (country);

-- case: a function called leakproof
-- kind: plain
-- expect: superuser-only
CREATE FUNCTION half(integer) RETURNS integer LANGUAGE sql IMMUTABLE LEAKPROOF AS 'SELECT $1 / 2';

-- case: a function of the server's own code
-- kind: plain
-- expect: superuser-only
CREATE FUNCTION plus(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';

-- case: a function that becomes leakproof
-- kind: hidden
-- expect: superuser-only
-- setup
CREATE FUNCTION half(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
-- change
DO $$ BEGIN EXECUTE 'ALTER FUNCTION half(integer) LEAK' || 'PROOF'; END $$;

-- case: an operator family in a do block
-- kind: hidden
-- expect: not-judged, superuser-only
DO $$ BEGIN CREATE OPERATOR FAMILY of_orders USING btree; END $$;

-- case: a function that only speaks of leakproof and C
-- instead-of: superuser-only
-- kind: safe
-- expect: none
CREATE FUNCTION half(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2 -- not LEAKPROOF, nor LANGUAGE c';
