"""Asks Alembic itself which revisions upgrades and downgrades run, over random graphs.

    pip install alembic && python generate.py > ../resources/dev/athanor/engine/changelog/alembic.tsv

Lines: R id down-revisions depends-on labels / U|D current target steps-in-order (or ! and the error).
"""

import random
import warnings

from alembic.script.revision import Revision, RevisionError, RevisionMap

warnings.simplefilter("ignore")


def graph(rng, number):
    revisions, ids = [], []
    for i in range(rng.randint(2, 9)):
        rid = f"{rng.choice('abcdef')}{number:02x}{i:x}{rng.randrange(16**4):04x}"
        heads = [r for r in ids if not any(r in (d or ()) for _, d, _, _ in revisions)]
        roll = rng.random()
        if not ids or roll < 0.1:
            down = ()
        elif roll < 0.25 and len(heads) > 1:
            down = tuple(rng.sample(heads, 2))
        elif roll < 0.4:
            down = (rng.choice(ids),)
        else:
            down = (rng.choice(heads),)
        deps = ()
        if ids and rng.random() < 0.15:
            deps = (rng.choice(ids),)
            if set(deps) & ancestors(revisions, down):
                deps = ()
        labels = (f"branch{i}",) if rng.random() < 0.2 else ()
        revisions.append((rid, down, deps, labels))
        ids.append(rid)
    return revisions


def ancestors(revisions, start):
    by_id = {r: (d or ()) + (p or ()) for r, d, p, _ in revisions}
    seen, todo = set(), list(start)
    while todo:
        r = todo.pop()
        if r not in seen:
            seen.add(r)
            todo.extend(by_id[r])
    return seen


def real_heads(revisions, applied):
    needed = {n for r, d, p, _ in revisions if r in applied for n in (d or ()) + (p or ())}
    return sorted(applied - needed)


def targets(rng, revisions):
    ids = [r for r, *_ in revisions]
    labels = [l for *_, ls in revisions for l in ls]
    out = ["head", "heads", "base", "+1", "+2", "-1", "-2"]
    out += rng.sample(ids, min(3, len(ids)))
    out += [rng.choice(ids)[:4], rng.choice(ids) + "+1", rng.choice(ids) + "-1", "head-1"]
    for label in labels[:2]:
        out += [label, label + "@head", label + "@base", label + "@+1", label + "@-1", label + "@heads"]
    return out


def run(make, revisions, up, current, target):
    revmap = RevisionMap(lambda: make(revisions))
    try:
        if up:
            steps = list(revmap.iterate_revisions(target, current, implicit_base=True))
            steps.reverse()
        else:
            if target.startswith("+"):
                return "!wrong way"
            steps = list(revmap.iterate_revisions(current, target, select_for_downgrade=True))
        return ",".join(s.revision for s in steps)
    except (RevisionError, AssertionError) as e:
        return "!" + type(e).__name__


def make(revisions):
    return [Revision(r, d or None, p or None, l or None) for r, d, p, l in revisions]


def main():
    rng = random.Random(20261122)
    for number in range(60):
        revisions = graph(rng, number)
        try:
            RevisionMap(lambda: make(revisions)).heads
        except Exception:
            continue
        print(f"G\t{number}")
        for r, d, p, l in revisions:
            print("R", r, ",".join(d), ",".join(p), ",".join(l), sep="\t")
        states = [set()]
        for _ in range(3):
            pick = rng.sample([r for r, *_ in revisions], rng.randint(1, 2))
            states.append(ancestors(revisions, pick))
        for applied in states:
            current = tuple(real_heads(revisions, applied))
            for target in targets(rng, revisions):
                for way in "UD":
                    if way == "D" and not current:
                        continue
                    result = run(make, revisions, way == "U", current, target)
                    print(way, ",".join(current), target, result, sep="\t")


if __name__ == "__main__":
    main()
