"""The same schema changes, written down for each contender in its own format.

A cycle of ten revisions, as a platform grows: tables, columns, indexes, checks, rows, comments, a view.
Every contender gets the same statements in the same order and one revision a file.
"""
import hashlib
import os
import shutil

CYCLE = 10


def revision(i):
    """(message, statements up, statements down) of revision i, counted from 0."""
    n, kind = divmod(i, CYCLE)
    t = f"account_{n:04d}"
    return [
        (f"create {t}",
         [f"CREATE TABLE {t} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name varchar(100) NOT NULL,\n"
          "  email varchar(255) NOT NULL UNIQUE,\n  created_at timestamptz NOT NULL DEFAULT now()\n)"],
         [f"DROP TABLE {t}"]),
        (f"add status to {t}",
         [f"ALTER TABLE {t} ADD COLUMN status varchar(20) NOT NULL DEFAULT 'pending'"],
         [f"ALTER TABLE {t} DROP COLUMN status"]),
        (f"index status of {t}",
         [f"CREATE INDEX idx_{t}_status ON {t} (status)"],
         [f"DROP INDEX idx_{t}_status"]),
        (f"create {t}_item",
         [f"CREATE TABLE {t}_item (\n  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n"
          f"  account_id bigint NOT NULL REFERENCES {t} (id) ON DELETE CASCADE,\n  body text NOT NULL\n)",
          f"CREATE INDEX idx_{t}_item_account ON {t}_item (account_id)"],
         [f"DROP TABLE {t}_item"]),
        (f"check status of {t}",
         [f"ALTER TABLE {t} ADD CONSTRAINT {t}_status CHECK (status IN ('pending', 'active', 'closed'))"],
         [f"ALTER TABLE {t} DROP CONSTRAINT {t}_status"]),
        (f"first rows of {t}",
         [f"INSERT INTO {t} (name, email) VALUES ('Ada', 'ada@example.org'), ('Grace', 'grace@example.org')"],
         [f"DELETE FROM {t} WHERE email IN ('ada@example.org', 'grace@example.org')"]),
        (f"metadata of {t}",
         [f"ALTER TABLE {t} ADD COLUMN metadata jsonb"],
         [f"ALTER TABLE {t} DROP COLUMN metadata"]),
        (f"fill metadata of {t}",
         [f"UPDATE {t} SET metadata = '{{\"source\": \"import\"}}'"],
         [f"UPDATE {t} SET metadata = NULL"]),
        (f"comment on {t}",
         [f"COMMENT ON TABLE {t} IS 'People and their settings'",
          f"COMMENT ON COLUMN {t}.status IS 'Where the account stands'"],
         [f"COMMENT ON COLUMN {t}.status IS NULL", f"COMMENT ON TABLE {t} IS NULL"]),
        (f"view of active {t}",
         [f"CREATE VIEW {t}_active AS SELECT id, name FROM {t} WHERE status = 'active'"],
         [f"DROP VIEW {t}_active"]),
    ][kind]


def revision_id(i):
    return hashlib.sha256(f"revision {i}".encode()).hexdigest()[:12]


def _script(statements):
    return "".join(s + ";\n" for s in statements)


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def _psql(directory, i, message, up, down):
    _write(f"{directory}/psql/up/{i:05d}.sql", _script(up))
    _write(f"{directory}/psql/down/{i:05d}.sql", _script(down))


def _flyway(directory, i, message, up, down):
    _write(f"{directory}/flyway/V{i + 1:05d}__{message.replace(' ', '_')}.sql", _script(up))


def _alembic(directory, i, message, up, down):
    def body(statements):
        return "".join(f"    op.execute({s!r})\n" for s in statements)

    parent = repr(revision_id(i - 1)) if i else "None"
    _write(f"{directory}/alembic/versions/{revision_id(i)}_{message.replace(' ', '_')}.py",
           f'"""{message}"""\nfrom alembic import op\n\nrevision = {revision_id(i)!r}\ndown_revision = {parent}\n'
           f"branch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n{body(up)}\n\ndef downgrade():\n{body(down)}")


def _liquibase(directory, i, message, up, down):
    """Athanor and Liquibase read the very same files: the header is comments to Liquibase."""
    parent = revision_id(i - 1) if i else "<base>"
    rollback = "".join("--rollback " + s.replace("\n", "\n--rollback ") + ";\n" for s in down)
    _write(f"{directory}/changelog/versions/{i + 1:05d}_{revision_id(i)}_{message.replace(' ', '_')}.sql",
           f"--liquibase formatted sql\n-- revision: {revision_id(i)}\n-- down-revision: {parent}\n-- message: {message}\n\n"
           f"--changeset bench:{revision_id(i)}\n{_script(up)}{rollback}")


def generate(directory, size):
    """Writes `size` revisions below `directory`, once."""
    done = f"{directory}/.complete"
    with open(__file__, "rb") as f:
        version = hashlib.sha256(f.read()).hexdigest()
    if os.path.exists(done) and open(done).read() == version:
        return
    shutil.rmtree(directory, ignore_errors=True)
    for i in range(size):
        for write in (_psql, _flyway, _alembic, _liquibase):
            write(directory, i, *revision(i))
    for way, order in (("up", range(size)), ("down", range(size - 1, -1, -1))):
        _write(f"{directory}/psql/{way}.sql", "".join(f"BEGIN;\n\\ir {way}/{i:05d}.sql\nCOMMIT;\n" for i in order))
    _write(f"{directory}/changelog/master.yaml", "databaseChangeLog:\n  - includeAll:\n      path: versions/\n      relativeToChangelogFile: true\n")
    _write(done, version)
