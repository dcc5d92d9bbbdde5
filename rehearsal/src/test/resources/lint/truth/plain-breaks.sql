-- case: drop a table
-- kind: plain
-- expect: drop-table
DROP TABLE ledger;

-- case: drop a column
-- kind: plain
-- expect: drop-column
ALTER TABLE orders DROP COLUMN note;

-- case: drop a view
-- kind: plain
-- expect: drop-view
DROP VIEW adults;

-- case: drop a materialized view
-- kind: plain
-- expect: drop-view
DROP MATERIALIZED VIEW totals;

-- case: drop a function
-- kind: plain
-- expect: drop-function
DROP FUNCTION add_one(integer);

-- case: drop a sequence
-- kind: plain
-- expect: drop-sequence
DROP SEQUENCE tickets;

-- case: drop a type
-- kind: plain
-- expect: drop-type
DROP DOMAIN words;

-- case: drop a schema
-- kind: plain
-- expect: drop-schema, drop-table, drop-cascades
DROP SCHEMA archive CASCADE;

-- case: drop what others depend on
-- kind: plain
-- expect: drop-column, drop-view, drop-cascades
ALTER TABLE customers DROP COLUMN age CASCADE;

-- case: rename a table
-- kind: plain
-- expect: rename-table
ALTER TABLE orders RENAME TO purchases;

-- case: rename a column
-- kind: plain
-- expect: rename-column
ALTER TABLE orders RENAME COLUMN note TO remark;

-- case: rename a view
-- kind: plain
-- expect: rename-table
ALTER VIEW adults RENAME TO grown_ups;

-- case: rename a type
-- kind: plain
-- expect: rename-object
ALTER TYPE mood RENAME TO feeling;

-- case: rename a function
-- kind: plain
-- expect: rename-object
ALTER FUNCTION add_one(integer) RENAME TO plus_one;

-- case: move a table
-- kind: plain
-- expect: move-schema
ALTER TABLE ledger SET SCHEMA archive;

-- case: required column
-- kind: plain
-- expect: does-not-run
ALTER TABLE orders ADD COLUMN channel text NOT NULL;

-- case: required column of an empty table
-- kind: plain
-- expect: required-column
-- setup
CREATE TABLE queue (id bigint PRIMARY KEY);
-- change
ALTER TABLE queue ADD COLUMN channel text NOT NULL;

-- case: drop not null
-- kind: plain
-- expect: not-null-dropped
ALTER TABLE customers ALTER COLUMN country DROP NOT NULL;

-- case: drop the default of a required column
-- kind: plain
-- expect: drop-default
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;

-- case: drop a constraint
-- kind: plain
-- expect: drop-constraint
ALTER TABLE orders DROP CONSTRAINT orders_total_check;

-- case: drop a foreign key
-- kind: plain
-- expect: drop-constraint
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;

-- case: a view without a column
-- kind: plain
-- expect: view-columns-changed
DROP VIEW adults;
CREATE VIEW adults AS SELECT id, name FROM customers WHERE age >= 18;

