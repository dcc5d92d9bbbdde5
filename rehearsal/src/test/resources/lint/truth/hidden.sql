-- case: index in a do block
-- kind: hidden
-- expect: index-blocks-writes
DO $$ BEGIN EXECUTE 'CREATE INDEX orders_number_idx ON orders (number)'; END $$;

-- case: drop a column in a do block
-- kind: hidden
-- expect: drop-column
DO $$ BEGIN ALTER TABLE orders DROP COLUMN note; END $$;

-- case: drop a table in a do block
-- kind: hidden
-- expect: drop-table
DO $$ BEGIN DROP TABLE ledger; END $$;

-- case: rename in a do block
-- kind: hidden
-- expect: rename-column
DO $$ BEGIN ALTER TABLE orders RENAME COLUMN note TO remark; END $$;

-- case: truncate in a do block
-- kind: hidden
-- expect: truncate
DO $$ BEGIN TRUNCATE audit; END $$;

-- case: delete in a do block
-- kind: hidden
-- expect: whole-table-delete
DO $$ BEGIN DELETE FROM audit; END $$;

-- case: update in a do block
-- kind: hidden
-- expect: whole-table-update
DO $$ BEGIN UPDATE items SET quantity = 5; END $$;

-- case: not null in a do block
-- kind: hidden
-- expect: not-null-scans, not-null-added
DO $$ BEGIN ALTER TABLE customers ALTER COLUMN age SET NOT NULL; END $$;

-- case: another type in a do block
-- kind: hidden
-- expect: type-change-rewrites
DO $$ BEGIN ALTER TABLE orders ALTER COLUMN number TYPE bigint; END $$;

-- case: every table by a loop
-- kind: hidden
-- expect: type-change-rewrites
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT 'orders' LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN number TYPE bigint', t); END LOOP;
END $$;

-- case: unique constraint in a do block
-- kind: hidden
-- expect: unique-constraint-blocks, unique-may-fail
DO $$ BEGIN ALTER TABLE orders ADD CONSTRAINT n UNIQUE (number); END $$;

-- case: foreign key in a do block
-- kind: hidden
-- expect: foreign-key-scans, check-added
DO $$ BEGIN ALTER TABLE items ADD CONSTRAINT f FOREIGN KEY (order_id) REFERENCES orders; END $$;

-- case: grant in a do block
-- kind: hidden
-- expect: grant-to-public
DO $$ BEGIN EXECUTE 'GRANT ALL ON customers TO PUBLIC'; END $$;

-- case: row security off in a do block
-- kind: hidden
-- expect: row-security-disabled
DO $$ BEGIN ALTER TABLE secrets DISABLE ROW LEVEL SECURITY; END $$;

-- case: a function that drops a column
-- kind: hidden
-- expect: drop-column
-- setup
CREATE FUNCTION migrate_it() RETURNS void LANGUAGE plpgsql AS $$
BEGIN ALTER TABLE orders DROP COLUMN note; END $$;
-- change
SELECT migrate_it();

-- case: a function that deletes
-- kind: hidden
-- expect: whole-table-delete
-- setup
CREATE FUNCTION clean_up() RETURNS void LANGUAGE sql AS 'DELETE FROM audit';
-- change
SELECT clean_up();

-- case: a function that truncates
-- kind: hidden
-- expect: truncate
-- setup
CREATE FUNCTION clean_up() RETURNS void LANGUAGE plpgsql AS $$ BEGIN TRUNCATE audit; END $$;
-- change
SELECT clean_up();

