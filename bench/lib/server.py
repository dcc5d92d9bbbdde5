"""A PostgreSQL server of the benchmark's own: Debian's newest, its default settings (fsync on), on loopback."""
import glob
import os
import pwd
import re
import shutil
import socket
import subprocess
import time


def binaries():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(re.sub(r"\D", "", p.split("/")[4])))
    if not found:
        raise SystemExit("error: no PostgreSQL server below /usr/lib/postgresql; run: make setup")
    return found[-1]


class Server:
    def __init__(self, directory):
        self.bin, self.data = binaries(), f"{directory}/pgdata"
        shutil.rmtree(self.data, ignore_errors=True)
        os.makedirs(self.data, mode=0o700)
        # initdb refuses to run as root.
        self.as_postgres = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.data, user.pw_uid, user.pw_gid)
            for parent in _parents(self.data):
                if not os.stat(parent).st_mode & 0o001:
                    raise SystemExit(f"error: {parent} must be searchable by the user postgres; set ATHANOR_BENCH_DATA to another directory")
            self.as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        with socket.create_server(("127.0.0.1", 0)) as s:
            self.port = s.getsockname()[1]
        self._pg("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.databases = []
        self.spread_directories()
        self._pg("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", f"{self.data}/log",
                 "-o", f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}", "start")
        self.version = self.sql("postgres", "SHOW server_version").split()[0]

    def _pg(self, tool, *arguments):
        result = subprocess.run([*self.as_postgres, f"{self.bin}/{tool}", *arguments], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, cwd="/")
        if result.returncode != 0:
            raise SystemExit(f"error: {tool} failed:\n{result.stdout}")

    def stop(self):
        self._pg("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.data, ignore_errors=True)

    def sql(self, database, sql):
        result = subprocess.run([f"{self.bin}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
                                 "-p", str(self.port), "-U", "postgres", "-d", database, "-c", sql],
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if result.returncode != 0:
            raise SystemExit(f"error: {sql[:200]}\n{result.stderr}")
        return result.stdout.strip()

    def fsync_millis(self):
        """What one fdatasync of 8 kB costs here: on a disk with a battery next to nothing, on many others most of a commit."""
        path, times = f"{self.data}/fsync-test", []
        with open(path, "wb", buffering=0) as f:
            for _ in range(101):
                f.seek(0)
                f.write(b"x" * 8192)
                begin = time.perf_counter()
                os.fdatasync(f.fileno())
                times.append(time.perf_counter() - begin)
        os.unlink(path)
        return round(sorted(times)[50] * 1000, 2)

    def script(self, database, sql):
        for statement in sql.split(";\n"):
            if statement.strip():
                self.sql(database, statement)

    def fresh(self, name):
        """A database that never was: see spread_directories() for why none is used twice."""
        database = f"bench_{name.replace('-', '_')}_{len(self.databases)}"
        self.databases.append(database)
        self.sql("postgres", f"CREATE DATABASE {database} TEMPLATE template0")
        return database

    def sweep(self):
        for i, database in enumerate(self.databases):
            self.databases[i] = None
            if database:
                self.sql("postgres", f"DROP DATABASE {database} WITH (FORCE)")

    def spread_directories(self):
        """Where files were deleted in the last minutes, ext4 looks at every one of their inodes for each new file.

        One contender's DROP TABLE would slow the next one's CREATE TABLE; the attribute T puts each database's
        directory into another part of the disk. Other file systems refuse it and do not need it.
        """
        subprocess.run(["chattr", "+T", f"{self.data}/base"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def slow_flushes(self, millis):
        """As on a disk that takes so much longer: the server itself waits before it flushes a commit to the log."""
        for setting in (f"commit_delay = {round(millis * 1000)}", "commit_siblings = 0" if millis else "commit_siblings = 5"):
            self.sql("postgres", f"ALTER SYSTEM SET {setting}")
        self.sql("postgres", "SELECT pg_reload_conf()")

    def settle(self):
        """Nobody pays for the pages that somebody else made dirty."""
        self.sql("postgres", "CHECKPOINT")

    def fingerprint(self, database):
        """What the workload made, tables of the migration tools left out: equal for all, and 'empty' at base."""
        return self.sql(database, """
            SELECT coalesce(md5(string_agg(line, E'\\n' ORDER BY line)), 'empty') FROM (
              SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull AS line
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
              WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                AND c.relname LIKE '%account\\_%'
              UNION ALL
              SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace AND conname LIKE 'account\\_%') x""")


def _parents(path):
    path = os.path.dirname(os.path.abspath(path))
    while path != "/":
        yield path
        path = os.path.dirname(path)