-- case: a function with another argument
-- kind: plain
-- expect: function-signature-changed
DROP FUNCTION add_one(integer);
CREATE FUNCTION add_one(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n + 1';

-- case: a function with another result
-- kind: plain
-- expect: function-signature-changed
DROP FUNCTION add_one(integer);
CREATE FUNCTION add_one(n integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n + 1::bigint';

-- case: rename an enum's value
-- kind: plain
-- expect: enum-value-renamed
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';

-- case: an enum's value before others
-- kind: plain
-- expect: enum-value-inserted
ALTER TYPE mood ADD VALUE 'bored' BEFORE 'ok';

-- case: identity always
-- kind: plain
-- expect: column-refuses-writes
ALTER TABLE orders ALTER COLUMN id SET GENERATED ALWAYS;

-- case: update of a whole table
-- kind: plain
-- expect: whole-table-update
UPDATE items SET quantity = quantity + 1;

-- case: delete of a whole table
-- kind: plain
-- expect: whole-table-delete
DELETE FROM audit;

-- case: truncate
-- kind: plain
-- expect: truncate
TRUNCATE audit;

-- case: truncate with what refers to it
-- kind: plain
-- expect: truncate, truncate-cascades
TRUNCATE customers CASCADE;

-- case: disable a trigger
-- kind: plain
-- expect: trigger-disabled
ALTER TABLE orders DISABLE TRIGGER audited;

-- case: drop a trigger
-- kind: plain
-- expect: drop-trigger
DROP TRIGGER audited ON orders;

-- case: switch row security off
-- kind: plain
-- expect: row-security-disabled
ALTER TABLE secrets DISABLE ROW LEVEL SECURITY;

-- case: row security without a policy
-- kind: plain
-- expect: row-security-without-policy
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- case: drop a policy
-- kind: plain
-- expect: drop-policy
DROP POLICY own ON secrets;

-- case: a policy for everybody
-- kind: plain
-- expect: policy-allows-all
CREATE POLICY everything ON secrets USING (true);

-- case: grant to everybody
-- kind: plain
-- expect: grant-to-public
GRANT SELECT ON customers TO PUBLIC;

-- case: security definer without a path
-- kind: plain
-- expect: security-definer-search-path
CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM secrets';

-- case: security definer among other options
-- kind: plain
-- expect: security-definer-search-path
CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER COST 10 AS 'SELECT count(*) FROM secrets';

-- case: replica identity nothing
-- kind: plain
-- expect: replica-identity-lost
ALTER TABLE orders REPLICA IDENTITY NOTHING;

-- case: truncate two tables
-- kind: plain
-- expect: truncate, several-strong-locks
TRUNCATE audit;
TRUNCATE ledger;

-- case: drop a column and its index
-- kind: plain
-- expect: drop-column
ALTER TABLE orders DROP COLUMN state;

-- case: rename a column that a view shows
-- kind: plain
-- expect: rename-column
ALTER TABLE customers RENAME COLUMN age TO years;

-- case: rename an attribute of two tables
-- kind: plain
-- expect: rename-column, several-strong-locks
ALTER TABLE orders RENAME COLUMN note TO remark;
ALTER TABLE items RENAME COLUMN comment TO remark;

-- case: drop an extension
-- kind: plain
-- expect: drop-extension
-- setup
CREATE EXTENSION pg_trgm;
-- change
DROP EXTENSION pg_trgm;

-- case: rename a table and change a column's type
-- kind: plain
-- expect: rename-table, type-change-rewrites, work-after-exclusive-lock
ALTER TABLE items RENAME TO lines;
ALTER TABLE lines ALTER COLUMN quantity TYPE bigint;

-- case: rename a table and require a column
-- kind: plain
-- expect: rename-table, not-null-scans, not-null-added, work-after-exclusive-lock
ALTER TABLE customers RENAME TO clients;
ALTER TABLE clients ALTER COLUMN age SET NOT NULL;

-- case: rename a table and one of its columns
-- kind: plain
-- expect: rename-table, rename-column
ALTER TABLE items RENAME TO lines;
ALTER TABLE lines RENAME COLUMN sku TO article;

-- case: rename a view and drop it
-- kind: plain
-- expect: drop-view
ALTER VIEW adults RENAME TO grown;
DROP VIEW grown;

-- case: rename a table and drop one of its constraints
-- kind: plain
-- expect: rename-table, drop-constraint
ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases DROP CONSTRAINT orders_total_check;

-- case: swap an enum for one without a value
-- kind: plain
-- expect: enum-value-renamed, type-change-rewrites, type-narrowed
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('ok', 'happy');
ALTER TABLE customers ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood, ALTER COLUMN mood SET DEFAULT 'ok';
DROP TYPE mood_old;

-- case: swap a table for one without a column
-- kind: plain
-- expect: rename-table
CREATE TABLE items_new (id integer PRIMARY KEY, order_id bigint NOT NULL, sku text NOT NULL, quantity integer NOT NULL DEFAULT 1);
CREATE INDEX items_new_order_idx ON items_new (order_id);
ALTER TABLE items RENAME TO items_old;
ALTER TABLE items_new RENAME TO items;

-- case: an index of a partitioned table's foreign key has no rewrite
-- kind: plain
-- expect: foreign-key-scans, check-added
ALTER TABLE events ADD CONSTRAINT events_order FOREIGN KEY (id) REFERENCES orders (id);