-- case: a function that builds an index
-- kind: hidden
-- expect: index-blocks-writes
-- setup
CREATE FUNCTION index_it(t text, c text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE format('CREATE INDEX ON %I (%I)', t, c); END $$;
-- change
SELECT index_it('orders', 'number');

-- case: a procedure that updates
-- kind: hidden
-- expect: whole-table-update
-- setup
CREATE PROCEDURE raise_all() LANGUAGE sql AS 'UPDATE items SET quantity = quantity + 1';
-- change
CALL raise_all();

-- case: a function of the same revision that drops
-- kind: hidden
-- expect: drop-table
CREATE FUNCTION go() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE ledger; END $$;
SELECT go();
DROP FUNCTION go();

-- case: a trigger that deletes elsewhere
-- kind: hidden
-- expect: whole-table-delete
-- setup
CREATE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM audit; RETURN NEW; END $$;
CREATE TRIGGER wipe AFTER INSERT ON items FOR EACH STATEMENT EXECUTE FUNCTION wipe();
-- change
INSERT INTO items (order_id, sku) VALUES (1, 'x');

-- case: a trigger that updates elsewhere
-- kind: hidden
-- expect: whole-table-update
-- setup
CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE ledger SET amount = 0; RETURN NEW; END $$;
CREATE TRIGGER mark AFTER INSERT ON items FOR EACH STATEMENT EXECUTE FUNCTION mark();
-- change
INSERT INTO items (order_id, sku) VALUES (1, 'x');

-- case: a rule that deletes
-- kind: hidden
-- expect: whole-table-delete
-- setup
CREATE RULE also AS ON INSERT TO items DO ALSO DELETE FROM audit;
-- change
INSERT INTO items (order_id, sku) VALUES (1, 'x');

-- case: a foreign key that cascades away
-- kind: hidden
-- expect: whole-table-delete
-- setup
CREATE TABLE extras (order_id bigint REFERENCES orders ON DELETE CASCADE);
INSERT INTO extras SELECT id FROM orders;
-- change
DELETE FROM orders;

-- case: truncate a table without rows
-- kind: hidden
-- expect: truncate
-- setup
TRUNCATE ledger;
-- change
TRUNCATE ledger;

-- case: every row by a condition that holds for all
-- kind: hidden
-- expect: whole-table-update
UPDATE items SET quantity = 5 WHERE quantity > 0;

-- case: every row by a condition that is true
-- kind: hidden
-- expect: whole-table-delete
DELETE FROM audit WHERE true;

-- case: every row with a join
-- kind: hidden
-- expect: whole-table-update
UPDATE items i SET comment = o.note FROM orders o WHERE o.id = i.order_id;

-- case: every row in a with
-- kind: hidden
-- expect: whole-table-delete
WITH gone AS (DELETE FROM audit RETURNING id) SELECT count(*) FROM gone;

-- case: default of a function of one's own
-- kind: hidden
-- expect: volatile-default-rewrites
ALTER TABLE orders ADD COLUMN luck integer DEFAULT dice();

-- case: default that hides its clock
-- kind: hidden
-- expect: volatile-default-rewrites
-- setup
CREATE FUNCTION moment() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN clock_timestamp(); END';
-- change
ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT moment();

-- case: column of a domain with not null
-- kind: hidden
-- expect: domain-column-rewrites
-- setup
CREATE DOMAIN filled AS text NOT NULL DEFAULT 'x';
-- change
ALTER TABLE orders ADD COLUMN tag filled;

-- case: two subcommands, one rewrites
-- kind: hidden
-- expect: type-change-rewrites
ALTER TABLE orders ADD COLUMN a integer, ALTER COLUMN number TYPE bigint;

-- case: three subcommands
-- kind: hidden
-- expect: type-change-rewrites, drop-column, not-null-dropped
ALTER TABLE orders ALTER COLUMN number TYPE bigint, DROP COLUMN note, ALTER COLUMN state DROP NOT NULL;

-- case: a column dropped among others added
-- kind: hidden
-- expect: drop-column
ALTER TABLE orders ADD COLUMN a integer, DROP COLUMN note, ADD COLUMN b boolean;

-- case: a type changed and a random default
-- kind: hidden
-- expect: type-change-rewrites, volatile-default-rewrites
ALTER TABLE orders ALTER COLUMN number TYPE bigint, ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- case: not null among others
-- kind: hidden
-- expect: not-null-scans, not-null-added
ALTER TABLE customers ADD COLUMN a integer, ALTER COLUMN age SET NOT NULL;

-- case: a check in a new column
-- kind: hidden
-- expect: check-scans
ALTER TABLE orders ADD COLUMN size integer DEFAULT 1 CHECK (size > 0);

-- case: a foreign key in a new column in a do block
-- kind: hidden
-- expect: foreign-key-without-index
DO $$ BEGIN ALTER TABLE items ADD COLUMN customer_id bigint REFERENCES customers; END $$;

-- case: attach with a default partition
-- kind: hidden
-- expect: attach-scans
-- setup
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
-- change
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case: partition of with a default partition
-- kind: hidden
-- expect: partition-of-blocks, attach-scans
-- setup
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
-- change
CREATE TABLE logs_2030 PARTITION OF logs FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');

-- case: a partition dropped
-- kind: hidden
-- expect: drop-table
DROP TABLE events_2025;

-- case: a column of every partition
-- kind: hidden
-- expect: type-change-rewrites, values-change
ALTER TABLE events ALTER COLUMN kind TYPE integer USING 1;

-- case: index on a partition
-- kind: hidden
-- expect: index-blocks-writes
CREATE INDEX events_2026_kind_idx ON events_2026 (kind);

-- case: primary key by an index whose column may be null
-- kind: hidden
-- expect: not-null-scans, not-null-added
-- setup
ALTER TABLE ledger ALTER COLUMN entry DROP NOT NULL;
CREATE UNIQUE INDEX ledger_pkey ON ledger (entry);
-- change
ALTER TABLE ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY USING INDEX ledger_pkey;

-- case: numeric to another scale
-- kind: hidden
-- expect: type-change-rewrites
ALTER TABLE customers ALTER COLUMN score TYPE numeric(10,4);

-- case: another collation
-- kind: hidden
-- expect: type-change-rebuilds-index
ALTER TABLE customers ALTER COLUMN email TYPE varchar(100) COLLATE "C";

-- case: a domain over an enum gets a check
-- kind: hidden
-- expect: domain-constraint-scans
ALTER DOMAIN percent SET NOT NULL;

-- case: two tables locked by a trigger and a column
-- kind: hidden
-- expect: several-strong-locks
ALTER TABLE customers ADD COLUMN a integer;
DO $$ BEGIN ALTER TABLE items ADD COLUMN a integer; END $$;

-- case: a backfill in a do block after the lock
-- kind: hidden
-- expect: work-after-exclusive-lock, whole-table-update
ALTER TABLE items ADD COLUMN weight integer;
DO $$ BEGIN UPDATE items SET weight = 1; END $$;

-- case: index after another table's lock
-- kind: hidden
-- expect: work-after-exclusive-lock, index-blocks-writes
ALTER TABLE customers ADD COLUMN a integer;
CREATE INDEX orders_number_idx ON orders (number);

-- case: lock timeout off by a function
-- kind: hidden
-- expect: lock-timeout-off, changes-nothing
SELECT set_config('lock_timeout', '0', true);

-- case: triggers bypassed by a function
-- kind: hidden
-- expect: triggers-bypassed, changes-nothing
SELECT set_config('session_replication_role', 'replica', true);

-- case: lock in a do block
-- kind: hidden
-- expect: lock-table, changes-nothing
DO $$ BEGIN LOCK TABLE orders; END $$;

-- case: lock of a select
-- kind: safe
-- expect: changes-nothing
SELECT id FROM orders WHERE id = 1 FOR UPDATE;

-- case: a view replaced through a function
-- kind: hidden
-- expect: view-columns-changed
DO $$ BEGIN DROP VIEW adults; CREATE VIEW adults AS SELECT id, name FROM customers; END $$;

-- case: an enum's values swapped
-- kind: hidden
-- expect: enum-value-renamed
DO $$ BEGIN ALTER TYPE mood RENAME VALUE 'sad' TO 'down'; END $$;

-- case: a serial column by hand
-- kind: hidden
-- expect: serial-column, key-ends-early
CREATE SEQUENCE notes_id_seq AS integer;
CREATE TABLE notes (id integer PRIMARY KEY DEFAULT nextval('notes_id_seq'));
ALTER SEQUENCE notes_id_seq OWNED BY notes.id;

-- case: foreign key whose index begins otherwise
-- kind: hidden
-- expect: foreign-key-without-index
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, day date);
CREATE INDEX refunds_day_idx ON refunds (day, order_id);

