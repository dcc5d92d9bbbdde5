"""One reader that keeps its lock for a minute, writers that come 200 times a second, and a migration of their table in between."""
import glob
import os
import shutil
import subprocess
import time

import athanor
import measure

RATE = 200
CLIENTS = 20
READS = 60
BEFORE = 3
AFTER = 8
REVISIONS = (("1975ea83b712", "<base>", "create accounts", "SELECT 1", "SELECT 1"),
             ("27c6a30d7c24", "1975ea83b712", "status of accounts", "ALTER TABLE account ADD COLUMN status text", "ALTER TABLE account DROP COLUMN status"))
WRITE = "\\set id random(1, 10000)\nUPDATE account SET name = 'written' WHERE id = :id;\n"


def measured(options, server, work):
    root = f"{work}/locks"
    _generate(root)
    command = athanor.Athanor(None, work, athanor.lay_out(work, server))
    bundle = athanor.compile_bundle(command.home, root)
    upgrade = ["upgrade", "--no-backup", "--lock-timeout=PT3M", f"--bundle={bundle}"]
    plain = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-c", REVISIONS[1][3]]
    results = {}
    for name, argv in {
        "athanor": lambda: command.run(*upgrade, port=server.port),
        "psql": lambda: [f"{server.bin}/psql", *plain, "-d", command.database],
    }.items():
        command.begin(server.fresh(f"locks-{name}"))
        server.script(command.database, "CREATE TABLE account (id int PRIMARY KEY, name text);\nINSERT INTO account SELECT n, 'name' FROM generate_series(1, 10000) n")
        results[name] = _once(server, command.database, argv(), f"{root}/log")
        measure.say(f"    {name:10} longest stall {results[name]['stall']:.2f} s, done {results[name]['after']:.2f} s after the reader, {results[name]['writes']} writes")
    server.sweep()
    yield "locks", {
        "what": f"a reader for {READS} s, {RATE} writers a second",
        "titles": {"psql": "psql: the `ALTER TABLE`, without a lock_timeout", "athanor": "`athanor upgrade`"},
        "results": results,
    }


def _once(server, database, argv, logs):
    shutil.rmtree(logs, ignore_errors=True)
    os.makedirs(logs)
    script = f"{logs}/write.sql"
    with open(script, "w") as out:
        out.write(WRITE)
    on = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    seconds = BEFORE + READS + AFTER
    writers = subprocess.Popen(
        [f"{server.bin}/pgbench", *on, "-n", "-f", script, "-c", str(CLIENTS), "-j", "2", "-R", str(RATE), "-T", str(seconds),
         "-l", f"--log-prefix={logs}/writers", database], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    reader = subprocess.Popen([f"{server.bin}/psql", *on, "-X", "-q", "-d", database], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        time.sleep(1)
        reader.stdin.write("BEGIN;\nSELECT count(*) FROM account;\n")
        reader.stdin.flush()
        began = time.monotonic()
        time.sleep(BEFORE - 1)
        migration = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        time.sleep(max(0.0, began + READS - time.monotonic()))
        early = migration.poll()
        ended = time.monotonic()
        reader.communicate("COMMIT;\n", timeout=30)
        output, _ = migration.communicate(timeout=120)
        after = time.monotonic() - ended
        _, errors = writers.communicate(timeout=seconds + 120)
    finally:
        for process in (reader, writers):
            if process.poll() is None:
                process.kill()
    if early is not None or migration.returncode or writers.returncode:
        raise measure.Failed(f"the migration ended early ({early}) or badly ({migration.returncode}), or the writers did ({writers.returncode}):\n{output}\n{errors}")
    measure.say("\n".join("      " + line for line in output.splitlines()))
    stalls = _latencies(logs)
    return {"stall": round(max(stalls), 2), "after": round(after, 2), "writes": len(stalls), "slow": round(sum(s > 0.1 for s in stalls) / len(stalls), 3)}


def _latencies(logs):
    """Seconds of each write, from when it was due: with a rate, pgbench counts from there."""
    return [int(line.split()[2]) / 1e6 for path in glob.glob(f"{logs}/writers.*") for line in open(path) if "skipped" not in line]


def _generate(root):
    os.makedirs(f"{root}/versions", exist_ok=True)
    for revision, parent, message, up, down in REVISIONS:
        with open(f"{root}/versions/{revision}.sql", "w") as out:
            out.write(f"--liquibase formatted sql\n-- revision: {revision}\n-- down-revision: {parent}\n-- message: {message}\n\n"
                      f"--changeset bench:{revision}\n{up};\n--rollback {down};\n")
