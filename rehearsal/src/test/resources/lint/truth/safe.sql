-- case: index on a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
CREATE INDEX notes_body_idx ON notes (body);

-- case: unique index on a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
CREATE UNIQUE INDEX notes_body_key ON notes (body);

-- case: unique constraint on a table of the same revision
-- instead-of: unique-may-fail
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes ADD CONSTRAINT notes_body_key UNIQUE (body);

-- case: check on a table of the same revision
-- instead-of: check-added
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes ADD CONSTRAINT notes_body_check CHECK (body <> '');

-- case: foreign key on a table of the same revision
-- instead-of: foreign-key-type-differs, foreign-key-cascades
-- kind: safe
-- expect: none
CREATE TABLE lists (id bigint PRIMARY KEY);
CREATE TABLE notes (id bigint PRIMARY KEY, list_id bigint);
CREATE INDEX notes_list_idx ON notes (list_id);
ALTER TABLE notes ADD CONSTRAINT notes_list_fk FOREIGN KEY (list_id) REFERENCES lists;

-- case: not null on a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes ALTER COLUMN body SET NOT NULL;

-- case: another type on a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, count integer);
ALTER TABLE notes ALTER COLUMN count TYPE bigint;

-- case: rename a column of a table of the same revision
-- instead-of: rename-column
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, txt text);
ALTER TABLE notes RENAME COLUMN txt TO body;

-- case: rename a table of the same revision
-- instead-of: rename-table
-- kind: safe
-- expect: none
CREATE TABLE notez (id bigint PRIMARY KEY, body text);
ALTER TABLE notez RENAME TO notes;

-- case: drop a column of a table of the same revision
-- instead-of: drop-column
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text, mistake text);
ALTER TABLE notes DROP COLUMN mistake;

-- case: drop a table of the same revision
-- instead-of: drop-table
-- kind: safe
-- expect: none
CREATE TABLE staging (id bigint PRIMARY KEY);
INSERT INTO audit (what) SELECT 'staged ' || id FROM staging;
DROP TABLE staging;

-- case: required column of a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY);
ALTER TABLE notes ADD COLUMN body text NOT NULL;

-- case: table of the same revision in another changeset
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
-- changeset
CREATE INDEX notes_body_idx ON notes (body);

-- case: table of the same revision renamed then indexed
-- kind: safe
-- expect: none
CREATE TABLE notez (id bigint PRIMARY KEY, body text);
ALTER TABLE notez RENAME TO notes;
-- changeset
CREATE INDEX notes_body_idx ON notes (body);

-- case: not null with a proof
-- kind: safe
-- expect: not-null-added
ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;

-- case: not null with a proof that goes
-- instead-of: not-null-scans
-- kind: safe
-- expect: not-null-added
ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_phone_present;

-- case: not null with a default and a proof
-- kind: safe
-- expect: none
-- setup
ALTER TABLE customers ALTER COLUMN phone SET DEFAULT '';
-- change
ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;

-- case: not null where it was
-- kind: plain
-- expect: lock-table, changes-nothing
ALTER TABLE customers ALTER COLUMN name SET NOT NULL;

-- case: varchar made longer
-- instead-of: type-change-rewrites
-- kind: safe
-- expect: none
ALTER TABLE customers ALTER COLUMN nick TYPE varchar(40);

-- case: indexed varchar made longer
-- instead-of: type-change-rebuilds-index
-- kind: safe
-- expect: none
ALTER TABLE customers ALTER COLUMN email TYPE varchar(200);

-- case: varchar to text
-- instead-of: type-changed, varchar-limit
-- kind: safe
-- expect: none
ALTER TABLE customers ALTER COLUMN nick TYPE text;

-- case: varchar without its limit
-- kind: safe
-- expect: none
ALTER TABLE items ALTER COLUMN comment TYPE varchar;

-- case: numeric of a higher precision
-- instead-of: type-narrowed
-- kind: safe
-- expect: none
ALTER TABLE customers ALTER COLUMN score TYPE numeric(12,2);

-- case: numeric without limits
-- instead-of: float-column
-- kind: safe
-- expect: none
ALTER TABLE customers ALTER COLUMN score TYPE numeric;

