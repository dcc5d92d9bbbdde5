"""Athanor as its image runs it: the jars of the Maven build, the image's own arguments and AOT training."""
import glob
import os
import shutil

import contenders
import tools
import workload

FLAGS_OF_NEWER_JDKS = ("-XX:AOTCache", "-XX:ArchiveRelocationMode")


def build():
    """The jars, from the sources that stand here."""
    tools.call([f"{tools.ROOT}/mvnw", "-q", "-B", "-ntp", "package", "-DskipTests", "-pl", "cli,s3", "-am"], cwd=tools.ROOT)


def lay_out(work, server):
    """An Athanor home as in the image, its AOT cache trained on a database of this server."""
    home, scratch = f"{work}/athanor", f"{work}/athanor-training"
    for directory in (home, scratch):
        shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(scratch)
    for module in ("cli", "s3"):
        target = f"{tools.ROOT}/{module}/target"
        shutil.copytree(f"{target}/lib", f"{home}/lib/{module}")
        for jar in glob.glob(f"{target}/athanor-{module}-*.jar"):
            shutil.copy(jar, f"{home}/lib/{module}/")
    tools.call([f"{tools.ROOT}/image/lay-out", home])
    workload.generate(f"{scratch}/workload", 10)
    train(home, scratch, f"postgresql://postgres@127.0.0.1:{server.port}/{server.fresh('training')}")
    return home


def train(home, scratch, url):
    """Both caches, as image/train makes them, which also wants a whole image around it."""
    arguments = {cache: [a for a in open(f"{home}/lib/{cache}.args").read().splitlines() if not a.startswith("-XX:AOTCache")]
                 for cache in ("cli", "job")}
    java = f"{tools.newest_jdk()[1]}/bin/java"
    bundle = f"{scratch}/bundle.zip"
    tools.call([java, *arguments["cli"], "dev.athanor.cli.Main", "package", bundle, f"--root={scratch}/workload/changelog"])
    on = f"--database-url={url} --bundle={bundle}"
    verbs = {"cli": [f"upgrade {on} --no-backup", f"upgrade {on} --no-backup", f"current {on}", f"status {on}",
                     f"downgrade {on} --to=base --no-backup"],
             "job": [f"upgrade {on} --backup-dir={scratch}/volume", f"upgrade {on} --backup-dir={scratch}/volume"]}
    for cache, lines in verbs.items():
        tools.call([java, *arguments[cache], f"-XX:AOTCacheOutput={home}/lib/{cache}.aot", "dev.athanor.cli.Training"], text_in="\n".join(lines) + "\n")


def compile_bundle(home, changelog):
    """The bundle of a changelog; compiling is no part of what is measured."""
    bundle = f"{changelog}/bundle.zip"
    if not os.path.exists(bundle) or os.path.getmtime(bundle) < os.path.getmtime(f"{home}/lib/cli"):
        tools.call([f"{tools.newest_jdk()[1]}/bin/java", "-cp", f"{home}/lib/cli/*", "dev.athanor.cli.Main", "package",
                    bundle, f"--root={changelog}"])
    return bundle


class Athanor(contenders.Contender):
    name = "athanor"

    def __init__(self, workload, work, home, arguments="cli"):
        super().__init__(workload, work)
        self.home = home
        self.title = f"Athanor, JDK {tools.newest_jdk()[0]} with its AOT cache"
        self.java = f"{tools.newest_jdk()[1]}/bin/java"
        self.arguments = [f"@{home}/lib/{arguments}.args"]

    def prepare(self):
        self.bundle = compile_bundle(self.home, f"{self.workload}/changelog")

    def run(self, *verb, port):
        return [self.java, *self.arguments, "dev.athanor.cli.Main", *verb,
                f"--database-url=postgresql://postgres@127.0.0.1:{port}/{self.database}"]

    def command(self, operation, port):
        verb = {"upgrade": ["upgrade", "--no-backup"], "noop": ["upgrade", "--no-backup"], "status": ["current"],
                "downgrade": ["downgrade", "--to=base", "--no-backup"]}[operation]
        return self.run(*verb, f"--bundle={self.bundle}", port=port), None, self.work


class AthanorOnOldJdk(Athanor):
    name = "athanor-jdk17"

    def __init__(self, workload, work, home):
        super().__init__(workload, work, home)
        self.title = "Athanor, JDK 17"
        self.java = f"{tools.jdk(17)}/bin/java"
        lines = open(f"{home}/lib/cli.args").read().splitlines()
        self.arguments = [a for a in lines if not a.startswith(FLAGS_OF_NEWER_JDKS)]
