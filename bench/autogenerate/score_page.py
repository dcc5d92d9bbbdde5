"""docs/autogenerate-score.md from score.json: nothing in its tables is typed by hand."""
import json
import os

import causes
import tools

SCORE = f"{tools.ROOT}/bench/autogenerate/score.json"
PAGE = f"{tools.ROOT}/docs/autogenerate-score.md"
TEMPLATE = f"{tools.ROOT}/bench/autogenerate/score.md.in"

TITLES = {
    "athanor": "Athanor",
    "liquibase": "liquibase-hibernate",
    "liquibase-reviewed": "liquibase-hibernate, reviewed",
    "alembic": "Alembic, default settings",
    "alembic-tuned": "Alembic, tuned",
}
# The better run of each, in the table of all changes.
BEST = {"athanor": "Athanor", "liquibase-reviewed": "liquibase-hibernate, reviewed", "alembic-tuned": "Alembic, tuned"}
RIGHT = ("exact", "names")


def save(path, score):
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w") as f:
        json.dump(score, f, indent=1, ensure_ascii=False, sort_keys=True)
        f.write("\n")


def assembled(out, conditions, changes):
    """The verdicts that stand in `out`, this run's and those before it."""
    path = f"{out}/inexpressible.json"
    inexpressible = json.load(open(path)) if os.path.exists(path) else {}
    score = {"conditions": conditions, "changes": {}}
    for change in changes:
        paths = {name: f"{out}/{name}/{change.number:03}.json" for name in TITLES}
        score["changes"][str(change.number)] = {
            "name": change.name, "category": change.category, "destructive": change.destructive,
            "hints": len(change.backfills) + len(change.conversions) + len(change.renames), "inexpressible": inexpressible.get(change.name),
            "verdicts": {name: json.load(open(path)) for name, path in paths.items() if os.path.exists(path)}}
    return score


def missing(score):
    return [f"{name}, {change['name']}" for change in score["changes"].values() for name in TITLES
            if name not in change["verdicts"] and not (change["inexpressible"] and name.startswith("alembic"))]


def write():
    score = json.load(open(SCORE))
    page = open(TEMPLATE).read()
    for mark, text in (("@CONDITIONS@", _conditions(score)), ("@SUMMARY@", summary(score)), ("@CATEGORIES@", _categories(score)),
                       ("@CAUSES@", _causes(score)), ("@CHANGES@", _changes(score)), ("@UNCHANGED@", _unchanged(score)),
                       ("@HINTS@", _hints(score)), ("@INEXPRESSIBLE@", _inexpressible(score)), ("@NAMES@", _names(score))):
        page = page.replace(mark, text)
    with open(PAGE, "w") as f:
        f.write(page)


def whole(verdict):
    return verdict["up"] in RIGHT and verdict["down"] in RIGHT and verdict["again"] == "empty"


def _of(score, name, category=None):
    """The verdicts of one contender, in the order of the set."""
    changes = sorted(score["changes"].items(), key=lambda item: int(item[0]))
    return [c["verdicts"][name] for _, c in changes if name in c["verdicts"] and category in (None, c["category"])]


def _table(header, rows, left=1):
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(["---"] * left + ["---:"] * (len(header) - left)) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _counts(verdicts):
    return [sum(v["up"] in RIGHT for v in verdicts), sum(v["down"] in RIGHT for v in verdicts), sum(v["again"] == "empty" for v in verdicts)]


def summary(score):
    rows = []
    for name, title in TITLES.items():
        verdicts = _of(score, name)
        if verdicts:
            failed = [v for v in verdicts if v["up"] == "error"]
            rows.append([title, len(verdicts), f"**{sum(map(whole, verdicts))}**", *_counts(verdicts),
                         sum(bool(v["lost"]) for v in verdicts), len(failed), sum(v["left"] == "between" for v in failed)])
    return _table(["", "changes", "all three right", "exact up", "exact down", "empty second run", "data silently lost",
                   "upgrade failed", "of these half-applied"], rows)


def _categories(score):
    header = ["changes of", "number"] + [title for name, title in TITLES.items() if _of(score, name)]
    rows = []
    for category in dict.fromkeys(c["category"] for _, c in sorted(score["changes"].items(), key=lambda item: int(item[0]))):
        row = [category, sum(c["category"] == category for c in score["changes"].values())]
        for name in TITLES:
            verdicts = _of(score, name, category)
            if _of(score, name):
                out_of = f" of {len(verdicts)}" if len(verdicts) != row[1] else ""
                row.append(" / ".join(map(str, [*_counts(verdicts), sum(bool(v["lost"]) for v in verdicts)])) + out_of)
        rows.append(row)
    return _table(header, rows)


def _causes(score):
    rows = []
    for name in TITLES:
        counted = {}
        for verdict in _of(score, name):
            for cause in causes.of(name, verdict):
                counted[cause] = counted.get(cause, 0) + 1
        for cause, count in sorted(counted.items(), key=lambda item: -item[1]):
            rows.append([TITLES[name], cause.text, cause.kind, count])
    return _table(["", "why", "kind", "changes"], rows, left=3)


def _changes(score):
    rows = []
    for number, change in sorted(score["changes"].items(), key=lambda item: int(item[0])):
        row = [number, change["name"]]
        for name in BEST:
            verdict = change["verdicts"].get(name)
            row.append("not expressible" if verdict is None else _cell(name, verdict))
        rows.append(row)
    return _table(["", "change", *BEST.values()], rows, left=2 + len(BEST))


def _cell(name, verdict):
    if whole(verdict) and not verdict["lost"]:
        return "yes"
    wrong = [step for step in ("up", "down") if verdict[step] not in RIGHT] + (["second"] if verdict["again"] != "empty" else [])
    why = "; ".join(cause.text for cause in causes.of(name, verdict))
    lost = ", **data lost**" if verdict["lost"] else ""
    return f"{', '.join(wrong) or 'right'}{lost}: {why}"


def _conditions(score):
    return "; ".join(f"{what} {which}" for what, which in score["conditions"].items() if what != "date") + f"; run on {score['conditions']['date']}"


def _unchanged(score):
    parts = []
    for name in ("athanor", "liquibase", "alembic", "alembic-tuned"):
        verdicts = _of(score, name)
        noisy = [v for v in verdicts if v["unchanged"]]
        found = sum(len(v["unchanged"]) for v in noisy)
        parts.append(f"{TITLES[name]} {found} changes to make in {len(noisy)} of {len(verdicts)} models")
    return "; ".join(parts)


def _hints(score):
    changes = score["changes"].values()
    return f"{sum(c['hints'] > 0 for c in changes)} of the changes come with a hint on the command line and {sum(c['destructive'] for c in changes)}"


def _inexpressible(score):
    return ", ".join(f"*{c['name']}* ({c['inexpressible']})" for c in score["changes"].values() if c["inexpressible"]) or "none"


def _names(score):
    return ", ".join(f"{sum(v['up'] == 'names' for v in _of(score, name))} of {title}" for name, title in TITLES.items())
