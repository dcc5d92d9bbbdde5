"""One contender on one change: up, again, down, each compared with what Hibernate makes. The same rules for all."""
import dump
import rows


class Unequal(Exception):
    """A contender that does not start from, or aim at, the schema that Hibernate makes."""


class Judge:
    def __init__(self, databases):
        self.databases, self.server = databases, databases.server

    def verdict(self, contender, change, truth):
        database = contender.start(change, truth, self.databases)
        self._require_equal(contender, change, "before", truth.before, database)
        # Its own: now() was another now.
        start = rows.read(self.server, database)
        seen = {"unchanged": contender.unchanged(change, truth, database)["found"]}
        written = contender.write(change, database)
        seen["wrote"] = written["found"]
        seen["file"] = written["text"]
        if written["error"]:
            return {**seen, **_failed("up", written["error"]), "left": "before", "lost": []}
        seen.update(self._up(contender, change, truth, start, database))
        self.databases.drop(database)
        return seen

    def prove_models_equal(self, contender, change, truth):
        """That SQLAlchemy's model after the change makes what Hibernate's makes; start() proves the one before."""
        database = self.databases.make()
        reply = contender.worker.ask("after", change, database)
        if reply["error"]:
            raise Unequal(f"{change.name}, after: {reply['error']}")
        self._require_equal(contender, change, "after", truth.after, database)
        self.databases.drop(database)

    def _require_equal(self, contender, change, side, wanted, database):
        found = contender.without(change, dump.of(self.server, database))
        wanted = contender.without(change, wanted)
        if _equal(change, wanted, found) not in ("exact", "names"):
            raise Unequal(f"{change.name}, {side}:\n    " + "\n    ".join(_difference(change, wanted, found)))

    def _up(self, contender, change, truth, start, database):
        reply = contender.worker.ask("up", change, database)
        found = contender.without(change, dump.of(self.server, database))
        seen = {"lost": rows.lost(change, start, truth.wanted, rows.read(self.server, database))}
        before, after = (contender.without(change, side) for side in (truth.before, truth.after))
        if reply["error"]:
            left = "before" if _equal(change, before, found) in ("exact", "names") else "between"
            return {**seen, **_failed("up", reply["error"]), "left": left}
        seen["up"] = _equal(change, after, found)
        seen["up_why"] = _difference(change, after, found)
        again = contender.again(change, truth, database)
        seen["again"] = "error" if again["error"] else "found" if again["found"] else "empty"
        seen["again_why"] = [again["error"]] if again["error"] else again["found"]
        return {**seen, **self._down(contender, change, truth, start, before, database, seen["lost"])}

    def _down(self, contender, change, truth, start, before, database, lost):
        reply = contender.worker.ask("down", change, database)
        if reply["error"]:
            return {"down": "error", "down_why": [reply["error"]]}
        found = contender.without(change, dump.of(self.server, database))
        now = rows.read(self.server, database)
        gone = rows.lost(change, start, truth.wanted, now)
        verdict = _equal(change, before, found)
        why = _difference(change, before, found)
        if gone and verdict in ("exact", "names"):
            verdict, why = "rows", [f"{column}: its values are not back" for column in gone]
        return {"down": verdict, "down_why": why, "lost": sorted(set(lost) | set(gone))}


def _failed(step, error):
    return {step: "error", f"{step}_why": [error], "again": "not reached", "again_why": [], "down": "not reached", "down_why": []}


def _equal(change, wanted, found):
    if wanted == found:
        return "exact"
    given = change.names()
    same = dump.without_generated_names(wanted, given) == dump.without_generated_names(found, given)
    return "names" if same else "different"


def _difference(change, wanted, found):
    given = change.names()
    return dump.difference(dump.without_generated_names(wanted, given), dump.without_generated_names(found, given))
