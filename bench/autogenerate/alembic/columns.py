"""Changes of columns; see words.py."""
from sqlalchemy import (CHAR, BigInteger, Boolean, Computed, Date, Double, Integer, LargeBinary, Numeric, REAL, SmallInteger, String,
                        Text, UniqueConstraint, Index, Uuid, func)
from sqlalchemy.dialects.postgresql import ARRAY, INET, JSONB, OID

from words import C, ID, INSTANT, LOCAL_DATE_TIME, LOCAL_TIME, S, T

NOT_NULL = {"nullable": False}


def account(*columns):
    return [T("account", ID(), *columns)]


def note(*columns):
    return [T("note", ID(), *columns)]


def counter(kind):
    return [T("counter", ID(), C("hits", kind, **NOT_NULL))]


def price(kind):
    return [T("price", ID(), C("amount", kind))]


def flag(kind):
    return [T("flag", ID(), C("raised", kind))]


def event(*columns):
    return [T("event", ID(), *columns)]


def doc(*columns):
    return [T("doc", ID(), *columns)]


def person(*columns, **options):
    return [T("person", ID(), *columns, **options)]


def every(*columns):
    return [T("every", ID(), *columns)]


def indexed(kind):
    return [T("event", ID(), C("code", kind), C("level", kind), UniqueConstraint("code"), Index("event_level", "level"))]


def total(expression):
    return person(C("a", Integer), C("b", Integer), C("total", Integer, Computed(expression, persisted=True)))


CHANGES = {
    "add a nullable column": (account(), account(C("email", S))),
    "add a NOT NULL column with a default": (account(), account(C("active", Boolean, server_default="true", **NOT_NULL))),
    "add a NOT NULL column that existing rows need a value for": (account(), account(C("email", S, **NOT_NULL))),
    "add several columns at once": (
        account(), account(C("a", S), C("b", Integer), C("c", Integer, server_default="0", **NOT_NULL), C("d", Date))),
    "drop a nullable column": (account(C("email", S)), account()),
    "drop a NOT NULL column": (
        account(C("email", S, **NOT_NULL), C("born", Date, **NOT_NULL), C("points", Integer, **NOT_NULL), C("token", Uuid, **NOT_NULL)),
        account()),
    "drop a NOT NULL column that is unique": (
        account(C("email", String(80), **NOT_NULL), C("number", BigInteger),
                UniqueConstraint("email"), UniqueConstraint("number")),
        account()),
    "make a column longer": (account(C("email", String(50))), account(C("email", String(320)))),
    "make a column shorter": (account(C("email", String(50))), account(C("email", String(10)))),
    "varchar to text": (note(C("body", S)), note(C("body", Text))),
    "text by length": (note(C("body", S)), note(C("body", Text))),
    "integer to bigint": (counter(Integer), counter(BigInteger)),
    "bigint to integer": (counter(BigInteger), counter(Integer)),
    "numeric precision and scale": (price(Numeric(10, 2)), price(Numeric(19, 4))),
    "text to number with USING": (price(S), price(Integer)),
    "number to text": (price(Integer), price(S)),
    "integer to boolean": (flag(Integer), flag(Boolean)),
    "local time to instant": (event(C("at", LOCAL_DATE_TIME)), event(C("at", INSTANT))),
    "date to timestamp": (event(C("at", Date)), event(C("at", LOCAL_DATE_TIME))),
    "text to uuid": (event(C("token", S)), event(C("token", Uuid))),
    "type change of a column that has a default": (
        event(C("level", S, server_default="0")), event(C("level", Integer, server_default="0"))),
    "type change of a column in an index and a unique constraint": (indexed(Integer), indexed(BigInteger)),
    "set NOT NULL on an existing column": (account(C("email", S)), account(C("email", S, **NOT_NULL))),
    "set NOT NULL where rows are null": (account(C("email", S)), account(C("email", S, **NOT_NULL))),
    "drop NOT NULL": (account(C("email", S, **NOT_NULL)), account(C("email", S))),
    "add a default": (account(C("plan", S)), account(C("plan", S, server_default="free"))),
    "change a default": (account(C("plan", S, server_default="free")), account(C("plan", S, server_default="team"))),
    "drop a default": (account(C("since", INSTANT, server_default=func.now())), account(C("since", INSTANT))),
    "add a json column": (doc(), doc(C("settings", JSONB, server_default="{}", **NOT_NULL))),
    "json as text to jsonb": (doc(C("settings", Text)), doc(C("settings", JSONB))),
    "add array columns": (doc(), doc(C("tags", ARRAY(S)), C("sources", ARRAY(Uuid)))),
    "add an inet column": ([T("visit", ID())], [T("visit", ID(), C("address", INET))]),
    "add a generated column": (
        person(C("first", S), C("last", S)),
        person(C("first", S), C("last", S), C("full_name", S, Computed("first || ' ' || last", persisted=True)))),
    "change the expression of a generated column": (total("a + b"), total("a * b")),
    "drop a generated column": (
        person(C("a", Integer), C("total", Integer, Computed("a + 1", persisted=True))), person(C("a", Integer))),
    "comments added": (person(C("name", S)), person(C("name", S, comment="as they say it"), comment="who we know")),
    "comments changed and removed": (
        person(C("name", S, comment="old"), C("alias", S, comment="gone"), comment="who we know"),
        person(C("name", S, comment="new"), C("alias", S), comment="who we knew")),
    "a collation": (person(C("name", S)), person(C("name", String(255, collation="C")))),
    "a version for optimistic locking": (
        person(C("name", S)), person(C("name", S), C("version", BigInteger, **NOT_NULL))),
    "every basic type": (every(), every(
        C("b", SmallInteger), C("s", SmallInteger), C("f", REAL), C("d", Double), C("c", CHAR(1)), C("bytes", LargeBinary),
        C("i", Numeric(38, 0)), C("t", LOCAL_TIME), C("o", INSTANT), C("z", INSTANT), C("u", Numeric(21, 0)), C("n", INSTANT), C("l", S),
        C("y", String(3)), C("zone", S), C("year", Integer), C("url", S), C("lob", OID), C("clob", OID))),
    "basic types dropped": (every(
        C("b", SmallInteger, **NOT_NULL), C("s", SmallInteger, **NOT_NULL), C("f", REAL, **NOT_NULL), C("d", Double, **NOT_NULL),
        C("c", CHAR(1), **NOT_NULL), C("bytes", LargeBinary, **NOT_NULL), C("i", Numeric(38, 0), **NOT_NULL),
        C("t", LOCAL_TIME, **NOT_NULL), C("o", INSTANT, **NOT_NULL), C("u", Numeric(21, 0), **NOT_NULL), C("a", ARRAY(S), **NOT_NULL),
        C("j", JSONB, **NOT_NULL), C("flag", Boolean, **NOT_NULL)), every()),
    "an embedded value": (person(), person(C("street", S, **NOT_NULL), C("zip", String(10), **NOT_NULL), C("country", S))),
    "names that need quotes": (
        [T("order", ID(), C("limit", Integer))], [T("order", ID(), C("limit", BigInteger), C("Mixed Case", S))]),
}
