"""The set of changes of autogenerate/src/test/resources/changes, as autogenerate's own test reads it, laid out for the contenders."""
import dataclasses
import os
import re

import tools

SET = f"{tools.ROOT}/autogenerate/src/test/resources/changes"
CATEGORIES = ("columns", "keys", "relations", "enums", "renames")

# What the test puts before every model.
HEADER = re.search(r'"""\n(.*?)"""', open(f"{tools.ROOT}/autogenerate/src/test/java/dev/athanor/autogenerate/testing/ModelCompiler.java").read(),
                   re.S).group(1)
MANAGED = re.compile(r"^@.*?@?(?:Entity|Embeddable|MappedSuperclass|Converter)\b.*?(?<!\.)\bclass (\w+)", re.M)


@dataclasses.dataclass(frozen=True)
class Change:
    number: int
    category: str
    name: str
    destructive: bool
    backfills: tuple
    conversions: tuple
    conversions_back: tuple
    renames: tuple
    before: str
    after: str
    rows: str

    def model(self, side):
        return self.before if side == "before" else self.after

    def unit(self, side):
        """Package and persistence unit of one side."""
        return f"change{self.number}.{side}"

    def names(self):
        """What the two models name by themselves; every other name of a constraint or an index is generated."""
        return set(re.findall(r'name = "([^"]+)"', self.before + self.after))


def load():
    changes = []
    for category in CATEGORIES:
        text = open(f"{SET}/{category}.txt").read()
        for part in re.split(r"^=== ", text, flags=re.M):
            if part.strip():
                changes.append(_parse(len(changes) + 1, category, part))
    return changes


def _parse(number, category, text):
    head, *parts = re.split(r"^--- ", text, flags=re.M)
    name, *settings = head.strip().splitlines()
    sections = {title.strip(): body.strip() for title, _, body in (part.partition("\n") for part in parts)}

    def said(setting):
        lines = [s.removeprefix(setting) for s in settings if s.startswith(setting)]
        return tuple(one for line in lines for one in line.split(", "))

    return Change(number, category, name.strip(), "destructive" in settings,
                  said("backfill: "), said("convert: "), said("convert back: "),
                  tuple(re.split(r",\s*", sections["rename"])) if "rename" in sections else (),
                  sections["before"], sections["after"], sections["rows"])


def compile_models(changes, directory, jdk, jars):
    """All models in one directory of classes, a package and a persistence unit each."""
    sources = []
    for change in changes:
        for side in ("before", "after"):
            path = f"{directory}/src/{change.unit(side).replace('.', '/')}/Entities.java"
            os.makedirs(os.path.dirname(path))
            with open(path, "w") as f:
                f.write(f"package {change.unit(side)};\n{HEADER}{change.model(side)}\n")
            sources.append(path)
    with open(f"{directory}/sources", "w") as f:
        f.write("\n".join(sources))
    classes = f"{directory}/classes"
    tools.call([f"{jdk}/bin/javac", "-d", classes, "-cp", f"{jars}/*", "-proc:none", "-parameters", "-nowarn", "--release", "17",
                f"@{directory}/sources"])
    os.makedirs(f"{classes}/META-INF")
    with open(f"{classes}/META-INF/persistence.xml", "w") as f:
        f.write(_persistence_xml(changes))
    return classes


def _persistence_xml(changes):
    units = []
    for change in changes:
        for side in ("before", "after"):
            classes = "".join(f"<class>{change.unit(side)}.{name}</class>" for name in MANAGED.findall(change.model(side)))
            units.append(f'<persistence-unit name="{change.unit(side)}" transaction-type="RESOURCE_LOCAL">'
                         f"<provider>org.hibernate.jpa.HibernatePersistenceProvider</provider>{classes}"
                         "<exclude-unlisted-classes>true</exclude-unlisted-classes></persistence-unit>")
    return ('<?xml version="1.0"?>\n<persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">\n'
            + "\n".join(units) + "\n</persistence>\n")
