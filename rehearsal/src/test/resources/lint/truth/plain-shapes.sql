-- case: table without a key
-- kind: plain
-- expect: missing-primary-key
CREATE TABLE notes (body text);

-- case: serial key
-- kind: plain
-- expect: serial-column
CREATE TABLE notes (id bigserial PRIMARY KEY);

-- case: serial key of integers
-- kind: plain
-- expect: serial-column, key-ends-early
CREATE TABLE notes (id serial PRIMARY KEY);

-- case: identity key of integers
-- kind: plain
-- expect: key-ends-early
CREATE TABLE notes (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

-- case: bigint with a short sequence
-- kind: plain
-- expect: type-change-rewrites, sequence-ends-early
ALTER TABLE items ALTER COLUMN id TYPE bigint;

-- case: foreign key without an index in a new table
-- kind: plain
-- expect: foreign-key-without-index
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);

-- case: foreign key of another type
-- kind: plain
-- expect: foreign-key-type-differs
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id integer NOT NULL REFERENCES orders);
CREATE INDEX refunds_order_idx ON refunds (order_id);

-- case: foreign key that cascades
-- kind: plain
-- expect: foreign-key-cascades
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE);
CREATE INDEX refunds_order_idx ON refunds (order_id);

-- case: json
-- kind: plain
-- expect: json-column
ALTER TABLE orders ADD COLUMN extra json;

-- case: char
-- kind: plain
-- expect: char-column
ALTER TABLE orders ADD COLUMN currency char(3);

-- case: timestamp
-- kind: plain
-- expect: timestamp-without-zone
ALTER TABLE orders ADD COLUMN paid_at timestamp;

-- case: timetz
-- kind: plain
-- expect: time-with-zone
ALTER TABLE orders ADD COLUMN opens timetz;

-- case: money
-- kind: plain
-- expect: money-column
ALTER TABLE orders ADD COLUMN fee money;

-- case: float
-- kind: plain
-- expect: float-column
ALTER TABLE orders ADD COLUMN rate double precision;

-- case: a default of now in quotes
-- kind: plain
-- expect: frozen-default
ALTER TABLE orders ADD COLUMN checked_at timestamptz DEFAULT 'now';

-- case: a name that is cut
-- kind: plain
-- expect: identifier-cut
ALTER TABLE orders ADD COLUMN a_name_that_is_so_long_that_the_server_cuts_it_at_sixty_three_bytes text;

-- case: a name in capitals
-- kind: plain
-- expect: quoted-identifier
ALTER TABLE orders ADD COLUMN "paidBy" text;

-- case: an index that is there
-- kind: plain
-- expect: index-blocks-writes, duplicate-index
CREATE INDEX orders_customer_again ON orders (customer_id);

-- case: an index of four columns
-- kind: plain
-- expect: wide-index
CREATE TABLE wide (id bigint PRIMARY KEY, a integer, b integer, c integer, d integer);
CREATE INDEX wide_idx ON wide (a, b, c, d);

-- case: an unlogged table
-- kind: plain
-- expect: unlogged-table
CREATE UNLOGGED TABLE scratchpad (id bigint PRIMARY KEY);

-- case: inheritance
-- kind: plain
-- expect: table-inheritance
CREATE TABLE audit_special (extra text) INHERITS (audit);

-- case: a rule
-- kind: plain
-- expect: rewrite-rule
CREATE RULE no_delete AS ON DELETE TO audit DO INSTEAD NOTHING;

-- case: not valid and nothing more
-- kind: plain
-- expect: check-added, constraint-not-validated
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0) NOT VALID;

-- case: not enforced
-- kind: plain
-- versions: 18-
-- expect: constraint-not-enforced
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0) NOT ENFORCED;

-- case: if not exists
-- kind: plain
-- expect: already-there, changes-nothing
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY);

-- case: lock timeout off
-- kind: plain
-- expect: lock-timeout-off, changes-nothing
SET LOCAL lock_timeout = 0;

-- case: triggers bypassed
-- kind: plain
-- expect: triggers-bypassed, changes-nothing
SET LOCAL session_replication_role = replica;

-- case: a statement that fails
-- kind: plain
-- expect: does-not-run
ALTER TABLE nowhere ADD COLUMN a integer;

-- case: nothing
-- kind: plain
-- expect: changes-nothing
SELECT 1;

-- case: an untrusted extension
-- kind: plain
-- expect: untrusted-extension
CREATE EXTENSION pg_stat_statements;

-- case: a view that shows rows of others
-- kind: plain
-- expect: view-bypasses-row-security
CREATE VIEW open_secrets AS SELECT id, body FROM secrets;

-- case: names that are reserved words
-- kind: plain
-- expect: quoted-identifier
CREATE TABLE "user" (id bigint PRIMARY KEY, "order" integer);
