"""docs/performance.md and its pictures from bench/results.json: nothing in its tables is typed by hand."""
import json
import os
import statistics
import sys

import charts
import operator_parts
import tools
from contenders import OPERATIONS

RESULTS = f"{tools.ROOT}/bench/results.json"
PAGE = f"{tools.ROOT}/docs/performance.md"

VERBS = {"upgrade": "upgrade from empty", "noop": "upgrade, nothing to do", "status": "status", "downgrade": "downgrade to base"}
OURS = "athanor"

AUTOGENERATE = "autogenerate/"
REHEARSAL = "rehearsal"
# What the issue that asked for them wanted of a thousand revisions, in seconds, by verb and what is run.
REHEARSAL_LIMITS = {("test", "all"): 60, ("lint", "all"): 30, ("lint", "the last one, warm"): 1}
# What is measured, in order: its title, and what of Alembic's it stands beside.
MODEL_STEPS = {
    "validate": ("`mvn validate`: Maven's start", None),
    "alembic-first": ("`alembic revision --autogenerate`, from nothing", None),
    "first": ("`athanor:revision -Dautogenerate`, from nothing", "alembic-first"),
    "after-first": ("`athanor:check` after it, which compiles and replays that revision", None),
    "alembic-check": ("`alembic check`", None),
    "check": ("`athanor:check`, a model that it has seen", "alembic-check"),
    "alembic-revision": ("`alembic revision --autogenerate`, one column more", None),
    "revision": ("`athanor:revision -Dautogenerate`, one column more", "alembic-revision"),
}

GOALS = ("first", "after-first", "check", "revision")

ORDER = ("psql", "package", "validate", "pg_dump", "unverified", "by_hand", "athanor", "noop", "noop-files", "s3", "kept", "pg_restore", "analyzed", "restore", "athanor-jdk17", "goal", "both", "alembic", "flyway", "liquibase")
BACKUPS = ("backup", "backup-large", "backup-spare")


def merge(results):
    """Parts that were not measured this time keep what they had, with its own date and load."""
    known = json.load(open(RESULTS)) if os.path.exists(RESULTS) else {}
    known.update(results)
    with open(RESULTS, "w") as f:
        json.dump(known, f, indent=1, sort_keys=True)
        f.write("\n")
    write()


def write():
    for path, content in _files().items():
        with open(path, "w") as f:
            f.write(content)


def check():
    """Ends with the names of those files that are not what bench/results.json says."""
    stale = [path for path, content in _files().items() if not os.path.exists(path) or open(path).read() != content]
    if stale:
        sys.exit("not what bench/results.json says; bench/run --report-only writes: " + ", ".join(os.path.relpath(path, tools.ROOT) for path in stale))


def _files():
    results = json.load(open(RESULTS))
    template = open(f"{tools.ROOT}/bench/performance.md.in").read()
    files = {f"{tools.ROOT}/docs/pictures/{name}": picture for name, picture in charts.all(results).items()}
    files[PAGE] = template.replace("@RESULTS@", text(results).rstrip())
    return files


def text(results):
    parts = [_targets(results)]
    for key in sorted((k for k in results if k.startswith("migrate/")), key=lambda k: [float(x) for x in k.split("/")[1:]]):
        parts.append(_migrate(results[key]))
    if "goal" in results:
        parts.append(_pair(results["goal"], "The Maven goal with nothing to do"))
    for key in BACKUPS:
        if key in results:
            parts.append(_pair(results[key], "Backup" if key == "backup" else ""))
    if "restore" in results:
        parts.append(_pair(results["restore"], "Restore"))
    if "large" in results:
        parts.append(_pair(results["large"], "A changeset of 50 MB"))
    if "compile" in results:
        parts.append(_pair(results["compile"], "A changelog in XML"))
    if "unchanged" in results:
        parts.append(_pair(results["unchanged"], ""))
    if "kept" in results:
        parts.append(_pair(results["kept"], "What is dropped, kept"))
    if "locks" in results:
        parts.append(_locks(results["locks"]))
    if any(key.startswith(AUTOGENERATE) for key in results):
        parts.append("### Autogenerate")
    for key in sorted((k for k in results if k.startswith(AUTOGENERATE)), reverse=True):
        parts.append(_autogenerate(results[key]))
    if REHEARSAL in results:
        parts.append(_rehearsal(results[REHEARSAL]))
    parts += _operator(results)
    return "\n\n".join(p for p in parts if p) + "\n"


