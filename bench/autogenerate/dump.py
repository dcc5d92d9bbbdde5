"""A schema as pg_dump writes it, made comparable: the order of columns and the names that tools make up aside."""
import re
import subprocess

NOISE = re.compile(r"--|\\|SET |SELECT pg_catalog\.set_config")
TOOLS_OWN = ["-T", "*.alembic_version", "-T", "*.databasechangelog", "-T", "*.databasechangeloglock", "-N", "athanor"]
NAME = r'("(?:[^"]|"")+"|[\w$]+)'
NAMED = (re.compile(rf"\bCONSTRAINT {NAME}"), re.compile(rf"^CREATE (?:UNIQUE )?INDEX {NAME}"))


def of(server, database):
    """The statements of the schema, sorted, each one a string."""
    result = subprocess.run([f"{server.bin}/pg_dump", "-s", "-O", "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", *TOOLS_OWN, database],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    if result.returncode != 0:
        raise SystemExit(f"error: pg_dump of {database} failed:\n{result.stderr}")
    return sorted(_statements(result.stdout))


def _statements(text):
    statement, columns = [], None
    for line in text.splitlines():
        if not statement and (not line.strip() or NOISE.match(line)):
            continue
        if columns is not None and not line.startswith(")"):
            columns.append(line.rstrip(","))
            continue
        if columns is not None:
            statement += sorted(columns)
            columns = None
        statement.append(line)
        if line.startswith("CREATE TABLE ") and line.endswith("("):
            columns = []
        elif line.endswith(";"):
            yield "\n".join(statement)
            statement = []


def without_generated_names(statements, given):
    """The same with every name of a constraint or an index that no model gives replaced by one word."""

    def replaced(match):
        name = match.group(1).strip('"')
        return match.group(0) if name in given else match.group(0).replace(match.group(1), "<generated>")

    result = []
    for statement in statements:
        for pattern in NAMED:
            statement = pattern.sub(replaced, statement)
        lines = statement.split("\n")
        if lines[0].startswith("CREATE TABLE "):
            # A constraint stands among the columns by its name, which is another one now.
            lines[1:-1] = sorted(lines[1:-1])
        result.append("\n".join(lines))
    return sorted(result)


def difference(wanted, found):
    """Lines that are only in the first ('-') or only in the second ('+'), shortest way to say it."""
    was, now = _lines(wanted), _lines(found)
    return [f"- {line}" for line in was if line not in now] + [f"+ {line}" for line in now if line not in was]


def _lines(statements):
    """Each line of a table with the table's name before it, every other statement in one line."""
    lines = []
    for statement in statements:
        first, *rest = statement.split("\n")
        table = re.match(r"CREATE (?:UNLOGGED )?TABLE (\S+) \($", first)
        if table:
            lines.append(first)
            lines += [f"{table.group(1)}: {line.strip()}" for line in rest if line != ");"]
        else:
            lines.append(" ".join(statement.split()))
    return lines
