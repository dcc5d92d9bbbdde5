CREATE OR REPLACE VIEW mailing_list AS SELECT name, email FROM customers WHERE email IS NOT NULL;