def _ordered(result):
    return sorted(result["results"].items(), key=lambda item: ORDER.index(item[0]))


def _conditions(result):
    c = result["conditions"]
    return (f"{c['date']}; {c['cores']} cores, load average {c['load']}; PostgreSQL {c['postgresql']}, default settings, fsync on "
            f"({c['fsync']} ms each); JDK {c['jdk']}")


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(["---"] + ["---:"] * (len(header) - 1)) + "|"]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows])


def _seconds(value):
    if value < 0.2:
        return f"{value:.3f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _where(result, what=""):
    if result.get("flush"):
        return f"loopback, {result['flush']:g} ms more a flush"
    return f"{result['rtt']:g} ms{what}" if result["rtt"] else "loopback"


def _migrate(result):
    where = _where(result, " of round trip")
    floor = result["results"].get("psql", {})
    header = [f"{result['size']:,} revisions, {where}"]
    operations = [o for o in OPERATIONS if any(o in r for r in result["results"].values())]
    for o in operations:
        header += [VERBS[o] + ", s"] + (["× psql"] if o in floor and o in ("upgrade", "downgrade") else [])
    header += ["CPU of the upgrade, s", "peak, MB"] + (["flights of the upgrade"] if result["rtt"] else [])
    rows = []
    for name, measured in _ordered(result):
        row = [result["titles"][name]]
        for o in operations:
            m = measured.get(o)
            row.append(_seconds(m["wall"]) if m else "–")
            if o in floor and o in ("upgrade", "downgrade"):
                row.append(f"{m['wall'] / floor[o]['wall']:.2f}" if m else "–")
        row += [_seconds(measured["upgrade"]["cpu"]), f"{max(m['mb'] for m in measured.values()):.0f}"]
        rows.append(row + ([f"{measured['upgrade']['flights']:,}"] if result["rtt"] else []))
    runs = min(m["runs"] for r in result["results"].values() for m in r.values())
    return f"{_table(header, rows)}\n\nMedian of {runs}; {_conditions(result)}."


def _rehearsal(result):
    rows = [[f"`{r['verb']}`: {r['what']}", f"{r['wall']:.1f}", f"{r['cpu']:.1f}", f"{r['server']:.1f}"] for r in result["rows"]]
    many, c = f"{result['revisions']:,} revisions", result["conditions"]
    return (f"### Test and lint\n\n{_table([many, 's', 'CPU of the process, s', 'of the server, s'], rows)}"
            f"\n\nOne run; {c['date']}; {c['cores']} cores, load average {c['load']}; the embedded PostgreSQL; without the JVM's start.")


def _pair(result, title):
    first = _ordered(result)[0][1]
    rows = [[result["titles"][n], _seconds(m["wall"]), f"{m['wall'] / first['wall']:.2f}", _seconds(m["cpu"]), f"{m['mb']:.0f}"]
            for n, m in _ordered(result)]
    heading = f"### {title}\n\n" if title else ""
    return f"{heading}{_table([result['what'], 's', 'ratio', 'CPU, s', 'peak, MB'], rows)}\n\nMedian of {first['runs']}; {_conditions(result)}."


def _locks(result):
    rows = [[result["titles"][n], f"{m['stall']:.2f}", f"{m['after']:.2f}", f"{m['slow']:.1%}"] for n, m in _ordered(result)]
    header = [result["what"], "longest stall of a writer, s", "done after the reader's end, s", "writes that took over 0.1 s"]
    return f"### A table that is in use\n\n{_table(header, rows)}\n\nOne run; {_conditions(result)}."


