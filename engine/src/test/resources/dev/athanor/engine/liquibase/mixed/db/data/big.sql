-- data; indeed
INSERT INTO users VALUES (1000, 'thousand');
INSERT INTO datasets (name, size) VALUES ('a;b', 1000); -- end
