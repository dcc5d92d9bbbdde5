"""What Hibernate itself makes of both models of a change: where every contender starts, and what it must arrive at."""
import dataclasses

import dump
import rows


@dataclasses.dataclass(frozen=True)
class Truth:
    database: str  # the model before, with the rows
    after_database: str  # the model after, empty
    before: list
    after: list
    wanted: dict


def of(change, databases, hibernate):
    made = {}
    for side in ("before", "after"):
        made[side] = databases.make()
        reply = hibernate.ask(side, change, made[side])
        if reply["error"]:
            raise SystemExit(f"error: Hibernate does not make the model {side} '{change.name}': {reply['error']}")
    databases.fill(made["before"], change.rows)
    server = databases.server
    return Truth(made["before"], made["after"], dump.of(server, made["before"]), dump.of(server, made["after"]),
                 rows.read(server, made["after"]))
