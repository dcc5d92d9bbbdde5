-- case: index on a table in use
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX orders_number_idx ON orders (number);

-- case: unique index on a table in use
-- kind: plain
-- expect: index-blocks-writes, unique-may-fail
CREATE UNIQUE INDEX orders_number_key ON orders (number);

-- case: partial index on a table in use
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX orders_open_idx ON orders (placed_at) WHERE state = 'new';

-- case: expression index on a table in use
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX customers_email_lower_idx ON customers (lower(email));

-- case: gin index on a table in use
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX customers_payload_idx ON customers USING gin (payload);

-- case: index on a partitioned table
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX events_kind_idx ON events (kind);

-- case: index if it is not there
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX IF NOT EXISTS orders_number_idx ON orders (number);

-- case: index on a materialized view
-- kind: plain
-- expect: index-blocks-writes
CREATE INDEX totals_total_idx ON totals (total);

-- case: drop an index
-- kind: plain
-- expect: drop-index-blocks
DROP INDEX orders_state_idx;

-- case: drop an index if it is there
-- kind: plain
-- expect: drop-index-blocks
DROP INDEX IF EXISTS orders_state_idx;

-- case: reindex an index
-- kind: plain
-- expect: reindex-blocks
REINDEX INDEX orders_state_idx;

-- case: reindex a table
-- kind: plain
-- expect: reindex-blocks
REINDEX TABLE items;

-- case: reindex a table in no transaction
-- kind: plain
-- expect: reindex-blocks
-- outside
REINDEX TABLE items;

-- case: not null without a proof
-- kind: plain
-- expect: not-null-scans, not-null-added
ALTER TABLE customers ALTER COLUMN age SET NOT NULL;

-- case: not null on a column with a default
-- kind: plain
-- expect: not-null-scans
-- setup
ALTER TABLE customers ALTER COLUMN age SET DEFAULT 0;
-- change
ALTER TABLE customers ALTER COLUMN age SET NOT NULL;

-- case: check without not valid
-- kind: plain
-- expect: check-scans, check-added
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0);

-- case: check without a name
-- kind: plain
-- expect: check-scans, check-added
ALTER TABLE orders ADD CHECK (number > 0);

-- case: foreign key without not valid
-- kind: plain
-- expect: foreign-key-scans, check-added
ALTER TABLE items ADD CONSTRAINT items_order_fk FOREIGN KEY (order_id) REFERENCES orders;

-- case: foreign key with a new column
-- kind: plain
-- expect: foreign-key-without-index
ALTER TABLE items ADD COLUMN customer_id bigint REFERENCES customers;

-- case: foreign key with a new column that has a default
-- kind: plain
-- expect: foreign-key-scans, foreign-key-without-index
ALTER TABLE items ADD COLUMN customer_id bigint DEFAULT 1 REFERENCES customers;

-- case: unique constraint
-- kind: plain
-- expect: unique-constraint-blocks, unique-may-fail
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);

-- case: unique constraint on two columns
-- kind: plain
-- expect: unique-constraint-blocks, unique-may-fail
ALTER TABLE items ADD UNIQUE (order_id, sku);

-- case: new unique column
-- kind: plain
-- expect: unique-constraint-blocks, unique-may-fail
ALTER TABLE orders ADD COLUMN code text UNIQUE;

-- case: primary key on a table in use
-- kind: plain
-- expect: primary-key-blocks
ALTER TABLE ledger ADD PRIMARY KEY (entry);

-- case: exclusion constraint
-- kind: plain
-- expect: exclusion-constraint-blocks, unique-may-fail
ALTER TABLE ledger ADD CONSTRAINT ledger_once EXCLUDE USING gist (during WITH &&);

-- case: int to bigint
-- kind: plain
-- expect: type-change-rewrites
ALTER TABLE orders ALTER COLUMN number TYPE bigint;

-- case: text to varchar
-- kind: plain
-- expect: type-change-rewrites, type-narrowed
ALTER TABLE orders ALTER COLUMN note TYPE varchar(500);

