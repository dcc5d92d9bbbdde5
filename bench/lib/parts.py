"""The parts of the benchmark. Each yields (key, result) as soon as it has one."""
import time

import athanor
import autogenerate
import backup
import compiling
import contenders as c
import goal
import kept
import large
import locks
import measure
import tools
import workload
from proxy import Proxy


LONG = 5000


def migrate(options, server, work):
    """Upgrade from empty, no-op upgrade, status and downgrade to base, for each size and round trip."""
    home = athanor.lay_out(work, server)
    for size in [int(s) for s in options.sizes.split(",")]:
        source = f"{work}/workload-{size}"
        workload.generate(source, size)
        entrants = [e for e in _entrants(source, f"{work}/run-{size}", server, size, home)
                    if not options.contenders or e.name in options.contenders.split(",")]
        for entrant in entrants:
            entrant.prepare()
        for rtt in [float(r) for r in options.rtt.split(",")]:
            measure.say(f"==> {size} revisions, {rtt:g} ms of round trip")
            yield f"migrate/{size}/{rtt:g}", _compete(options, server, entrants, size, rtt)
        for flush in [float(f) for f in options.flush.split(",") if f]:
            measure.say(f"==> {size} revisions, {flush:g} ms more for each flush of the log")
            server.slow_flushes(flush)
            yield f"migrate/{size}/0/{flush:g}", {**_compete(options, server, entrants, size, 0), "flush": flush}
            server.slow_flushes(0)


def _entrants(source, work, server, size, home):
    entrants = [c.Psql(source, work, server), athanor.Athanor(source, work, home)]
    if tools.jdk(17) and tools.newest_jdk()[0] > 17:
        entrants.append(athanor.AthanorOnOldJdk(source, work, home))
    return entrants + [c.Alembic(source, work), c.Flyway(source, work), c.Liquibase(source, work, size)]


def _compete(options, server, entrants, size, rtt):
    operations = options.operations.split(",") if options.operations else c.OPERATIONS
    rounds = min(options.rounds, 3) if size >= LONG or rtt else options.rounds
    proxy = Proxy(server.port, rtt / 1000) if rtt else None
    samples = {e.name: {} for e in entrants}
    begin = time.monotonic()
    try:
        # A round that is not counted warms caches; of three long ones the median leaves the first out anyway.
        for turn in range(0 if size < LONG else 1, rounds + 1):
            for e in entrants:
                e.begin(server.fresh(e.name))
            for operation in c.OPERATIONS:
                for e in entrants:
                    sample = _sample(server, proxy, e, operation, operations)
                    if sample and turn:
                        samples[e.name].setdefault(operation, []).append(sample)
                _verify(server, entrants, operation)
            if turn and time.monotonic() - begin > options.minutes * 60:
                break
    finally:
        if proxy:
            proxy.close()
        server.sweep()
    return {"size": size, "rtt": rtt, "titles": {e.name: e.title for e in entrants},
            "results": {n: {o: measure.summary(s) for o, s in r.items()} for n, r in samples.items()}}


def _sample(server, proxy, entrant, operation, operations):
    if operation not in operations and operation in ("noop", "status"):
        return None
    command = entrant.command(operation, proxy.port if proxy else server.port)
    if command is None:
        return None
    if operation in ("upgrade", "downgrade"):
        server.settle()
    if proxy:
        proxy.reset()
    argv, env, cwd = command
    sample = measure.run(argv, cwd=cwd, env=env)
    if proxy:
        time.sleep(0.01)
        sample["flights"] = proxy.flights
    measure.say(f"    {entrant.name:14} {operation:10} {sample['wall']:7.3f} s  {sample['cpu']:7.3f} s CPU  {sample['mb']:4.0f} MB"
        + (f"  {sample['flights']} flights" if proxy else ""))
    return sample


def _verify(server, entrants, operation):
    """A contender that did not do the same work must not win."""
    states = {e.name: server.fingerprint(e.database) for e in entrants if e.command(operation, server.port)}
    empty = operation == "downgrade"
    if len(set(states.values())) != 1 or ("empty" in states.values()) != empty:
        raise SystemExit(f"error: the schemas differ after {operation}: {states}")


PARTS = {"migrate": migrate, "goal": goal.measured, "backup": backup.measured, "large": large.measured, "compile": compiling.measured, "locks": locks.measured,
         "kept": kept.measured, "autogenerate": autogenerate.measured}
