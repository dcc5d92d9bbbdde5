"""A Maven that knows this build's plugin: in a repository of the benchmark's own, all else comes from the user's."""
import os
import pathlib
import re
import shutil

import tools

LOCAL = f"{tools.CACHE}/m2"
REPOSITORY = [f"-Dmaven.repo.local={LOCAL}", f"-Dmaven.repo.local.tail={os.path.expanduser('~/.m2/repository')}"]


def install():
    """The plugin, from the sources that stand here."""
    shutil.rmtree(f"{LOCAL}/dev/athanor", ignore_errors=True)
    tools.call([*command(tools.ROOT), "install", "-DskipTests", "-pl", "maven-plugin", "-am"], cwd=tools.ROOT)


def command(project, *arguments):
    """To be run in the checkout: its wrapper chooses Maven's version."""
    return [f"{tools.ROOT}/mvnw", "-B", "-ntp", "-q", *REPOSITORY, "-f", f"{project}/pom.xml", *arguments]


def tweeteval(project):
    """A copy of the example, never built."""
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(f"{tools.ROOT}/examples/tweeteval", project, ignore=shutil.ignore_patterns("target"))
    pathlib.Path(project, "pom.xml").write_text(example_pom())


def example_pom():
    """The example's, less its committed pages: they go stale with the first revision, which athanor:check would say."""
    return re.sub(r" *<markdown>.*</markdown>\n", "", pathlib.Path(tools.ROOT, "examples/tweeteval/pom.xml").read_text())
