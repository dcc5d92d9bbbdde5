"""Fetches what the benchmark needs through the ordinary clients, once, into the cache directory."""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.environ.get("ATHANOR_BENCH_CACHE", os.path.expanduser("~/.cache/athanor-bench"))
HERE = f"{ROOT}/bench/contenders"


def jdk(major):
    """JAVA_HOME of that JDK, or None."""
    for release in sorted(glob.glob("/usr/lib/jvm/*/release") + [f"{os.environ.get('JAVA_HOME', '')}/release"]):
        if os.path.exists(release) and re.search(rf'^JAVA_VERSION="{major}\b', open(release).read(), re.M):
            return os.path.dirname(release)
    return None


def newest_jdk():
    for major in range(30, 16, -1):
        if jdk(major):
            return major, jdk(major)
    raise SystemExit("error: no JDK 17 or newer below /usr/lib/jvm; run: make setup")


def call(command, text_in="", **options):
    result = subprocess.run(command, input=text_in, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1200, **options)
    if result.returncode != 0:
        raise SystemExit(f"error: {' '.join(command[:6])} … failed:\n{result.stdout[-4000:]}")
    return result.stdout


def _once(name, source, make):
    """Makes CACHE/name unless it was made from this very `source`."""
    target, mark = f"{CACHE}/{name}", f"{CACHE}/{name}/.made-from"
    digest = hashlib.sha256(open(source, "rb").read()).hexdigest()
    if not os.path.exists(mark) or open(mark).read() != digest:
        print(f"    setting up {name} in {target}", file=sys.stderr)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        make(target)
        with open(mark, "w") as f:
            f.write(digest)
    return target


def _python(requirements):
    def make(target):
        call([sys.executable, "-m", "venv", target])
        call([f"{target}/bin/pip", "install", "--quiet", "-r", requirements])
    return make


def _jars(pom):
    def make(target):
        call([f"{ROOT}/mvnw", "-q", "-B", "-ntp", "-f", pom, "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies",
               f"-DoutputDirectory={target}"], cwd=ROOT)
    return make


def alembic():
    requirements = f"{HERE}/alembic/requirements.txt"
    return _once("alembic", requirements, _python(requirements))


def flyway():
    return _once("flyway", f"{HERE}/flyway/pom.xml", _jars(f"{HERE}/flyway/pom.xml"))


def liquibase():
    return _once("liquibase", f"{HERE}/liquibase/pom.xml", _jars(f"{HERE}/liquibase/pom.xml"))


def hibernate():
    """Hibernate and Liquibase with liquibase-hibernate, for bench/score."""
    pom = f"{ROOT}/bench/autogenerate/java/pom.xml"
    return _once("liquibase-hibernate", pom, _jars(pom))


def pinned(name):
    """The version that a contender's requirements.txt or pom.xml pins."""
    text = open(f"{HERE}/alembic/requirements.txt").read() if name == "alembic" else open(f"{HERE}/{name}/pom.xml").read()
    return re.search(r"alembic==(\S+)" if name == "alembic" else rf"<{name}.version>([^<]+)", text).group(1)
