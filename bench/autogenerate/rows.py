"""What the tables of a database hold, and whether a migration lost any of it without being asked to."""
import collections
import json
import re

# Where the model keeps what it had under another name (the changes of renames.txt): nobody asked for this data to go.
MOVED = {
    "a column renamed by annotation": {"account.mail": "account.email"},
    "a column renamed on the command line and made longer": {"account.mail": "account.email"},
    "a table renamed by annotation": {
        "account.id": "customer.id", "account.mail": "customer.mail", "invoice.account_id": "invoice.customer_id"},
    "a referenced column renamed": {"account.nick": "account.name"},
    "a primary key column renamed": {"account.id": "account.number", "invoice.account_id": "invoice.account_number"},
}

# Generated columns hold nothing of their own.
QUERY = """
SELECT coalesce(json_agg(json_build_object(
  'table', c.oid::regclass::text,
  'rows', query_to_xml(format('SELECT to_jsonb(whole_row) AS j FROM %s whole_row', c.oid::regclass), true, true, '')::text,
  'types', (SELECT json_object_agg(attname, format_type(atttypid, atttypmod)) FROM pg_attribute
            WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''))), '[]')
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|athanor$)'
  AND c.relname !~* '^(alembic_version|databasechangelog)'"""


def read(server, database):
    """table.column → (type, its values that are not null, counted)."""
    found = {}
    for table in json.loads(server.sql(database, QUERY)):
        rows = [json.loads(_unescaped(j)) for j in re.findall(r"<j>(.*?)</j>", table["rows"], re.S)]
        for column, kind in (table["types"] or {}).items():
            values = collections.Counter(json.dumps(row[column], sort_keys=True) for row in rows if row[column] is not None)
            found[f"{table['table']}.{column}"] = (kind, values)
    return found


def _unescaped(xml):
    return xml.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def lost(change, start, wanted, now):
    """Columns whose values the wanted schema still has a place for and the database `now` has not.

    Where the type has changed the values count, not what they look like. A column that is still under its old name has lost nothing.
    """
    moved = MOVED.get(change.name, {})
    for target in moved.values():
        if target not in wanted:
            raise SystemExit(f"error: '{change.name}' has no {target} afterwards; correct MOVED in {__file__}")
    gone = []
    for column, (kind, values) in start.items():
        places = [place for place in (moved.get(column, column), column) if place in now]
        if moved.get(column, column) in wanted and not any(_holds(kind, values, *now[place]) for place in places):
            gone.append(column)
    return sorted(gone)


def _holds(kind, values, kind_now, values_now):
    return values <= values_now if kind == kind_now else values.total() <= values_now.total()
