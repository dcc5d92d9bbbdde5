"""What public projects publish of their entity models and of their schemas' past, put where PublicModelsTest finds it."""
import glob
import os
import re
import subprocess
import tarfile
import zipfile

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.athanor.bench</groupId><artifactId>{name}</artifactId><version>1</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>{}</dependency>"
EXCLUSION = "<exclusion><groupId>{}</groupId><artifactId>{}</artifactId></exclusion>"
FLYWAY = re.compile(r"^V(\d+(?:[._]\d+)*)__(.*)\.sql$|^(\d{14,})__(.*)\.sql$")
HEADER = """--liquibase formatted sql
-- revision: {id}
-- down-revision: {down}
-- message: {message}

--changeset history:{id} splitStatements:false stripComments:false
{sql}
--rollback empty
"""


class Staging:
    """Prepares models below a directory, one each."""

    def __init__(self, root, work, maven, mirrors):
        self.root, self.work, self.maven, self.mirrors = root, work, maven, mirrors
        self.tools = f"{work}/tools"

    def fetch_tools(self):
        for artifact in ["org.apache.tomcat:jakartaee-migration:1.0.9:jar:shaded", "org.eclipse.jdt:ecj:3.33.0"]:
            self.maven("-f", f"{self.root}/pom.xml", "-N", "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy",
                       f"-Dartifact={artifact}", f"-DoutputDirectory={self.tools}", "-Dmdep.stripVersion")

    def prepare(self, model):
        directory = f"{self.work}/{model['name']}"
        os.makedirs(directory)
        provider = f"{self.root}/autogenerate/target/providers/hibernate-{model.get('hibernate', 6)}"
        jars = sorted(glob.glob(f"{provider}/*.jar")) + self.class_path(model, directory)
        if "git" in model:
            self.sources(model, directory)
            jars.append(self.compiled(model, directory, jars))
            jars += [f"{directory}/source/{path}" for path in model.get("resources", [])]
        write(f"{directory}/class-path", ":".join(jars))
        properties = {"packages": model["packages"], "naming": model.get("naming", "JPA"), "mappingFiles": ",".join(model.get("mapping-files", []))}
        properties.update({f"backfill.{column}": value for column, value in model.get("backfills", {}).items()})
        properties.update({f"provider.{name}": value for name, value in model.get("provider", {}).items()})
        write(f"{directory}/model.properties", "".join(f"{name}={value}\n" for name, value in properties.items()))
        if "history" in model:
            history(model["history"], directory, jars)

    def class_path(self, model, directory):
        """To stand behind one Hibernate: what a project's own build pins beside it is not in what it publishes."""
        exclusions = "".join(EXCLUSION.format(*ga.split(":")) for ga in model.get("without", []))
        exclusions = f"<exclusions>{exclusions}</exclusions>" if exclusions else ""
        dependencies = "".join(DEPENDENCY.format(*gav.split(":"), exclusions) for gav in model["artifacts"])
        write(f"{directory}/pom.xml", POM.format(name=model["name"], dependencies=dependencies))
        self.maven("-f", f"{directory}/pom.xml", "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                   "-Dmdep.includeScope=runtime", f"-Dmdep.outputFile={directory}/class-path")
        jars = open(f"{directory}/class-path").read().strip().split(":")
        return [self.migrated(jar, directory) for jar in jars] if model.get("jakarta") else jars

    def migrated(self, jar, directory):
        if not jar.endswith(".jar") or not mentions(jar, b"Ljavax/persistence/"):
            return jar
        moved = f"{directory}/jakarta/{os.path.basename(jar)}"
        os.makedirs(os.path.dirname(moved), exist_ok=True)
        migration = f"{self.tools}/jakartaee-migration-shaded.jar"
        subprocess.run(["java", "-jar", migration, "-logLevel=SEVERE", jar, moved], check=True)
        return moved

    def sources(self, model, directory):
        """The paths that are wanted of one commit, from a mirror's bare repository where there is one."""
        mirror = f"{self.mirrors}/{model['git'].replace('/', '+')}/repo" if self.mirrors else f"{self.work}/git/{model['name']}"
        if not os.path.isdir(mirror):
            subprocess.run(["git", "init", "-q", "--bare", mirror], check=True)
            subprocess.run(["git", "-C", mirror, "fetch", "-q", "--depth=1", f"https://github.com/{model['git']}", model["commit"]], check=True)
        archive = f"{directory}/source.tar"
        for path in model["paths"]:
            # Each from its own tree: a snapshot may lack large files elsewhere.
            with open(archive, "wb") as f:
                subprocess.run(["git", f"--git-dir={mirror}", "archive", f"--prefix={path}/", f"{model['commit']}:{path}"], stdout=f, check=True)
            with tarfile.open(archive) as tar:
                tar.extractall(f"{directory}/source", filter="data")
        for path in model.get("leave-out", []):
            # What another provider puts up with.
            os.unlink(f"{directory}/source/{path}")
        for pattern, old, new in model.get("edits", []):
            edit(glob.glob(f"{directory}/source/{pattern}", recursive=True), old, new)

    def compiled(self, model, directory, jars):
        """The entities and what they name, as far as that compiles: a method's body does not matter to a schema."""
        source, classes = f"{directory}/source", f"{directory}/classes"
        paths = [f"{source}/{path}" for path in model["sourcepath"]]
        for name, constants in model.get("enums", {}).items():
            # What the project's own build would generate.
            package, simple = name.rsplit(".", 1)
            write(f"{paths[0]}/{name.replace('.', '/')}.java", f"package {package};\n\npublic enum {simple} {{ {constants} }}\n")
        files = [file for path in model["compile"] for file in sorted(glob.glob(f"{source}/{path}/**/*.java", recursive=True))]
        os.makedirs(classes)
        with open(f"{directory}/compile.log", "w") as log:
            processor = ["-processor", "org.hibernate.processor.HibernateProcessor", "-s", classes] if model.get("processor") else ["-proc:none"]
            agents = [f"-javaagent:{jar}=ECJ" for jar in jars if os.path.basename(jar).startswith("lombok-")]
            subprocess.run(["java", *agents, "-jar", f"{self.tools}/ecj.jar", "-17", "-proceedOnError", *processor, "-nowarn", "-cp", ":".join(jars),
                            "-sourcepath", ":".join(paths), "-d", classes, *files], stdout=log, stderr=log)
        return classes


def edit(files, old, new):
    """By a regular expression that some of them must have: what is not there any more need not be in the list."""
    texts = {file: open(file, encoding="utf-8").read() for file in files}
    edited = {file: re.sub(old, new, text) for file, text in texts.items()}
    if texts == edited:
        raise SystemExit(f"error: none of {len(files)} files has {old}")
    for file, text in edited.items():
        if text != texts[file]:
            write(file, text)


def mentions(jar, text):
    with zipfile.ZipFile(jar) as archive:
        return any(name.endswith(".class") and text in archive.read(name) for name in archive.namelist())


def history(published, directory, jars):
    """A Liquibase changelog as it is; Flyway's files, in their order, as revisions."""
    files = from_jar(published, jars) if "jar" in published else from_source(published, directory)
    if "liquibase" in published:
        write(f"{directory}/history/master", published["liquibase"])
        for name, text in files.items():
            write(f"{directory}/history/{name}", text)
        return
    down = "<base>"
    for number, name in enumerate(sorted(filter(version, files), key=version), 1):
        revision = f"{number:012x}"
        message = os.path.basename(name)[:-len(".sql")].split("__", 1)[1].replace("_", " ")
        sql = files[name].strip()
        for old, new in published.get("replace", []):
            sql = re.sub(old, new, sql)
        # A file with nothing in it is none to Flyway, and a mistake here.
        if not re.sub(r"--[^\n]*|/\*.*?\*/", "", sql, flags=re.S).strip():
            sql += "\nSELECT 1;"
        write(f"{directory}/history/versions/{number:04d}_{revision}.sql",
              HEADER.format(id=revision, down=down, message=f"history {message}", sql=sql))
        down = revision


def version(name):
    """Flyway's: numbers, of which those that are not there are zeros."""
    found = FLYWAY.match(os.path.basename(name))
    if not found:
        return None
    numbers = [int(part) for part in re.split(r"[._]", found.group(1) or found.group(3))]
    return numbers + [0] * (8 - len(numbers))


def from_jar(published, jars):
    jar = next(path for path in jars if f"/{published['jar']}-" in path)
    under = os.path.dirname(published["liquibase"]) + "/" if "liquibase" in published else published["sql"]
    with zipfile.ZipFile(jar) as archive:
        names = [n for n in archive.namelist() if n.startswith(under) and n.endswith((".sql", ".xml", ".yaml", ".yml", ".csv"))]
        return {name: archive.read(name).decode() for name in names}


def from_source(published, directory):
    """Below the roots of resources, as an application would see them."""
    files = {}
    for base in published["resources"]:
        top = f"{directory}/source/{base}"
        for path in glob.glob(f"{top}/**/*", recursive=True):
            if path.endswith((".sql", ".xml", ".yaml", ".yml", ".csv")):
                files[os.path.relpath(path, top)] = open(path, encoding="utf-8-sig").read()
    return files


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