-- case: timestamptz of a higher precision
-- kind: safe
-- expect: none
-- setup
ALTER TABLE customers ADD COLUMN stamped timestamptz(3);
-- change
ALTER TABLE customers ALTER COLUMN stamped TYPE timestamptz(6);

-- case: the same type again
-- kind: plain
-- expect: lock-table, changes-nothing
ALTER TABLE orders ALTER COLUMN number TYPE integer;

-- case: text to varchar without a limit
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER COLUMN note TYPE varchar;

-- case: domain without a check to its base type
-- kind: safe
-- expect: none
-- setup
ALTER TABLE orders ADD COLUMN tag words;
-- change
ALTER TABLE orders ALTER COLUMN tag TYPE text;

-- case: column with a constant default
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN channel text DEFAULT 'web';

-- case: required column with a constant default
-- instead-of: required-column
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web';

-- case: required column with now
-- instead-of: timestamp-without-zone, frozen-default
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();

-- case: column with a default of an immutable function
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN rank integer NOT NULL DEFAULT add_one(1);

-- case: column with a calculated constant
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN due interval DEFAULT interval '1 day' * 30;

-- case: column with an empty array
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN tags text[] NOT NULL DEFAULT '{}';

-- case: column with an empty object
-- instead-of: json-column
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '{}';

-- case: volatile default for later rows only
-- instead-of: volatile-default-rewrites
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN token uuid;
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();

-- case: column of a domain without a check
-- instead-of: domain-column-rewrites
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN tag words;

-- case: column that may be null
-- instead-of: not-null-added
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN channel text;

-- case: if not exists that finds nothing
-- instead-of: already-there, changes-nothing, does-not-run
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN IF NOT EXISTS channel text;

-- case: check not valid, validated later
-- instead-of: check-scans, validate-under-lock, constraint-not-validated, constraint-not-enforced
-- kind: safe
-- expect: check-added
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0) NOT VALID;
-- changeset
ALTER TABLE orders VALIDATE CONSTRAINT orders_number_positive;

-- case: foreign key not valid, validated later
-- instead-of: foreign-key-scans
-- kind: safe
-- expect: check-added
ALTER TABLE items ADD CONSTRAINT items_order_fk FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
-- changeset
ALTER TABLE items VALIDATE CONSTRAINT items_order_fk;

-- case: validate what was there
-- kind: safe
-- expect: none
-- setup
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0) NOT VALID;
-- change
ALTER TABLE orders VALIDATE CONSTRAINT orders_number_positive;

-- case: index concurrently
-- instead-of: index-blocks-writes, invalid-index, outside-beside-others
-- kind: safe
-- expect: none
-- outside
CREATE INDEX CONCURRENTLY orders_number_idx ON orders (number);

-- case: drop an index concurrently
-- instead-of: drop-index-blocks
-- kind: safe
-- expect: none
-- outside
DROP INDEX CONCURRENTLY orders_state_idx;

-- case: reindex concurrently
-- instead-of: reindex-blocks
-- kind: safe
-- expect: none
-- outside
REINDEX INDEX CONCURRENTLY orders_state_idx;

-- case: refresh concurrently
-- instead-of: refresh-blocks
-- kind: safe
-- expect: none
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;

-- case: unique constraint by an index
-- instead-of: unique-constraint-blocks
-- kind: safe
-- expect: unique-may-fail, outside-beside-others
-- outside
CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);
-- changeset
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;

-- case: unique constraint by an index of before
-- kind: safe
-- expect: none
-- setup
CREATE UNIQUE INDEX orders_number_key ON orders (number);
-- change
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;

-- case: primary key by an index
-- instead-of: primary-key-blocks
-- kind: safe
-- expect: none
-- setup
CREATE UNIQUE INDEX ledger_pkey ON ledger (entry);
-- change
ALTER TABLE ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY USING INDEX ledger_pkey;

-- case: attach with a proof
-- instead-of: attach-scans
-- kind: safe
-- expect: none
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- case: attach a table of the same revision
-- instead-of: partition-of-blocks
-- kind: safe
-- expect: none
CREATE TABLE logs_2029 (on_day date NOT NULL, line text);
ALTER TABLE logs ATTACH PARTITION logs_2029 FOR VALUES FROM ('2029-01-01') TO ('2030-01-01');