def _autogenerate(result):
    """Maven's own start stands in every goal's time, and in none of Alembic's: so what is left without it is told as well."""
    measured = result["results"]
    header = [result["what"], "s", "× Alembic", "without Maven's start, s", "× Alembic", "CPU, s", "peak, MB"]
    rows = []
    for name, (title, beside) in MODEL_STEPS.items():
        if name in measured:
            m, goal = measured[name], name in GOALS
            own = m["wall"] - measured["validate"]["wall"]
            of = [f"{value / measured[beside]['wall']:.2f}" if beside else "" for value in (m["wall"], own)]
            rows.append([title, _seconds(m["wall"]), of[0], _seconds(own) if goal else "", of[1], _seconds(m["cpu"]), f"{m['mb']:.0f}"])
    runs = measured["check"]["runs"]
    return f"{_table(header, rows)}\n\nMedian of {runs} (from nothing: one run); {_conditions(result)}."


def _machine(result):
    c = result["conditions"]
    return f"{c['date']}; {c['cores']} cores, load average {c['load']}; " + ", ".join(f"{k} {v}" for k, v in c["with"].items())


def _operator(results):
    parts = []
    if operator_parts.READY in results:
        result = results[operator_parts.READY]
        rows = [[name] + [_seconds(of(values)) for of in (statistics.median, min, max)] for name, values in result["seconds"].items()]
        runs = len(next(iter(result["seconds"].values())))
        parts += ["### From `kubectl apply` to Ready", f"{_table([result['what'], 'median, s', 'best, s', 'worst, s'], rows)}\n\n{runs} runs; {_machine(result)}."]
    rows, of = [], None
    for of in operator_parts.settled(results):
        row = [f"{of['resources']:,}", _seconds(of["ready"]), f"{of['heap']:.0f}", f"{of['process']:.0f}", f"{of['written']}", _seconds(of["scrape"])]
        rows.append(row + [of["conditions"]["date"]])
    if rows:
        header = ["settled resources", "start to ready, s", "heap, MB", "process, MB", "writes in a minute", "scrape, s", "measured"]
        parts += ["### The operator with settled resources", f"{_table(header, rows)}\n\nThe last: {_machine(of)}."]
    return parts


def _operator_targets(results):
    rows = []
    if operator_parts.READY in results:
        seconds = results[operator_parts.READY]["seconds"]
        for name, what, limit in (("apply to Ready", "`kubectl apply` to Ready", operator_parts.TO_READY), ("applied again", "the same applied again", operator_parts.AGAIN)):
            rows.append(_row(f"{what}, {results[operator_parts.READY]['what']}", statistics.median(seconds[name]), limit, " s"))
    for of in operator_parts.settled(results):
        where = f"operator with {of['resources']:,} settled resources"
        rows.append(_row(f"{where}, start to ready", of["ready"], operator_parts.START, " s"))
        rows.append(_row(f"{where}, memory of the process", of["process"], operator_parts.MEMORY, " MB"))
        rows.append(_row(f"{where}, writes in a minute", of["written"], 0, ""))
        rows.append(_row(f"{where}, a scrape", of["scrape"], operator_parts.SCRAPE, " s"))
    return rows


