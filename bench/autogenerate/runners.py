"""The contenders: how each is brought to the model before a change, and asked for the rest."""
import glob
import os
import re

import liquibase_changelog
import tools
from worker import Worker

# liquibase-hibernate has Hibernate boot without a connection, which needs the dialect said, here or in every persistence unit.
DIALECT = "-Dhibernate.dialect=org.hibernate.dialect.PostgreSQLDialect"
LOWER_CASE = "-Dhibernate.physical_naming_strategy=LowerCaseNames"

HERE = os.path.dirname(os.path.abspath(__file__))


class Contender:
    name = title = ""

    def __init__(self, worker):
        self.worker = worker

    def start(self, change, truth, databases):
        """A database at the model before, made by the contender's own means, with the rows in it."""
        database = databases.make()
        reply = self.worker.ask("before", change, database)
        if reply["error"]:
            raise SystemExit(f"error: {self.title} does not make the model before '{change.name}': {reply['error']}")
        databases.fill(database, change.rows)
        return database

    def unchanged(self, change, truth, database):
        return self.worker.ask("unchanged", change, database)

    def write(self, change, database):
        return self.worker.ask("write", change, database)

    def again(self, change, truth, database):
        return self.worker.ask("again", change, database)

    def without(self, change, statements):
        """The schema less what the contender's models have no word for."""
        return statements


class Athanor(Contender):
    name, title = "athanor", "Athanor"


class Alembic(Contender):
    def without(self, change, statements):
        # Hibernate makes casts beside an enum type.
        return [s for s in statements if not s.startswith("CREATE CAST ")]


class AlembicByDefault(Alembic):
    name, title = "alembic", "Alembic, default settings"


class AlembicTuned(Alembic):
    name, title = "alembic-tuned", "Alembic, tuned"


class Liquibase(Contender):
    name, title = "liquibase", "liquibase-hibernate"

    def start(self, change, truth, databases):
        return databases.make(truth.database)

    def _diff(self, verb, change, database):
        reply = self.worker.ask(verb, change, database)
        return {**reply, "found": liquibase_changelog.changes(reply["text"])}

    def unchanged(self, change, truth, database):
        return self._diff("unchanged", change, database)

    def write(self, change, database):
        return self._diff("write", change, database)

    def again(self, change, truth, database):
        return self._diff("again", change, database)


class LiquibaseReviewed(Liquibase):
    """Somebody deletes, before running it, what the changelog says whether the model was changed or not."""

    name, title = "liquibase-reviewed", "liquibase-hibernate, reviewed"

    def __init__(self, worker, directory):
        super().__init__(worker)
        self.directory = directory

    def unchanged(self, change, truth, database):
        self.noise = super().unchanged(change, truth, database)["found"]
        return {"error": None, "found": self.noise, "text": ""}

    def write(self, change, database):
        reply = super().write(change, database)
        text = liquibase_changelog.without(reply["text"], self.noise)
        path = f"{self.directory}/{database}/changelog.xml"
        if text:
            with open(path, "w") as f:
                f.write(text)
        elif os.path.exists(path):
            os.unlink(path)
        return {**reply, "text": text, "found": liquibase_changelog.changes(text)}

    def again(self, change, truth, database):
        reply = super().again(change, truth, database)
        # What it says of the model after, in the very schema that Hibernate made of it, counts for nothing either.
        noise = self.noise + self._diff("again", change, truth.after_database)["found"]
        return {**reply, "found": [found for found in reply["found"] if found not in noise]}


class Workers:
    """The processes, started when first needed."""

    def __init__(self, work, server, classes, jars, home):
        self.work, self.port, self.classes, self.jars, self.home = work, str(server.port), classes, jars, home
        self.java, self.started = f"{home}/bin/java", []

    def _compiled(self, name, class_path, *sources):
        out = self.directory(f"{name}-classes")
        tools.call([f"{self.home}/bin/javac", "-d", out, "-cp", class_path, "--release", "17", *(f"{HERE}/java/{s}.java" for s in ("Wire", *sources))])
        return out

    def _java(self, name, class_path, sources, *arguments, settings=()):
        own = self._compiled(name, class_path, *sources)
        command = [self.java, "-Xmx1g", *settings, "-cp", f"{own}:{self.classes}:{class_path}", sources[0], *arguments]
        return self._start(name, command)

    def _start(self, name, command, env=None):
        worker = Worker(name, command, f"{self.work}/{name}.log", {**os.environ, "LIQUIBASE_ANALYTICS_ENABLED": "false", **(env or {})})
        self.started.append(worker)
        return worker

    def directory(self, name):
        os.makedirs(f"{self.work}/{name}", exist_ok=True)
        return f"{self.work}/{name}"

    def hibernate(self):
        return self._java("hibernate", f"{self.jars}/*", ["HibernateWorker"], self.port)

    def contender(self, name):
        directory = self.directory(name)
        if name == "athanor":
            model = [self.classes, *sorted(glob.glob(f"{self.jars}/*.jar"))]
            class_path = athanor_class_path()
            own = self._compiled(name, class_path, "AthanorWorker")
            return Athanor(self._start(name, [self.java, "-Xmx1g", "-cp", f"{own}:{class_path}", "dev.athanor.autogenerate.changes.AthanorWorker", directory, self.port, *model]))
        if name.startswith("liquibase"):
            settings = [DIALECT] if name == "liquibase" else [DIALECT, LOWER_CASE]
            worker = self._java(name, f"{self.jars}/*", ["LiquibaseWorker", "LowerCaseNames"], directory, self.port, settings=settings)
            return Liquibase(worker) if name == "liquibase" else LiquibaseReviewed(worker, directory)
        python = [f"{tools.alembic()}/bin/python", f"{HERE}/alembic/worker.py", directory, self.port]
        if name == "alembic":
            return AlembicByDefault(self._start(name, python))
        return AlembicTuned(self._start(name, [*python, "compare_server_default=true", "include_schemas=true"], {"NAMING_CONVENTION": "1"}))

    def close(self):
        for worker in self.started:
            worker.close()


CONTENDERS = ("athanor", "liquibase", "liquibase-reviewed", "alembic", "alembic-tuned")


CLASS_PATH = "target/bench-class-path"


def build_athanor():
    """Autogenerate and all it needs, from the sources that stand here."""
    tools.call([f"{tools.ROOT}/mvnw", "-q", "-B", "-ntp", "package", "-DskipTests", "-pl", "autogenerate", "-am",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath", f"-Dmdep.outputFile={CLASS_PATH}", "-Dmdep.includeScope=runtime"],
               cwd=tools.ROOT)


def athanor_class_path():
    return f"{tools.ROOT}/autogenerate/target/classes:{tools.ROOT}/autogenerate/target/test-classes:" + open(f"{tools.ROOT}/autogenerate/{CLASS_PATH}").read().strip()


def versions(server, home):
    pom = open(f"{HERE}/java/pom.xml").read()
    requirements = open(f"{tools.HERE}/alembic/requirements.txt").read()
    return {
        "Hibernate": re.search("<hibernate.version>([^<]+)", pom).group(1),
        "Liquibase and liquibase-hibernate6": re.search("<liquibase.version>([^<]+)", pom).group(1),
        "Alembic": re.search(r"alembic==(\S+)", requirements).group(1),
        "SQLAlchemy": re.search(r"SQLAlchemy==(\S+)", requirements).group(1),
        "PostgreSQL": server.version,
        "JDK": re.search(r'JAVA_VERSION="([^"]+)', open(f"{home}/release").read()).group(1),
    }