-- case: detach concurrently
-- instead-of: detach-blocks
-- kind: safe
-- versions: 14-
-- expect: none
-- outside
ALTER TABLE logs DETACH PARTITION logs_2026 CONCURRENTLY;

-- case: the word drop in a string
-- kind: safe
-- expect: none
INSERT INTO audit (what) VALUES ('DROP TABLE orders; TRUNCATE customers');

-- case: the words in a comment
-- kind: safe
-- expect: none
/* ALTER TABLE orders ALTER COLUMN number TYPE bigint; DROP TABLE orders; */
INSERT INTO audit (what) VALUES ('x');

-- case: a comment on a column
-- kind: safe
-- expect: none
COMMENT ON COLUMN orders.note IS 'DROP COLUMN note when nobody reads it; CREATE INDEX';

-- case: a column named like a type
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN timestamp timestamptz;

-- case: a column named serial
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN serial text;

-- case: a function whose body drops
-- kind: safe
-- expect: none
CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DROP TABLE IF EXISTS staging;
  TRUNCATE audit;
END $$;

-- case: a function with a rollback in its body's comment
-- kind: safe
-- expect: none
CREATE FUNCTION greet() RETURNS text LANGUAGE sql IMMUTABLE AS $$
  -- DELETE FROM customers
  SELECT 'hello' $$;

-- case: a do block that only reads
-- kind: safe
-- expect: changes-nothing
DO $$ BEGIN IF (SELECT count(*) FROM orders) < 0 THEN DROP TABLE orders; END IF; END $$;

-- case: a do block that creates a table
-- kind: safe
-- expect: none
DO $$ BEGIN EXECUTE 'CREATE TABLE notes (id bigint PRIMARY KEY)'; END $$;

-- case: update by key
-- instead-of: whole-table-update
-- kind: safe
-- expect: none
UPDATE items SET quantity = 2 WHERE id = 1;

-- case: update of some
-- kind: safe
-- expect: none
UPDATE items SET quantity = 2 WHERE id BETWEEN 5 AND 20;

-- case: delete by key
-- kind: safe
-- expect: none
DELETE FROM audit WHERE id = 1;

-- case: delete of some
-- instead-of: whole-table-delete, truncate-cascades
-- kind: safe
-- expect: none
DELETE FROM audit WHERE what LIKE 'w1%';

-- case: delete what a table of the same revision has
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY);
INSERT INTO notes SELECT generate_series(1, 10);
DELETE FROM notes;

-- case: truncate a table of the same revision
-- instead-of: truncate
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY);
INSERT INTO notes SELECT generate_series(1, 10);
TRUNCATE notes;

-- case: update of a table of the same revision
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
INSERT INTO notes SELECT n, 'x' FROM generate_series(1, 10) n;
UPDATE notes SET body = 'y';

-- case: drop if exists what is not there
-- kind: safe
-- expect: changes-nothing
DROP TABLE IF EXISTS nowhere;

-- case: drop a column that is not there
-- kind: plain
-- expect: lock-table, changes-nothing
ALTER TABLE orders DROP COLUMN IF EXISTS nowhere;

-- case: drop an index that is not there
-- kind: safe
-- expect: changes-nothing
DROP INDEX IF EXISTS nowhere_idx;

-- case: replace a view with one column more
-- instead-of: view-columns-changed
-- kind: safe
-- expect: none
CREATE OR REPLACE VIEW adults AS SELECT id, name, age, email FROM customers WHERE age >= 18;

-- case: drop and create a view alike
-- instead-of: drop-view
-- kind: safe
-- expect: none
DROP VIEW adults;
CREATE VIEW adults AS SELECT id, name, age FROM customers WHERE age >= 21;

