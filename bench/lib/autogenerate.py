"""Autogenerate beside Alembic's, on TweetEval's model and on generated ones of 60 and 1,000 tables: whole processes, models compiled, servers running."""
import glob
import os
import re
import shutil
import signal
import time

import bigmodel
import maven
import measure
import tools

GENERATED = {"sixty": 60, "big": 1000}
BIG_ROUNDS = 3

# What a model gains before it is asked for a revision; another name each time, so that no cache can know the answer.
JAVA_COLUMN = "  @Column(length = {n})\n  private String note{n};\n"
PYTHON_COLUMN = "    note{n}: Mapped[str | None] = mapped_column(String({n}))\n"


def measured(options, server, work):
    maven.install()
    scratch = f"{work}/scratch"
    try:
        yield "autogenerate/tweeteval", _tweeteval(options, server, work, scratch)
        for name, tables in GENERATED.items():
            yield f"autogenerate/{name}", _generated(options, server, work, scratch, name, tables)
    finally:
        _stop(scratch)
        server.sweep()


class Ours:
    def __init__(self, project, source, server, scratch):
        self.project, self.source = project, f"{project}/src/main/java/com/example/{source}"
        self.original = open(self.source).read()
        # The very PostgreSQL that Alembic works on, in a server of its own as always.
        self.options = ["-o", f"-Dathanor.scratch.home={scratch}", f"-Dathanor.scratch.binaries={server.bin}"]
        self.model(0)

    def model(self, n):
        """The entities, compiled; with one column more where n is not 0."""
        text = self.original
        if n:
            text = text[:text.rindex("}")] + JAVA_COLUMN.format(n=n) + "}\n"
        _write(self.source, text)
        tools.call(maven.command(self.project, "compile"), cwd=tools.ROOT)

    def command(self, verb, n=0):
        goal = {"validate": ["validate"], "check": ["athanor:check"],
                "revision": ["athanor:revision", "-Dautogenerate", f"-Dmessage=note {n}"]}[verb]
        return maven.command(self.project, *self.options, *goal), None, tools.ROOT

    def written(self):
        return set(glob.glob(f"{self.project}/versions/*"))


class Alembic:
    def __init__(self, directory, server, database, place):
        self.home, self.directory, self.place = tools.alembic(), directory, place
        os.makedirs(f"{directory}/script/versions", exist_ok=True)
        for name in ("env.py", "script.py.mako"):
            shutil.copy(f"{tools.HERE}/alembic/{name}", f"{directory}/script/{name}")
        _write(f"{directory}/alembic.ini",
               f"[alembic]\nscript_location = {directory}/script\nprepend_sys_path = {directory}\nmodel = model\n"
               f"sqlalchemy.url = postgresql+psycopg://postgres@127.0.0.1:{server.port}/{database}\n")
        self.original = open(f"{directory}/model.py").read()

    def model(self, n):
        text = self.original
        if n:
            at = re.search(self.place, text).end()
            text = text[:at] + PYTHON_COLUMN.format(n=n) + text[at:]
        _write(f"{self.directory}/model.py", text)

    def command(self, verb, n=0):
        words = {"check": ["check"], "upgrade": ["upgrade", "head"], "revision": ["revision", "--autogenerate", "-m", f"note {n}"]}[verb]
        return [f"{self.home}/bin/alembic", "-c", f"{self.directory}/alembic.ini", *words], None, self.directory

    def written(self):
        return set(glob.glob(f"{self.directory}/script/versions/*.py"))


def _tweeteval(options, server, work, scratch):
    measure.say("==> autogenerate on TweetEval")
    maven.tweeteval(f"{work}/tweeteval")
    ours = Ours(f"{work}/tweeteval", "tweeteval/User.java", server, scratch)
    directory = _fresh(f"{work}/alembic-tweeteval")
    shutil.copy(f"{tools.HERE}/alembic/tweeteval.py", f"{directory}/model.py")
    database = server.fresh("alembic_model")
    theirs = Alembic(directory, server, database, r'__tablename__ = "users"\n')
    _run(theirs, "revision")
    _run(theirs, "upgrade")
    _same_schema(server, database, ours)
    return {"what": "TweetEval: 7 tables, 12 revisions", "results": _compete(ours, theirs, options.rounds)}


