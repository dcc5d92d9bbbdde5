"""How each contender does each verb: a command line for a database URL's port and name, nothing more."""
import os
import shutil

import tools

OPERATIONS = ("upgrade", "noop", "status", "downgrade")


class Contender:
    """`command(operation)` gives (argv, environment, directory), or None where it has no such verb."""

    name = title = ""

    def __init__(self, workload, work):
        self.workload, self.work = workload, f"{work}/{self.name}"
        os.makedirs(self.work, exist_ok=True)

    def begin(self, database):
        """A round starts, on an empty database of this name."""
        self.database = database

    def prepare(self):
        """What is done once and not timed."""

    def command(self, operation, port):
        raise NotImplementedError


class Psql(Contender):
    name, title = "psql", "psql, one transaction a file"

    def __init__(self, workload, work, server):
        super().__init__(workload, work)
        self.psql = f"{server.bin}/psql"

    def command(self, operation, port):
        connect = [self.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", self.database]
        if operation in ("noop", "status"):
            return connect + ["-c", "SELECT 1"], None, self.work
        return connect + ["-f", f"{self.workload}/psql/{'up' if operation == 'upgrade' else 'down'}.sql"], None, self.work


class Alembic(Contender):
    name = "alembic"
    title = f"Alembic {tools.pinned('alembic')}, one transaction a revision"

    def prepare(self):
        self.home = tools.alembic()
        shutil.rmtree(f"{self.work}/script", ignore_errors=True)
        shutil.copytree(f"{self.workload}/alembic", f"{self.work}/script")
        shutil.copy(f"{tools.HERE}/alembic/env.py", f"{self.work}/script/env.py")

    def command(self, operation, port):
        ini = f"{self.work}/alembic.ini"
        with open(ini, "w") as f:
            f.write(f"[alembic]\nscript_location = {self.work}/script\n"
                    f"sqlalchemy.url = postgresql+psycopg://postgres@127.0.0.1:{port}/{self.database}\n")
        verb = {"upgrade": ["upgrade", "head"], "noop": ["upgrade", "head"], "status": ["current"], "downgrade": ["downgrade", "base"]}
        return [f"{self.home}/bin/alembic", "-c", ini, *verb[operation]], None, self.work


class Flyway(Contender):
    name = "flyway"
    title = f"Flyway {tools.pinned('flyway')}"

    def prepare(self):
        self.home = tools.flyway()
        self.java = tools.newest_jdk()[1]

    def command(self, operation, port):
        if operation == "downgrade":
            return None  # undo is not in the open-source edition
        verb = "info" if operation == "status" else "migrate"
        return [f"{self.java}/bin/java", "-cp", f"{self.home}/*", "org.flywaydb.commandline.Main", "-skipCheckForUpdate",
                f"-url=jdbc:postgresql://127.0.0.1:{port}/{self.database}", "-user=postgres", "-password=unused",
                f"-locations=filesystem:{self.workload}/flyway", f"-workingDirectory={self.work}", verb], \
            {**os.environ, "REDGATE_DISABLE_TELEMETRY": "true"}, self.work


class Liquibase(Contender):
    name = "liquibase"
    title = f"Liquibase {tools.pinned('liquibase')}"

    def __init__(self, workload, work, size):
        super().__init__(workload, work)
        self.size = size

    def prepare(self):
        self.home = tools.liquibase()
        self.java = tools.newest_jdk()[1]

    def command(self, operation, port):
        verb = {"upgrade": ["update"], "noop": ["update"], "status": ["status"],
                "downgrade": ["rollback-count", f"--count={self.size}"]}[operation]
        return [f"{self.java}/bin/java", "-cp", f"{self.home}/*", "liquibase.integration.commandline.LiquibaseCommandLine",
                "--show-banner=false", f"--search-path={self.workload}/changelog", verb[0], "--changelog-file=master.yaml",
                f"--url=jdbc:postgresql://127.0.0.1:{port}/{self.database}", "--username=postgres", "--password=unused", *verb[1:]], \
            {**os.environ, "LIQUIBASE_ANALYTICS_ENABLED": "false"}, self.work
