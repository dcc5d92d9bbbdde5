"""Asks Alembic's own verbs about random graphs: merge, history, show, current, heads, branches, stamp, stamp --sql.

    pip install alembic && python verbs.py > ../resources/dev/athanor/engine/command/alembic-verbs.tsv

Real revision files, a real alembic_version table (SQLite), the functions that the command line calls. Lines:

    G number                                    a graph follows
    R id down-revisions depends-on labels
    V verb applied arguments answer             answer: what was printed, by commas, or ! and the error's class

`applied` are the rows of alembic_version. Of what is printed, the id and its marks are kept; labels are not. Of stamp, the rows of alembic_version
afterwards are.
"""

import io
import random
import re
import sqlite3
import tempfile
import warnings
from argparse import Namespace
from pathlib import Path

from alembic import command
from alembic.config import Config

from generate import ancestors, graph, real_heads

warnings.simplefilter("ignore")

ENV = """
from alembic import context
from sqlalchemy import create_engine
if context.is_offline_mode():
    context.configure(dialect_name="sqlite", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
  with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
TEMPLATE = """revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
def upgrade(): pass
def downgrade(): pass
"""
MARKS = re.compile(r"\((head|effective head|current|branchpoint|mergepoint)\)")


class Project:
    def __init__(self, revisions):
        self.kept = tempfile.TemporaryDirectory()
        self.directory = Path(self.kept.name)
        (self.directory / "versions").mkdir()
        (self.directory / "env.py").write_text(ENV)
        (self.directory / "script.py.mako").write_text(TEMPLATE)
        for rid, down, deps, labels in revisions:
            (self.directory / "versions" / f"{rid}.py").write_text(
                f"revision = {rid!r}\ndown_revision = {down or None!r}\ndepends_on = {deps or None!r}\n"
                f"branch_labels = {labels or None!r}\ndef upgrade(): pass\ndef downgrade(): pass\n"
            )
        self.database = self.directory / "db"

    def at(self, applied):
        with sqlite3.connect(self.database) as db:
            db.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))")
            db.execute("DELETE FROM alembic_version")
            db.executemany("INSERT INTO alembic_version VALUES (?)", [(a,) for a in applied])
        db.close()

    def ask(self, verb, *arguments, **options):
        out = io.StringIO()
        config = Config(stdout=out, output_buffer=out, cmd_opts=Namespace(quiet=verb == "merge", x=None))
        config.set_main_option("script_location", str(self.directory))
        config.set_main_option("path_separator", "os")
        config.set_main_option("sqlalchemy.url", f"sqlite:///{self.database}")
        try:
            made = getattr(command, verb)(config, *arguments, **options)
        except Exception as e:
            return "!" + type(e).__name__
        if options.get("sql"):
            self.run(out.getvalue())
        if verb == "stamp":
            with sqlite3.connect(self.database) as db:
                rows = [row for row, in db.execute("SELECT version_num FROM alembic_version")]
            db.close()
            return ",".join(sorted(rows))
        if verb == "merge":
            Path(made.path).unlink()
            down = made.down_revision
            return ",".join(sorted(down if isinstance(down, tuple) else (down or "",)))
        return ",".join(sorted(answers(verb, out.getvalue())))


    def run(self, script):
        """On the table that is there."""
        with sqlite3.connect(self.database) as db:
            for statement in script.split(";"):
                if "alembic_version" in statement and "CREATE TABLE" not in statement:
                    db.execute(statement)
        db.close()


def answers(verb, text):
    if verb == "show":
        return re.findall(r"^Rev: (\w+)", text, re.M)
    found = []
    for line in text.splitlines():
        if line.strip():
            marks = "".join(f"({m})" for m in MARKS.findall(line))
            ids = re.findall(r"-> (\w+)", line) or [line.split()[0]]
            arrow = "->" if verb == "branches" and "->" in line else ""
            found.append(arrow + ids[0] + marks)
    return found


def ranges(rng, ids, labels):
    some = rng.sample(ids, min(3, len(ids)))
    out = [":", "current:", ":current", "current:head", "current:heads", "base:current", "-2:current", "-1:head"]
    out += ["-3:", "-9:", ":+1", "current:+2", ":-1", "head:current", "current:current", "base:heads", "a:b:c", "abc"]
    for one in some:
        out += [f"{one}:", f":{one}", f"-3:{one}", f"-1:{one}", f"{one}:current", f"current:{one}", f"{one}:heads"]
        out += [f"{one}:+1", f"{one}:{rng.choice(ids)}", f"{one}:{rng.choice(ids)}-1", f"{one[:4]}:{rng.choice(ids)[:4]}"]
    for label in labels[:1]:
        out += [f"{label}:", f":{label}@head", f"{label}@base:{label}@head", f"-1:{label}@head", f"{label}@-1:"]
    return out


def merges(rng, ids, heads):
    out = [["heads"], heads, heads[:1] * 2, heads[:1]]
    out += [rng.sample(ids, 2) for _ in range(4) if len(ids) > 1]
    out += [rng.sample(heads, 2) for _ in range(2) if len(heads) > 1]
    out += [[heads[0], "base"], ["head", heads[-1]], [heads[0][:4], heads[-1]], ["zzzz", heads[0]]]
    return [o for o in out if o]


def stamps(rng, ids, heads, labels):
    out = [["base"], ["heads"], ["head"], heads, [heads[0][:4]], ["zzzz"]] + [[one] for one in rng.sample(ids, min(6, len(ids)))]
    out += [rng.sample(ids, 2) for _ in range(3) if len(ids) > 1]
    for label in labels[:2]:
        out += [[label], [f"{label}@head"], [f"{label}@base"], [f"{label}@{rng.choice(ids)}"]]
    return out


def show(verb, applied, argument, answer):
    print("V", verb, ",".join(applied), argument, answer, sep="\t")


def main():
    rng = random.Random(20261128)
    stamping = random.Random(20261129)
    offline = random.Random(20261130)
    for number in range(24):
        revisions = graph(rng, number)
        project = Project(revisions)
        if project.ask("heads").startswith("!"):
            continue
        print(f"G\t{number}")
        for r, d, p, l in revisions:
            print("R", r, ",".join(d), ",".join(p), ",".join(l), sep="\t")
        ids = [r for r, *_ in revisions]
        labels = [l for *_, ls in revisions for l in ls]
        heads = [i.split("(")[0] for i in project.ask("heads").split(",")]
        show("heads", (), "", project.ask("heads"))
        show("heads", (), "resolve", project.ask("heads", resolve_dependencies=True))
        show("branches", (), "", project.ask("branches"))
        for joined in merges(rng, ids, heads):
            show("merge", (), " ".join(joined), project.ask("merge", joined, message="m"))
            show("splice", (), " ".join(joined), project.ask("merge", joined, message="m", splice=True))
        states = [set(), set(ids)] + [ancestors(revisions, rng.sample(ids, rng.randint(1, min(2, len(ids)))))]
        for state in states:
            applied = real_heads(revisions, state)
            project.at(applied)
            show("current", applied, "", project.ask("current"))
            show("check", applied, "", project.ask("current", check_heads=True))
            for span in ranges(rng, ids, labels):
                show("history", applied, span, project.ask("history", span))
            show("indicate", applied, ":", project.ask("history", ":", indicate_current=True))
            for stamped in stamps(stamping, ids, heads, labels):
                for verb, purge in (("stamp", False), ("purge", True)):
                    project.at(applied)
                    show(verb, applied, " ".join(stamped), project.ask("stamp", stamped, purge=purge))
            if len(applied) < 2:
                for stamped in stamps(offline, ids, heads, labels):
                    project.at(applied)
                    spans = [f"{''.join(applied) or 'base'}:{one}" for one in stamped]
                    show("offline", applied, " ".join(stamped), project.ask("stamp", spans, sql=True))
            project.at(applied)
            for symbol in ["current", "head", "heads", "base", "-1", "-2", ids[0], rng.choice(ids)[:4]]:
                show("show", applied, symbol, project.ask("show", symbol))


if __name__ == "__main__":
    main()
