"""Forty tables of 100,000 rows, dropped: with --retain-dropped and without; and forty changes of four kinds there and back."""
import os

import athanor
import measure
import tools

TABLES = 40
ROWS = 100_000
COLUMNS = "(id int PRIMARY KEY, note text, price numeric(12,4), mood mood)"
# A table is moved only where its types are PostgreSQL's own: a DROP TYPE behind it would fail otherwise.
PLAIN = COLUMNS.replace("mood mood", "mood text")
KEEP = "--retain-dropped=P7D"


def measured(options, server, work):
    home = athanor.lay_out(work, server)
    command = athanor.Athanor(None, work, home)
    drops = [(f"t{i}", f"DROP TABLE t{i}", f"CREATE TABLE t{i} {PLAIN}") for i in range(TABLES)]
    moved = _bundle(home, f"{work}/kept-drops", drops)
    samples = {"athanor": [], "kept": []}
    for turn in range(options.rounds + 1):
        for name, more in (("athanor", []), ("kept", [KEEP])):
            database = server.fresh(f"kept-{name}")
            _fill(server, database, PLAIN)
            command.database = database
            sample = measure.run(command.run("upgrade", "--no-backup", *more, f"--bundle={moved}", port=server.port))
            if name == "kept" and _sql(server, database, "SELECT count(*) FROM athanor.kept WHERE rows IS NULL") != str(TABLES):
                raise SystemExit("kept: a table was copied that was to be moved")
            if turn:
                samples[name].append(sample)
            measure.say(f"    {name:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU")
    _there_and_back(server, command, _bundle(home, f"{work}/kept-mixed", _mixed()))
    server.sweep()
    yield "kept", {
        "what": f"{TABLES} tables of {ROWS:,} rows, dropped by plain DROP TABLE, so that they are moved",
        "titles": {"athanor": "`athanor upgrade`", "kept": f"`athanor upgrade {KEEP}`"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }


def _mixed():
    changes = []
    for i in range(TABLES):
        table = f"ALTER TABLE t{i} "
        changes.append((f"t{i}",) + (
            (f"DROP TABLE t{i}", f"CREATE TABLE t{i} {COLUMNS}"),
            (table + "DROP COLUMN note", table + "ADD COLUMN note text"),
            (table + "ALTER COLUMN price TYPE int", table + "ALTER COLUMN price TYPE numeric(12,4)"),
            (table + "ALTER COLUMN mood TYPE calm USING (CASE mood WHEN 'sad' THEN 'ok' ELSE mood::text END)::calm",
             table + "ALTER COLUMN mood TYPE mood USING mood::text::mood"),
        )[i % 4])
    return changes


def _there_and_back(server, command, bundle):
    """Every old value is back, and the rows that were added in between are kept."""
    command.database = database = server.fresh("kept-mixed")
    _fill(server, database)
    before = _contents(server, database)
    up = measure.run(command.run("upgrade", "--no-backup", KEEP, f"--bundle={bundle}", port=server.port))
    added = [i for i in range(TABLES) if i % 4]
    _sql(server, database, "".join(f"INSERT INTO t{i} (id) VALUES ({ROWS + 1});" for i in added))
    down = measure.run(command.run("downgrade", "--to=base", "--no-backup", f"--bundle={bundle}", port=server.port))
    measure.say(f"    {TABLES} changes of four kinds: up {up['wall']:.2f} s, down {down['wall']:.2f} s")
    if _contents(server, database) != before:
        raise SystemExit("kept: an old value is not back")
    if any(_sql(server, database, f"SELECT count(*) FROM t{i}") != str(ROWS + 1) for i in added):
        raise SystemExit("kept: a new row is gone")


def _fill(server, database, columns=COLUMNS):
    _sql(server, database, "CREATE TYPE mood AS ENUM ('ok', 'sad', 'fine'); CREATE TYPE calm AS ENUM ('ok', 'fine');" + "".join(
        f"CREATE TABLE t{i} {columns}; INSERT INTO t{i} SELECT i, CASE WHEN i % 7 <> 0 THEN 'note ' || i END, i / 7.0,"
        f" (ARRAY['ok', 'sad', 'fine'])[1 + i % 3]::{columns.split()[-1][:-1]} FROM generate_series(1, {ROWS}) i;" for i in range(TABLES)))
    _sql(server, database, "CHECKPOINT")


def _contents(server, database):
    return _sql(server, database, ";".join(
        f"SELECT md5(string_agg(t::text, '/' ORDER BY id)) FROM (SELECT id, note, price, mood::text FROM t{i} WHERE id <= {ROWS}) t"
        for i in range(TABLES)))


def _sql(server, database, sql):
    return tools.call([f"{server.bin}/psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(server.port),
                       "-U", "postgres", "-d", database, "-c", sql]).strip()


def _bundle(home, root, changes):
    os.makedirs(f"{root}/versions", exist_ok=True)
    parent = "<base>"
    for number, (name, up, down) in enumerate(changes):
        revision = f"{number:04d}"
        with open(f"{root}/versions/{revision}.sql", "w") as out:
            out.write("--liquibase formatted sql\n" f"-- revision: {revision}\n-- down-revision: {parent}\n-- message: {name}\n\n"
                      f"--changeset bench:{revision}\n{up};\n--rollback {down};\n")
        parent = revision
    return athanor.compile_bundle(home, root)
