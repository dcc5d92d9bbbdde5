"""The backup beside a plain pg_dump with the same options, and beside the same checks done by hand."""
import os
import re
import shutil

import athanor
import measure

ROWS = {"backup": 500_000, "backup-large": 3_000_000}
JOBS = 2

FILL = """
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL);
INSERT INTO users SELECT n, 'user ' || n, md5(n::text) || '@example.org' FROM generate_series(1, {users}) n;
CREATE TABLE tweets (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id bigint NOT NULL, body text NOT NULL,
                     metadata jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO tweets (user_id, body, metadata)
  SELECT 1 + n % {users}, 'what people write ' || md5(n::text) || ' and answer ' || md5((n * 7)::text),
         jsonb_build_object('likes', n % 1000, 'source', 'web')
  FROM generate_series(1, {rows}) n;
CREATE INDEX ON tweets (user_id);
CREATE TABLE results (tweet_id uuid PRIMARY KEY, sentiment text NOT NULL, scores double precision[] NOT NULL);
INSERT INTO results SELECT id, 'positive', ARRAY[random(), random(), random()] FROM tweets;
VACUUM ANALYZE;
"""


def measured(options, server, work):
    for key, rows in ROWS.items():
        yield key, _measured(options, server, work, rows)


def _measured(options, server, work, rows):
    database = server.fresh("backup")
    server.script(database, FILL.format(rows=rows, users=rows // 4))
    size = int(server.sql(database, "SELECT pg_database_size(current_database())")) >> 20
    command = athanor.Athanor(None, work, athanor.lay_out(work, server), "job")
    command.begin(database)
    target = f"{work}/backup-out"
    plain = [f"{server.bin}/pg_dump", "--format=directory", f"--jobs={JOBS}", "--compress=1", "--host=127.0.0.1", f"--port={server.port}",
             "--username=postgres", f"--dbname={database}", f"--file={target}/dump"]
    by_hand = (" ".join(plain) + f" && {server.bin}/pg_restore --file=/dev/null {target}/dump"
               f" && find {target}/dump -type f -exec sha256sum {{}} + > {target}/SHA256SUMS && sync {target}/dump/* {target}/SHA256SUMS")
    ours = command.run("backup", f"--backup-dir={target}", f"--backup-jobs={JOBS}", port=server.port)
    steps = {"pg_dump": plain, "by_hand": ["sh", "-ec", by_hand], "athanor": ours}
    samples = {name: [] for name in ("pg_dump", "unverified", "by_hand", "athanor")}
    for turn in range(options.rounds + 1):
        for name, argv in steps.items():
            sample = _once(argv, target)
            if turn:
                samples[name].append(sample)
                if name == "athanor":
                    samples["unverified"].append({**sample, "wall": sample["wall"] - _verifying(sample["output"])})
            measure.say(f"    {name:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU")
    shutil.rmtree(target, ignore_errors=True)
    server.sweep()
    return {
        "what": f"a database of {size:,} MB, two jobs, gzip level 1",
        "titles": {"pg_dump": "`pg_dump --format=directory --jobs=2 --compress=1`",
                   "unverified": "Athanor until the dump is done: JVM, snapshot, dump; not yet fsynced, which `pg_dump` alone is",
                   "by_hand": "`pg_dump`, then `pg_restore --file=/dev/null`, `sha256sum` and `sync` by hand",
                   "athanor": "Athanor, whole: every member read back, checksummed, fsynced"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }


def _once(argv, target):
    shutil.rmtree(target, ignore_errors=True)
    os.mkdir(target)
    os.sync()
    return measure.run(argv, keep_output=True)


def _verifying(output):
    return float(re.search(r"verified it in ([0-9.]+) s", output).group(1))
