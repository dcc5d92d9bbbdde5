"""The backup beside a plain pg_dump with the same options, and beside the same checks done by hand; the restore beside pg_restore."""
import glob
import os
import re
import shutil
import subprocess

import athanor
import measure
import tools

ROWS = {"backup": 500_000, "backup-large": 3_000_000}
JOBS = 2
# With one job a processor is left for the reading back; with two, pg_dump and its server take both.
SPARE = 1
KEYS = {"AWS_ACCESS_KEY_ID": "a-test-user", "AWS_SECRET_ACCESS_KEY": "a-test-secret"}

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
    programs, compression = _programs(server)
    s3 = S3(f"{work}/s3")
    try:
        for key, rows in ROWS.items():
            database = server.fresh("backup")
            server.script(database, FILL.format(rows=rows, users=rows // 4))
            size = int(server.sql(database, "SELECT pg_database_size(current_database())")) >> 20
            command = athanor.Athanor(None, work, athanor.lay_out(work, server), "job")
            command.begin(database)
            yield key, _backups(options, server, work, command, s3, size, programs, compression, JOBS)
            if key == "backup-large":
                yield "backup-spare", _backups(options, server, work, command, s3, size, programs, compression, SPARE)
                yield "restore", _restores(options, server, work, command, size)
            server.sweep()
    finally:
        s3.close()


def _programs(server):
    """pg_dump knows zstd from 16 on: where the server's own does not, the newest is taken out of its package."""
    if int(server.version.split(".")[0]) >= 16:
        return server.bin, "zstd"
    path = subprocess.run([f"{tools.ROOT}/hack/newest-pg-dump"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return (os.path.dirname(path.stdout.strip()), "zstd") if path.returncode == 0 else (server.bin, "1")


def _backups(options, server, work, command, s3, size, programs, compression, jobs):
    target = f"{work}/backup-out"
    plain = [f"{programs}/pg_dump", "--format=directory", f"--jobs={jobs}", f"--compress={compression}", "--host=127.0.0.1",
             f"--port={server.port}", "--username=postgres", f"--dbname={command.database}", f"--file={target}/dump"]
    by_hand = (" ".join(plain) + f" && {programs}/pg_restore --file=/dev/null {target}/dump"
               f" && find {target}/dump -type f -exec sha256sum {{}} + > {target}/SHA256SUMS && sync {target}/dump/* {target}/SHA256SUMS")

    def ours(place):
        return command.run("backup", f"--backup-dir={place}", f"--backup-jobs={jobs}", f"--tools-dir={programs}", port=server.port)

    steps = {"pg_dump": plain, "by_hand": ["sh", "-ec", by_hand], "athanor": ours(target), "s3": ours(s3.location)}
    samples = {name: [] for name in ("pg_dump", "unverified", "by_hand", "athanor", "s3")}
    for turn in range(options.rounds + 1):
        for name, argv in steps.items():
            s3.empty()
            sample = _once(argv, target)
            if turn:
                samples[name].append(sample)
                if name == "athanor":
                    samples["unverified"].append({**sample, "wall": sample["wall"] - _verifying(sample["output"])})
            measure.say(f"    {name:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU {sample['mb']:4.0f} MB")
    shutil.rmtree(target, ignore_errors=True)
    s3.empty()
    return {
        "what": f"a database of {size:,} MB, {'one job' if jobs == SPARE else 'two jobs'}, {'zstd' if compression == 'zstd' else 'gzip level 1'}",
        "titles": {"pg_dump": f"`pg_dump --format=directory --jobs={jobs} --compress={compression}`",
                   "unverified": "Athanor until the dump is done: JVM, snapshot, dump; not yet fsynced, which `pg_dump` alone is",
                   "by_hand": "`pg_dump`, then `pg_restore --file=/dev/null`, `sha256sum` and `sync` by hand",
                   "athanor": "Athanor, whole: every member read back, checksummed, fsynced",
                   "s3": "Athanor into a bucket (S3Proxy on loopback, on the same cores), every object read back"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }


def _restores(options, server, work, command, size):
    """With the server's own programs: newer ones' restores into an older server take another way."""
    target = f"{work}/backup-out"
    _once(command.run("backup", f"--backup-dir={target}", f"--backup-jobs={JOBS}", f"--tools-dir={server.bin}", port=server.port), target)
    name = os.path.basename(glob.glob(f"{target}/*/")[0].rstrip("/"))
    source, samples = command.database, {"pg_restore": [], "analyzed": [], "restore": []}
    for turn in range(options.rounds + 1):
        for way in samples:
            into = server.fresh("restored")
            plain = [f"{server.bin}/pg_restore", f"--jobs={JOBS}", "--exit-on-error", "--host=127.0.0.1", f"--port={server.port}",
                     "--username=postgres", f"--dbname={into}", f"{target}/{name}/dump"]
            analyzed = " ".join(plain) + f" && {server.bin}/psql -q -h 127.0.0.1 -p {server.port} -U postgres -d {into} -c ANALYZE"
            command.database = into
            ours = command.run("restore", name, f"--backup-dir={target}", f"--backup-jobs={JOBS}", f"--tools-dir={server.bin}", port=server.port)
            server.settle()
            sample = measure.run({"pg_restore": plain, "analyzed": ["sh", "-ec", analyzed], "restore": ours}[way])
            server.sql("postgres", f"DROP DATABASE {into} WITH (FORCE)")
            server.databases.remove(into)
            if turn:
                samples[way].append(sample)
            measure.say(f"    {way:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU {sample['mb']:4.0f} MB")
    command.database = source
    shutil.rmtree(target, ignore_errors=True)
    return {
        "what": f"a database of {size:,} MB, two jobs",
        "titles": {"pg_restore": f"`pg_restore --jobs={JOBS}`", "analyzed": "the same and `ANALYZE`",
                   "restore": "`athanor restore`: every checksum, `pg_restore`, settings, history, `ANALYZE`"},
        "results": {way: measure.summary(each) for way, each in samples.items()},
    }


def _once(argv, target):
    shutil.rmtree(target, ignore_errors=True)
    os.mkdir(target)
    os.sync()
    return measure.run(argv, env={**os.environ, **KEYS}, keep_output=True)


def _verifying(output):
    return float(re.search(r"verified it in ([0-9.]+) s", output).group(1))


class S3:
    """The S3 server of the tests, as a process of its own."""

    def __init__(self, directory):
        self.directory = directory
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        class_path = f"{directory}.cp"
        tools.call([f"{tools.ROOT}/mvnw", "-q", "-B", "-ntp", "test-compile", "dependency:build-classpath", "-pl", "s3", "-am",
                    "-DincludeScope=test", f"-Dmdep.outputFile={class_path}"], cwd=tools.ROOT)
        here = f"{tools.ROOT}/s3/target"
        self.process = subprocess.Popen([f"{tools.newest_jdk()[1]}/bin/java", "-Xmx256m", "-cp",
                                         f"{here}/test-classes:{here}/classes:{open(class_path).read().strip()}",
                                         "dev.athanor.s3.testing.ServeS3", directory],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = self.process.stdout.readline().strip()
        if not port:
            raise SystemExit("error: the S3 server of the tests did not start")
        self.location = f"s3://backups/bench?endpoint=http://127.0.0.1:{port}"

    def empty(self):
        for entry in glob.glob(f"{self.directory}/backups/*"):
            shutil.rmtree(entry, ignore_errors=True)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