def _generated(options, server, work, scratch, name, tables):
    measure.say(f"==> autogenerate on {tables} tables")
    bigmodel.java(f"{work}/{name}", tables)
    changed = tables // 2
    ours = Ours(f"{work}/{name}", f"big/Thing{changed:04d}.java", server, scratch)
    directory = _fresh(f"{work}/alembic-{name}")
    bigmodel.python(directory, tables)
    theirs = Alembic(directory, server, server.fresh(f"alembic_{name}"), rf'__tablename__ = "thing_{changed:04d}"\n')
    first = {"first": _run(ours, "revision"), "alembic-first": _run(theirs, "revision"), "after-first": _run(ours, "check")}
    for name, sample in first.items():
        measure.say(f"    {name:16} {sample['wall']:7.3f} s  {sample['cpu']:7.3f} s CPU")
    _run(theirs, "upgrade")
    # All is warm after these.
    results = _compete(ours, theirs, min(options.rounds, BIG_ROUNDS), warm=True)
    results.update({name: measure.summary([sample]) for name, sample in first.items()})
    return {"what": f"{tables:,} tables of ten columns, two indexes and three constraints", "results": results}


def _compete(ours, theirs, rounds, warm=False):
    """A round that is not counted comes first unless all is warm."""
    samples = {}
    for turn in range(1 if warm else 0, rounds + 1):
        for contender in (ours, theirs):
            contender.model(0)
        # What is looked at twice is what a build server and a developer look at most.
        _run(ours, "check")
        steps = [("validate", ours, "validate", 0), ("alembic-check", theirs, "check", 0), ("check", ours, "check", 0)]
        _take(steps, samples, turn)
        n = 20 + turn
        for contender in (ours, theirs):
            contender.model(n)
        _take([("alembic-revision", theirs, "revision", n), ("revision", ours, "revision", n)], samples, turn)
    for contender in (ours, theirs):
        contender.model(0)
    return {name: measure.summary(each) for name, each in samples.items()}


def _take(steps, samples, turn):
    for name, contender, verb, n in steps:
        before = contender.written()
        sample = _run(contender, verb, n)
        new = contender.written() - before
        if (verb == "revision") != (len(new) == 1) or any(f"note{n}" not in open(path).read() for path in new):
            raise SystemExit(f"error: {name} wrote {sorted(new)}")
        for path in new:
            os.unlink(path)
        if turn:
            samples.setdefault(name, []).append(sample)
        measure.say(f"    {name:16} {sample['wall']:7.3f} s  {sample['cpu']:7.3f} s CPU  {sample['mb']:4.0f} MB")


def _run(contender, verb, n=0):
    argv, env, cwd = contender.command(verb, n)
    return measure.run(argv, cwd=cwd, env=env)


def _same_schema(server, database, ours):
    """A contender that looks at less must not win: both schemas have the same columns, indexes and kinds of constraints."""
    upgraded = server.fresh("athanor_model")
    url = f"postgresql://postgres@127.0.0.1:{server.port}/{upgraded}"
    tools.call(maven.command(ours.project, "athanor:upgrade", "-Dathanor.backup=never", f"-Dathanor.url={url}"), cwd=tools.ROOT)
    outlines = [server.sql(each, OUTLINE).splitlines() for each in (database, upgraded)]
    if outlines[0] != outlines[1]:
        raise SystemExit(f"error: the schemas differ: {sorted(set(outlines[0]) ^ set(outlines[1]))}")


OUTLINE = """
    SELECT line FROM (
      SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.atthasdef AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relname !~ '^(databasechangelog|alembic)'
      UNION ALL
      SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ '^(databasechangelog|alembic)'
      UNION ALL
      SELECT 'constraint ' || conname || ' ' || contype::text || ' ' || confdeltype::text FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '^(databasechangelog|alembic)') x
    ORDER BY line COLLATE "C" """


def _fresh(directory):
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    return directory


def _write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def _stop(scratch):
    """The scratch server would stay warm for another 20 minutes."""
    for file in glob.glob(f"{scratch}/data-*/postmaster.pid"):
        pid = int(open(file).readline())
        os.kill(pid, signal.SIGINT)
        while os.path.exists(file):
            time.sleep(0.1)
