"""Whether two databases are the same: the schema, all rows, and Liquibase's history."""
import difflib
import re
import subprocess

HISTORY = "id, author, filename, md5sum, exectype, orderexecuted, tag, contexts, labels, description, comments, liquibase"


class Database:
    def __init__(self, server, name):
        self.server, self.name = server, name

    def lines(self, sql):
        return self.server.sql(self.name, sql).splitlines()

    def schema(self):
        """Without the table of the lock, in place of which a project may bring another way to lock (Keycloak does)."""
        dump = subprocess.run([f"{self.server.bin}/pg_dump", "-s", "-N", "athanor", "-T", "*.databasechangeloglock", "-h", "127.0.0.1", "-p", str(self.server.port), "-U", "postgres",
                               self.name], check=True, capture_output=True, text=True).stdout
        return [line for line in dump.splitlines() if line and not line.startswith(("--", "\\"))]

    def tables(self):
        return self.lines("SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r'"
                          " AND nspname !~ '^(pg_|information_schema$|athanor)' AND relname !~* '^databasechangelog' ORDER BY 1")

    def columns(self, table):
        return self.lines(f"SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '{quoted(table)}'::regclass AND attnum > 0"
                          " AND NOT attisdropped ORDER BY attnum")

    def rows(self, table, columns):
        row = ", ".join(columns)
        return self.server.sql(self.name, f"SELECT md5(coalesce(string_agg(r::text, E'\\n' ORDER BY r::text), '')) || ' of ' || count(*)"
                                          f" FROM (SELECT ROW({row})::text COLLATE \"C\" AS r FROM {table}) x")

    def sequences(self):
        return self.lines("SELECT format('%I.%I %s', schemaname, sequencename, last_value) FROM pg_sequences WHERE schemaname !~ '^athanor' ORDER BY 1")

    def history(self, without=()):
        left_out = "".join(f" AND id <> '{quoted(each)}'" for each in without)
        return self.lines(f"SELECT concat_ws('|', {HISTORY}) FROM databasechangelog WHERE true{left_out} ORDER BY orderexecuted, id")

    def recorded(self):
        return [tuple(line.split("\t")[:2]) for line in self.lines("SELECT id || E'\\t' || author || E'\\t' || filename FROM databasechangelog ORDER BY orderexecuted")]


def quoted(text):
    return text.replace("'", "''")


class Truth:
    """What Liquibase alone makes. Columns in which two of its own runs differ (clocks, random numbers) are compared with nobody."""

    def __init__(self, one, other, sums):
        self.one, self.sums = one, sums
        self.columns = {}
        self.unsteady = []
        for table in one.tables():
            columns = one.columns(table)
            if one.rows(table, columns or ["1"]) != other.rows(table, columns or ["1"]):
                steady = [c for c in columns if one.rows(table, [c]) == other.rows(table, [c])]
                self.unsteady += [f"{table}.{c}" for c in columns if c not in steady]
                columns = steady
            self.columns[table] = columns or ["1"]

    def _history(self, database, without):
        return ["|".join(self.sums.get(field, field) for field in line.split("|")) for line in database.history(without)]

    def cleared(self):
        """The checksums of Athanor's that Liquibase refuses."""
        return sorted({self.sums[sum] for sum in self.one.lines("SELECT md5sum FROM databasechangelog WHERE md5sum IS NOT NULL") if sum in self.sums})

    def clear(self, database):
        """Lets Liquibase read rows of Athanor's of which it would have recorded another checksum: it fills them in."""
        other = self.cleared()
        if other:
            database.lines("UPDATE databasechangelog SET md5sum = NULL WHERE md5sum IN (" + ", ".join(f"'{each}'" for each in other) + ")")

    def differences(self, database, without=()):
        """None where all is the same."""
        found = changed("schema", self.one.schema(), database.schema())
        if found and without_comments(self.one.schema()) == without_comments(database.schema()):
            # Liquibase cuts comments out of a function's text; Athanor keeps it (docs/liquibase-score.md).
            found = []
        if found:
            return found
        found = changed("sequences", self.one.sequences(), database.sequences()) + changed("history", self._history(self.one, without), self._history(database, without))
        for table, columns in self.columns.items():
            if self.one.rows(table, columns) != database.rows(table, columns):
                found.append(f"rows of {table}: {self.one.rows(table, columns)}, {database.rows(table, columns)}")
        return found


def without_comments(lines):
    cut = (re.sub(r"\s+", " ", line.split("--")[0]).strip() for line in lines)
    return " ".join(line for line in cut if line)


def changed(what, one, other):
    return [f"{what}: {line}" for line in difflib.unified_diff(one, other, "stock", "athanor", lineterm="", n=0)][2:12]
