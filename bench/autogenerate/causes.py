"""Why a contender was not right on a change: read from what it said and from what differs."""
import dataclasses
import re

DESIGN, EDIT, DEFECT, NAMING = "by design", "left to the editor of the file", "defect", "naming"


@dataclasses.dataclass(frozen=True)
class Cause:
    kind: str
    text: str


# What was said when it failed; the first that fits.
SAID = (
    (r"contains null values", Cause(EDIT, "NOT NULL for rows that have no value")),
    (r"cannot be cast automatically|default for column .* cannot be cast", Cause(EDIT, "a type change without USING")),
    (r"No inverse to|RollbackImpossible|does not support automatic rollback", Cause(DESIGN, "no rollback for what drops or modifies")),
    (r"it has no name|must have a name|Constraint name.*None", Cause(NAMING, "its downgrade drops a constraint that has no name in the model")),
    (r'type "\S+" (?:does not exist|already exists)', Cause(DEFECT, "an enum type is not made, or made twice")),
    (r'schema "\S+" does not exist', Cause(EDIT, "the schema is not made")),
    (r'query returned no rows|relation "[^"]*[A-Z][^"]*" does not exist|"[^"]*\.?[A-Z]\w*" does not exist',
     Cause(NAMING, "names in the model's case, quoted, that PostgreSQL folded")),
    (r"LiquibaseDataType\.getName", Cause(DEFECT, "fails on a jsonb column while comparing")),
    (r"cannot alter type of a column used by|other objects depend on it", Cause(DEFECT, "what depends on it is in the way")),
)

# What differs, from a line of pg_dump; the first that fits.
DIFFERS = (
    (r"CHECK \(", "checks"),
    (r"AS IDENTITY|_id_seq", "identity"),
    (r"\bSEQUENCE\b", "sequences"),
    (r"\bVIEW\b", "views"),
    (r"\b(?:TYPE|CAST)\b.*(?:ENUM|WITH INOUT|AS)", "enum types"),
    (r"FOREIGN KEY", "foreign keys"),
    (r"PRIMARY KEY", "primary keys"),
    (r"UNIQUE", "unique constraints"),
    (r"INDEX", "indexes"),
    (r"COMMENT ON", "comments"),
    (r"GENERATED ALWAYS AS", "generated columns"),
    (r"COLLATE", "collations"),
    (r" DEFAULT ", "defaults"),
    (r"^. CREATE (?:TABLE|SCHEMA)", "tables"),
    (r"", "columns and their types"),
)

# What the documentation of each says it does not compare, or not unless told to.
OF_LIQUIBASE = {"checks", "enum types"}
OF_ALEMBIC = {"checks", "sequences", "views"}
NOT_COMPARED = {"liquibase": OF_LIQUIBASE, "liquibase-reviewed": OF_LIQUIBASE, "alembic": OF_ALEMBIC | {"defaults"}, "alembic-tuned": OF_ALEMBIC}


def of(name, verdict):
    """Each cause once, in the order of up, down, second run."""
    causes = []
    if verdict["lost"]:
        causes.append(Cause(DESIGN, "a rename is written as a drop and an add"))
    for step in ("up", "down"):
        if verdict[step] == "error":
            causes.append(_said(verdict[f"{step}_why"][0]))
        elif verdict[step] == "different" and not verdict["lost"]:
            causes.append(_differs(name, step, verdict[f"{step}_why"]))
    if verdict["again"] == "error":
        causes.append(_said(verdict["again_why"][0]))
    elif verdict["again"] == "found":
        causes.append(Cause(DEFECT, "finds differences where there are none, or cannot remove them"))
    return list(dict.fromkeys(causes))


def _said(text):
    for pattern, cause in SAID:
        if re.search(pattern, text):
            return cause
    # What the server said of it, without the exceptions that it went through.
    cores = (re.search(pattern, text) for pattern in (r"ERROR: ([^\n\[]+)", r"psycopg\.errors\.\w+\) ([^\n]+)", r"Reason: [\w.]+: ([^\n\[]+)"))
    short = next((core.group(1) for core in cores if core), text)
    return Cause(DEFECT, "fails: " + re.sub(r"\s+", " ", short).replace("|", "/").strip()[:100])


def _differs(name, step, lines):
    kinds = list(dict.fromkeys(next(kind for pattern, kind in DIFFERS if re.search(pattern, line)) for line in lines))
    kind = DESIGN if set(kinds) <= NOT_COMPARED.get(name, set()) else DEFECT
    text = "misses or alters" if step == "up" else "does not bring back"
    return Cause(kind, f"{text} {', '.join(sorted(kinds))}")
