createdb shop
psql -q shop <<SQL
CREATE TYPE level AS ENUM ('bronze', 'gold');
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, level level);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customers);
INSERT INTO customers (name, level) VALUES ('Ann', 'gold');
SQL
