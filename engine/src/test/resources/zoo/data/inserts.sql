-- rows
INSERT INTO r1 (id) VALUES (40);
INSERT INTO r1 (id, name) VALUES (41, 'it''s; so');