-- case: foreign key with a partial index
-- kind: hidden
-- expect: foreign-key-without-index
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, day date);
CREATE INDEX refunds_order_idx ON refunds (order_id) WHERE day IS NULL;

-- case: a table without a key made by a query
-- kind: hidden
-- expect: missing-primary-key
CREATE TABLE copies AS SELECT * FROM ledger;

-- case: a name that is cut, behind format
-- kind: hidden
-- expect: identifier-cut
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN ' || repeat('long_', 15) || 'x text'; END $$;

-- case: a timestamp by like
-- kind: hidden
-- expect: timestamp-without-zone
CREATE TABLE copies (LIKE customers INCLUDING ALL);

-- case: an index that another one covers
-- kind: hidden
-- expect: duplicate-index
CREATE TABLE wide (id bigint PRIMARY KEY, a integer, b integer);
CREATE INDEX wide_a_idx ON wide (a);
CREATE INDEX wide_ab_idx ON wide (a, b);

-- case: an index that the key covers
-- kind: hidden
-- expect: duplicate-index
CREATE TABLE links (a bigint, b bigint, PRIMARY KEY (a, b));
CREATE INDEX links_a_idx ON links (a);

-- case: row security forced without a policy in a do block
-- kind: hidden
-- expect: row-security-without-policy
DO $$ BEGIN ALTER TABLE orders ENABLE ROW LEVEL SECURITY; END $$;

-- case: a fourth of a do block fails
-- kind: hidden
-- expect: does-not-run
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN a ' || 'nowhere'; END $$;

-- case: index of a partitioned table alone
-- kind: hidden
-- expect: invalid-index
CREATE INDEX events_kind_idx ON ONLY events (kind);

-- case: update every row by an index
-- kind: hidden
-- expect: whole-table-update
SET LOCAL enable_seqscan = off;
UPDATE items SET quantity = 5 WHERE id > 0;

-- case: delete every row by an index
-- kind: hidden
-- expect: whole-table-delete
SET LOCAL enable_seqscan = off;
DELETE FROM audit WHERE id > 0;

-- case: a setting of a statement outside of a transaction
-- kind: hidden
-- expect: triggers-bypassed, statement-timeout-off, changes-nothing
-- outside
DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', false); PERFORM set_config('statement_timeout', '0', false); COMMIT; END $$;