-- case: replace a function
-- instead-of: drop-function, function-signature-changed
-- kind: safe
-- expect: none
CREATE OR REPLACE FUNCTION add_one(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1 + n';

-- case: drop and create a function alike
-- kind: safe
-- expect: none
DROP FUNCTION add_one(integer);
CREATE FUNCTION add_one(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1 + n';

-- case: drop and create a trigger
-- instead-of: drop-trigger
-- kind: safe
-- expect: none
DROP TRIGGER audited ON orders;
CREATE TRIGGER audited AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION audit_row();

-- case: drop and create a policy
-- instead-of: drop-policy
-- kind: safe
-- expect: none
DROP POLICY own ON secrets;
CREATE POLICY own ON secrets FOR SELECT USING (owner = current_user);

-- case: a trigger off and on again
-- instead-of: trigger-disabled, triggers-bypassed
-- kind: safe
-- expect: none
ALTER TABLE orders DISABLE TRIGGER audited;
ALTER TABLE orders ENABLE TRIGGER audited;

-- case: row security with a policy
-- instead-of: row-security-without-policy
-- kind: safe
-- expect: none
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON audit FOR SELECT USING (what <> '');

-- case: security definer with a path
-- instead-of: security-definer-search-path
-- kind: safe
-- expect: none
CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT count(*) FROM public.secrets';

-- case: revoke from everybody
-- instead-of: grant-to-public
-- kind: safe
-- expect: none
-- setup
GRANT SELECT ON audit TO PUBLIC;
-- change
REVOKE SELECT ON audit FROM PUBLIC;

-- case: a check replaced by a wider one
-- instead-of: drop-constraint
-- kind: safe
-- expect: check-added
ALTER TABLE orders DROP CONSTRAINT orders_total_check;
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= -1) NOT VALID;
-- changeset
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

-- case: an enum's value at the end
-- instead-of: enum-value-inserted
-- kind: safe
-- expect: none
ALTER TYPE mood ADD VALUE 'thrilled';

-- case: an enum's value after the last
-- instead-of: enum-value-renamed
-- kind: safe
-- expect: none
ALTER TYPE mood ADD VALUE 'thrilled' AFTER 'happy';

-- case: drop the default of a column that may be null
-- kind: safe
-- expect: none
-- setup
ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'x';
-- change
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;

-- case: another default
-- instead-of: drop-default
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';

-- case: rename an index
-- kind: safe
-- expect: none
ALTER INDEX orders_state_idx RENAME TO orders_by_state;

-- case: rename a constraint
-- kind: safe
-- expect: none
ALTER TABLE orders RENAME CONSTRAINT orders_total_check TO orders_total_positive;

-- case: several columns of one table
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN a integer, ADD COLUMN b text, ADD COLUMN c boolean NOT NULL DEFAULT false;

-- case: one table in several statements
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN a integer;
ALTER TABLE orders ADD COLUMN b integer;
ALTER TABLE orders ALTER COLUMN a SET DEFAULT 1;

-- case: two tables in two changesets
-- instead-of: several-strong-locks
-- kind: safe
-- expect: none
ALTER TABLE customers ADD COLUMN a integer;
-- changeset
ALTER TABLE orders ADD COLUMN a integer;

-- case: a bigint key and its sequence
-- instead-of: sequence-ends-early
-- kind: safe
-- expect: serial-column
CREATE TABLE notes (id bigserial PRIMARY KEY);
ALTER SEQUENCE notes_id_seq AS bigint;

-- case: a link table with a key of two columns
-- kind: safe
-- expect: none
CREATE TABLE order_tags (order_id bigint NOT NULL REFERENCES orders, tag text NOT NULL, PRIMARY KEY (order_id, tag));

-- case: foreign key whose index comes later
-- instead-of: foreign-key-without-index
-- kind: safe
-- expect: none
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);
-- changeset
CREATE INDEX refunds_order_idx ON refunds (order_id);

-- case: key that comes later
-- instead-of: missing-primary-key
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint NOT NULL, body text);
ALTER TABLE notes ADD PRIMARY KEY (id);

-- case: a setting for the transaction
-- instead-of: lock-timeout-off
-- kind: safe
-- expect: none
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN a integer;

-- case: work before the lock
-- instead-of: work-after-exclusive-lock
-- kind: safe
-- expect: none
UPDATE items SET quantity = 2 WHERE id = 3;
ALTER TABLE items ADD COLUMN a integer;

-- case: rows for a table of the same revision after a lock
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN channel_id bigint;
CREATE TABLE channels (id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO channels VALUES (1, 'web'), (2, 'shop');

-- case: a char of one
-- instead-of: char-column
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN grade "char";

-- case: an invisible change of storage
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL;

-- case: statistics
-- kind: safe
-- expect: none
ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500;

-- case: a trusted extension
-- instead-of: untrusted-extension, not-rehearsed
-- kind: safe
-- expect: none
CREATE EXTENSION pg_trgm;

-- case: a virtual column
-- instead-of: stored-generated-rewrites
-- kind: safe
-- versions: 18-
-- expect: none
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 2) VIRTUAL;

