"""One changelog of a public project, and the two tools on it: Athanor, and Liquibase as it comes."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile

import measure
import staging
import tools

STAND_IN = """package {package};
public class {name} implements liquibase.change.custom.CustomTaskChange {{
{setters}  public void execute(liquibase.database.Database database) throws liquibase.exception.CustomChangeException {{
    try (java.sql.Statement statement = ((liquibase.database.jvm.JdbcConnection) database.getConnection()).createStatement()) {{
      statement.execute("CREATE TABLE IF NOT EXISTS ran_in_java (name text)");
      statement.execute("INSERT INTO ran_in_java VALUES ('{name}')");
    }} catch (Exception e) {{
      throw new liquibase.exception.CustomChangeException(e);
    }}
  }}
  public String getConfirmationMessage() {{ return "done"; }}
  public void setUp() {{}}
  public void setFileOpener(liquibase.resource.ResourceAccessor resources) {{}}
  public liquibase.exception.ValidationErrors validate(liquibase.database.Database database) {{ return new liquibase.exception.ValidationErrors(); }}
}}
"""

MASTER = """<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">{}</databaseChangeLog>
"""


class Corpus:
    """
    name        of the project
    repo, paths OWNER/NAME, and the folders of it that are put one over the other
    maven       in their place, group:artifact:version, with all that it needs: on the class path
    changelog   the master
    includes    where the project runs several changelogs, one after the other: what that master, which it does not have, includes
    contexts, labels, parameters   as the project itself gives them; several contexts are several runs, one after the other
    compile     parameters that Athanor alone needs: properties that are another value by context
    ownLock     its classes take Liquibase's lock away, for the project locks by itself: Liquibase does not run at once with others on it
    before      SQL that the project runs itself before Liquibase
    standIns    classes of custom changes, each with its parameters: the project's own need the whole application, so both tools get
                one of the same name that writes a row
    """

    def __init__(self, entry, work, clones):
        self.__dict__.update({"contexts": "", "labels": "", "parameters": {}, "compile": {}, "before": "", "ownLock": False, "standIns": {}, **entry})
        self.runs = self.contexts if isinstance(self.contexts, list) else [self.contexts]
        self.directory = f"{work}/{self.name}"
        self.root = f"{self.directory}/root"
        self.bundle = f"{self.directory}/bundle.zip"
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.root)
        self.classpath = []
        if "maven" in entry:
            self.classpath = jars(self.maven)
        for path in entry.get("paths", []):
            staging.unpack(staging.clone(self.repo, clones), path, os.path.join(self.root, entry.get("below", "")))
        if "includes" in entry:
            with open(f"{self.root}/{self.changelog}", "w") as master:
                master.write(MASTER.format("".join(f'<include file="{each}"/>' for each in self.includes)))
        if self.standIns:
            # Before the project's own of the same name.
            self.classpath.insert(0, stand_ins(self.standIns, f"{self.directory}/classes"))

    def resources(self):
        """The jars that have its files."""
        return [jar for jar in self.classpath if os.path.isfile(jar) and self.changelog in zipfile.ZipFile(jar).namelist()]

    def counts(self):
        """Changesets, and those of them that Liquibase has to run."""
        changesets = [c for r in self.manifest()["revisions"] for c in r["changesets"]]
        return len(changesets), sum(1 for c in changesets if "live" in c)

    def manifest(self):
        with zipfile.ZipFile(self.bundle) as bundle:
            return json.loads(bundle.read("manifest.json"))

    def sums(self):
        """What Athanor records, by what else it accepts: of a valueDate Liquibase 4.33 records what no other version reads (docs/liquibase.md)."""
        return {other: c["checksum"] for r in self.manifest()["revisions"] for c in r["changesets"] for other in c.get("validChecksums", [])}

    def run_always(self):
        return [c["id"] for r in self.manifest()["revisions"] for c in r["changesets"] if c.get("runAlways")]

    def half(self, recorded, before):
        """The revision that stands nearest to the middle of what was recorded after the first `before`, unless it is the last; changesets up to it."""
        ids, at = {(i, a) for i, a in recorded}, 0
        middle = (before + len(recorded)) / 2
        best = None
        revisions = self.manifest()["revisions"]
        for revision in revisions[:-1]:
            at += sum(1 for c in revision["changesets"] if (c["id"], c["author"]) in ids)
            if at > before and (best is None or abs(at - middle) < abs(best[1] - middle)):
                best = (revision["id"], at)
        return best


class Athanor:
    def __init__(self, server, command):
        self.server, self.java = server, command

    def package(self, corpus):
        return measure.run([*self.java, "package", corpus.bundle, *self._source(corpus)], timeout=1800)

    def upgrade(self, corpus, database, contexts, to="head"):
        argv = [*self.java, "upgrade", to, "--no-backup", f"--bundle={corpus.bundle}", f"--contexts={contexts}",
                f"--labels={corpus.labels}", "--allow-live", "--lock-timeout=PT30M", *self._classpath(corpus),
                f"--database-url=postgresql://postgres@127.0.0.1:{self.server.port}/{database}"]
        return measure.run([a for a in argv if not a.endswith("=")], timeout=1800, keep_output=True)

    def _source(self, corpus):
        given = {**corpus.parameters, **corpus.compile}
        return [f"--root={corpus.root}", f"--changelog={corpus.changelog}", *self._classpath(corpus),
                *[f"--parameter={name}={value}" for name, value in given.items()]]

    @staticmethod
    def _classpath(corpus):
        return ["--classpath=" + ":".join(corpus.classpath)] if corpus.classpath else []


class Liquibase:
    def __init__(self, server):
        self.server, self.home = server, tools.liquibase()
        self.java = f"{tools.newest_jdk()[1]}/bin/java"

    def upgrade(self, corpus, database, contexts):
        return self._run(corpus, database, contexts, "update")

    def update_count(self, corpus, database, contexts, count):
        return self._run(corpus, database, contexts, "update-count", f"--count={count}")

    def pending(self, corpus, database):
        """What its status lists."""
        output = self._run(corpus, database, corpus.runs[-1], "status", "--verbose")["output"]
        return sorted(line.strip() for line in output.splitlines() if re.match(r" {5}\S", line))

    def _run(self, corpus, database, contexts, verb, *more):
        argv = [self.java, "-cp", ":".join([f"{self.home}/*", *corpus.classpath]), *[f"-D{n}={v}" for n, v in corpus.parameters.items()],
                "liquibase.integration.commandline.LiquibaseCommandLine", "--show-banner=false", "--search-path=" + ",".join([corpus.root, *corpus.resources()]),
                "--log-level=OFF",
                verb, f"--changelog-file={corpus.changelog}", f"--url=jdbc:postgresql://127.0.0.1:{self.server.port}/{database}",
                "--username=postgres", "--password=unused", *more]
        argv += [f"--contexts={contexts}"] if contexts else []
        argv += [f"--label-filter={corpus.labels}"] if corpus.labels else []
        return measure.run(argv, env={**os.environ, "LIQUIBASE_ANALYTICS_ENABLED": "false"}, cwd=corpus.directory, timeout=1800, keep_output=True)


def all_runs(tool, corpus, database):
    """All that a project runs; what it took together."""
    samples = [tool.upgrade(corpus, database, contexts) for contexts in corpus.runs]
    return {what: sum(sample[what] for sample in samples) for what in ("wall", "cpu")}


def jars(coordinates):
    """An artifact and what it needs, fetched by Maven."""
    directory = f"{tools.CACHE}/jars-{hashlib.sha256(coordinates.encode()).hexdigest()[:12]}"
    if not os.path.exists(f"{directory}/done"):
        os.makedirs(directory, exist_ok=True)
        dependencies = "".join("<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(*each.split(":"))
                               for each in coordinates.split(","))
        with open(f"{directory}/pom.xml", "w") as pom:
            pom.write('<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>dev.athanor.bench</groupId>'
                      f"<artifactId>jars</artifactId><version>1</version><packaging>pom</packaging><dependencies>{dependencies}</dependencies></project>")
        tools.call([f"{tools.ROOT}/mvnw", "-q", "-B", "-ntp", "-f", f"{directory}/pom.xml",
                    "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies", f"-DoutputDirectory={directory}"], cwd=tools.ROOT)
        open(f"{directory}/done", "w").close()
    # Liquibase itself and the driver are the tools' own.
    return sorted(f"{directory}/{jar}" for jar in os.listdir(directory)
                  if jar.endswith(".jar") and not jar.startswith(("liquibase-core-", "postgresql-")))


def stand_ins(classes, directory):
    sources = []
    for full, parameters in classes.items():
        package, name = full.rsplit(".", 1)
        path = f"{directory}/src/{full.replace('.', '/')}.java"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        setters = "".join(f"  public void set{p[0].upper()}{p[1:]}(String value) {{}}\n" for p in parameters)
        with open(path, "w") as out:
            out.write(STAND_IN.format(package=package, name=name, setters=setters))
        sources.append(path)
    core = [f"{tools.liquibase()}/{jar}" for jar in os.listdir(tools.liquibase()) if jar.startswith("liquibase-core-")]
    subprocess.run(["javac", "--release", "17", "-cp", ":".join(core), "-d", directory, *sources], check=True)
    return directory
