-- no header at all
CREATE TABLE raw_one (id int);
CREATE TABLE raw_two (id int);