-- case: drop a generated column's expression
-- kind: safe
-- expect: none
-- setup
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 2) STORED;
-- change
ALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION;

-- case: identity for a column that was serial, in a new table
-- instead-of: serial-column, key-ends-early
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL);

-- case: a default called volatile that the server sees through
-- kind: safe
-- expect: none
-- setup
CREATE FUNCTION moment() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT now()';
-- change
ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT moment();

-- case: not null dropped of a column of the same revision
-- instead-of: not-null-dropped
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL);
ALTER TABLE notes ALTER COLUMN body DROP NOT NULL;

-- case: a sequence that stands alone
-- instead-of: drop-sequence
-- kind: safe
-- expect: none
CREATE SEQUENCE invoice_numbers AS bigint;

-- case: lock table of the same revision
-- instead-of: lock-table
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY);
LOCK TABLE notes IN ACCESS EXCLUSIVE MODE;

-- case: cluster a table of the same revision
-- instead-of: table-rewrite
-- kind: safe
-- expect: none
CREATE TABLE notes (id bigint PRIMARY KEY);
CLUSTER notes USING notes_pkey;

-- case: a comment on a table
-- kind: safe
-- expect: none
COMMENT ON TABLE customers IS 'RENAME TO clients some day';

-- case: a view renamed that the same revision made
-- instead-of: rename-object
-- kind: safe
-- expect: none
CREATE VIEW kids AS SELECT id FROM customers WHERE age < 18;
ALTER VIEW kids RENAME TO minors;

-- case: an exclusion on a table of the same revision
-- instead-of: exclusion-constraint-blocks
-- kind: safe
-- expect: none
CREATE TABLE rooms (id bigint PRIMARY KEY, during tstzrange NOT NULL);
ALTER TABLE rooms ADD CONSTRAINT rooms_once EXCLUDE USING gist (during WITH &&);

-- case: a serial word in an array's name
-- kind: safe
-- expect: none
ALTER TABLE orders ADD COLUMN char_count integer;

-- case: an index of another operator class than the key's
-- instead-of: duplicate-index
-- kind: safe
-- expect: none
CREATE TABLE labels (name text PRIMARY KEY);
CREATE INDEX labels_name_like ON labels (name text_pattern_ops);

-- case: a function that the revision makes for itself
-- kind: safe
-- expect: none
CREATE FUNCTION one() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- changeset
UPDATE customers SET age = one() WHERE id = 7;
-- changeset
DROP FUNCTION one();

-- case: rows that are not there here
-- kind: safe
-- expect: none
UPDATE customers SET country = 'DE' WHERE country = 'BRD';

-- case: swap an enum for one with another value
-- kind: safe
-- expect: type-change-rewrites
ALTER TYPE mood RENAME TO mood_old;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'glad');
ALTER TABLE customers ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood, ALTER COLUMN mood SET DEFAULT 'ok';
DROP TYPE mood_old;

-- case: swap a table for one with the same columns
-- kind: safe
-- expect: none
CREATE TABLE items_new (id integer PRIMARY KEY, order_id bigint NOT NULL, sku text NOT NULL, quantity integer NOT NULL DEFAULT 1, comment varchar(200), more text);
CREATE INDEX items_new_order_idx ON items_new (order_id);
ALTER TABLE items RENAME TO items_old;
ALTER TABLE items_new RENAME TO items;

-- case: a required column whose domain has a default
-- kind: safe
-- expect: domain-column-rewrites
-- setup
CREATE DOMAIN rank AS integer DEFAULT 1 CHECK (VALUE > 0);
-- change
ALTER TABLE items ADD COLUMN rank rank NOT NULL;

-- case: an extension that is there already
-- kind: safe
-- expect: changes-nothing
CREATE EXTENSION IF NOT EXISTS plpgsql;

-- case: names that are keywords and not reserved
-- instead-of: quoted-identifier
-- kind: safe
-- expect: none
CREATE TABLE kinds (id bigint PRIMARY KEY, name text, type text, value text, date date);