-- case: varchar made shorter
-- kind: plain
-- expect: type-change-rewrites, type-narrowed
ALTER TABLE customers ALTER COLUMN nick TYPE varchar(10);

-- case: numeric of another scale
-- kind: plain
-- expect: type-change-rewrites, values-change
ALTER TABLE customers ALTER COLUMN score TYPE numeric(8,1);

-- case: timestamp to timestamptz
-- kind: plain
-- expect: values-change
ALTER TABLE customers ALTER COLUMN local_time TYPE timestamptz;

-- case: int to text
-- kind: plain
-- expect: type-change-rewrites, type-changed
ALTER TABLE orders ALTER COLUMN number TYPE text;

-- case: jsonb to text
-- kind: plain
-- expect: type-change-rewrites, type-changed
ALTER TABLE customers ALTER COLUMN payload TYPE text;

-- case: text to integer
-- kind: plain
-- expect: type-change-rewrites, values-change
ALTER TABLE ledger ALTER COLUMN code TYPE integer USING 1;

-- case: column with a random default
-- kind: plain
-- expect: volatile-default-rewrites
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- case: column with clock_timestamp
-- kind: plain
-- expect: volatile-default-rewrites
ALTER TABLE orders ADD COLUMN touched timestamptz NOT NULL DEFAULT clock_timestamp();

-- case: column with a sequence's value
-- kind: plain
-- expect: numbered-column-rewrites
ALTER TABLE ledger ADD COLUMN ticket bigint DEFAULT nextval('tickets');

-- case: identity column
-- kind: plain
-- expect: numbered-column-rewrites
ALTER TABLE ledger ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;

-- case: serial column
-- kind: plain
-- expect: numbered-column-rewrites, serial-column, key-ends-early
ALTER TABLE ledger ADD COLUMN id serial;

-- case: stored generated column
-- kind: plain
-- expect: stored-generated-rewrites
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.08) STORED;

-- case: column of a domain with a check
-- kind: plain
-- expect: domain-column-rewrites
ALTER TABLE orders ADD COLUMN discount percent;

-- case: table becomes unlogged
-- kind: plain
-- expect: logged-change-rewrites, unlogged-table
ALTER TABLE audit SET UNLOGGED;

-- case: cluster
-- kind: plain
-- expect: table-rewrite
CLUSTER orders USING orders_state_idx;

-- case: vacuum full
-- kind: plain
-- expect: table-rewrite
-- outside
VACUUM FULL audit;

-- case: refresh a materialized view
-- kind: plain
-- expect: refresh-blocks
REFRESH MATERIALIZED VIEW totals;

-- case: detach a partition
-- kind: plain
-- expect: detach-blocks
ALTER TABLE events DETACH PARTITION events_2025;

-- case: attach without a proof
-- kind: plain
-- expect: attach-scans
ALTER TABLE logs ATTACH PARTITION logs_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case: partition made with partition of
-- kind: plain
-- expect: partition-of-blocks
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- case: a domain's new check
-- kind: plain
-- expect: domain-constraint-scans
ALTER DOMAIN percent ADD CONSTRAINT percent_even CHECK (VALUE >= 0);

-- case: lock table
-- kind: plain
-- expect: lock-table, changes-nothing
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;

-- case: validate in the transaction that adds
-- kind: plain
-- expect: validate-under-lock, work-after-exclusive-lock, check-added
ALTER TABLE orders ADD CONSTRAINT orders_number_positive CHECK (number > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_number_positive;

-- case: backfill after the column
-- kind: plain
-- expect: work-after-exclusive-lock, whole-table-update
ALTER TABLE items ADD COLUMN weight integer;
UPDATE items SET weight = 1;

-- case: two tables altered in one transaction
-- kind: plain
-- expect: several-strong-locks
ALTER TABLE customers ADD COLUMN a integer;
ALTER TABLE orders ADD COLUMN a integer;