def _targets(results):
    rows = []
    for key, result in sorted(results.items()):
        if key.startswith("migrate/") and OURS in result["results"] and "psql" in result["results"]:
            rows += _migration_targets(result)
    if "goal" in results:
        r = results["goal"]["results"]
        rows.append(_row("the goal's no-op ÷ bare `mvn validate`", r["goal"]["wall"] / r["validate"]["wall"], 1.15, ""))
    for key in BACKUPS:
        if key in results:
            r, of = results[key]["results"], results[key]["what"].rsplit(",", 1)[0]
            plain = r["pg_dump"]["wall"]
            rows.append(_row(f"backup until the dump is done ÷ `pg_dump`, {of}", r["unverified"]["wall"] / plain, 1.05, ""))
            rows.append(_row(f"whole backup, verified and fsynced ÷ `pg_dump`, {of}", r["athanor"]["wall"] / plain, 1.15, ""))
            if "s3" in r:
                rows.append(_row(f"whole backup in a bucket, read back ÷ `pg_dump`, {of}", r["s3"]["wall"] / plain, 1.25, ""))
                rows.append(_row(f"peak memory of both, {of}", max(r["athanor"]["mb"], r["s3"]["mb"]), 100, " MB"))
    if "restore" in results:
        r = results["restore"]["results"]
        rows.append(_row("restore ÷ `pg_restore`", r["restore"]["wall"] / r["pg_restore"]["wall"], 1.05, ""))
        rows.append(_row("restore ÷ `pg_restore` and `ANALYZE`", r["restore"]["wall"] / r["analyzed"]["wall"], 1.05, ""))
    if "large" in results:
        r = results["large"]["results"]
        rows.append(_row("`package` of a changeset of 50 MB", r["package"]["wall"], 10, " s"))
        rows.append(_row("peak memory of its upgrade, with the default pod's 512 MiB", r["athanor"]["mb"], 512, " MB"))
        if "noop" in r:
            rows.append(_row("nothing to do on it, from the bundle", r["noop"]["wall"], 0.2, " s"))
            rows.append(_row("nothing to do on it, from the files", r["noop-files"]["wall"], 0.5, " s"))
    if "compile" in results:
        r = results["compile"]["results"]
        rows.append(_row("`package` of 1,400 changesets in XML ÷ Liquibase's `update-sql`, CPU", r["package"]["cpu"] / r["liquibase"]["cpu"], 1.0, ""))
    if "unchanged" in results:
        r = results["unchanged"]["results"]
        rows.append(_row("the goal on them, unchanged, in a Maven that runs", (r["both"]["wall"] - r["goal"]["wall"]) / results["unchanged"]["again"], 0.3, " s"))
    if "locks" in results:
        ours = results["locks"]["results"][OURS]
        rows.append(_row("longest stall of a writer while a reader holds a migration up for 60 s", ours["stall"], 2.5, " s"))
        rows.append(_row("the migration done after that reader's end", ours["after"], 5, " s"))
    if "autogenerate/tweeteval" in results:
        r = results["autogenerate/tweeteval"]["results"]
        for goal in ("check", "revision"):
            theirs = r[f"alembic-{goal}"]["wall"]
            rows.append(_row(f"`athanor:{goal}` of TweetEval ÷ Alembic's", r[goal]["wall"] / theirs, 1.0, ""))
            rows.append(_row("the same without Maven's start", (r[goal]["wall"] - r["validate"]["wall"]) / theirs, 1.0, ""))
    if "autogenerate/sixty" in results:
        r = results["autogenerate/sixty"]["results"]
        for name, what, limit in (("first", "from nothing", 8), ("check", "the check of a model that it has seen", 1.5)):
            rows.append(_row(f"autogenerate on 60 tables, {what}", r[name]["wall"], limit, " s"))
    if "autogenerate/big" in results:
        r = results["autogenerate/big"]["results"]
        for name, what in (("first", "from nothing"), ("after-first", "the check after it"), ("revision", "one column more")):
            rows.append(_row(f"autogenerate on 1,000 tables, {what}", r[name]["wall"], 30, " s"))
    if REHEARSAL in results:
        for r in results[REHEARSAL]["rows"]:
            if (r["verb"], r["what"]) in REHEARSAL_LIMITS:
                of = f"`{r['verb']}` of {results[REHEARSAL]['revisions']:,} revisions, {r['what']}"
                rows.append(_row(of, r["wall"], REHEARSAL_LIMITS[r["verb"], r["what"]], " s"))
    rows += _operator_targets(results)
    return "### Targets\n\n" + _table(["what", "measured", "at most", "met"], rows) if rows else ""


def _migration_targets(result):
    ours, floor = result["results"][OURS], result["results"]["psql"]
    where = f"{result['size']:,} revisions, {_where(result)}"
    reach = 0.3 if result["rtt"] else 0.8
    rows = [_row(f"{o} ÷ psql, {where}", ours[o]["wall"] / floor[o]["wall"], reach, "") for o in ("upgrade", "downgrade") if o in ours]
    if not result["rtt"] and not result.get("flush"):
        if "noop" in ours:
            rows.append(_row(f"no-op of the command, {where}", ours["noop"]["wall"], 0.12, " s"))
        rows.append(_row(f"peak memory, {where}", max(m["mb"] for m in ours.values()), 100, " MB"))
    return rows


def _row(what, value, limit, unit):
    digits = 0 if unit == " MB" else 2
    return [what, f"{value:.{digits}f}{unit}", f"{limit}{unit}", "yes" if round(value, digits) <= limit else "**no**"]
