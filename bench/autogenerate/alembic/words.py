"""The few words in which columns.py, keys.py, … write SQLAlchemy models that make what Hibernate makes.

A model is a list of parts; a part is called with the MetaData it goes into. CHANGES of each file maps the name of a
change to its two models, or to a sentence that says what SQLAlchemy has no word for.
"""
import os

from sqlalchemy import (BigInteger, Column, Enum, ForeignKey, MetaData, Sequence, String, Table, event)
from sqlalchemy.dialects.postgresql import TIME, TIMESTAMP
from sqlalchemy.schema import DDL

# What Alembic's documentation recommends, here with the names that PostgreSQL itself gives; no "ck": it wants every check to have a name.
CONVENTION = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

S = String(255)
INSTANT = TIMESTAMP(timezone=True, precision=6)
LOCAL_DATE_TIME = TIMESTAMP(precision=6)
LOCAL_TIME = TIME(precision=6)


def metadata(parts):
    made = MetaData(naming_convention=CONVENTION if os.environ.get("NAMING_CONVENTION") else None)
    for part in parts:
        part(made)
    return made


def T(name, *items, **options):
    return lambda into: Table(name, into, *items, **options)


def C(name, kind, *items, **options):
    return Column(name, kind, *items, **options)


def ID(kind=BigInteger, name="id"):
    """A key that no sequence fills, as JPA's @Id alone makes it."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def FK(called, target, kind=BigInteger, column=None, **options):
    return Column(called, kind, ForeignKey(target, **options), **(column or {}))


def SEQ(name, **options):
    return lambda into: Sequence(name, metadata=into, **{"start": 1, "increment": 50, **options})


def SCHEMA(name):
    """MetaData has no word for a schema of its own; this is the usual way."""
    return lambda into: event.listen(into, "before_create", DDL(f"CREATE SCHEMA IF NOT EXISTS {name}"))


def TEXT_ENUM(*values):
    return Enum(*values, native_enum=False, create_constraint=True, length=255)


def TYPE_ENUM(*values):
    return Enum(*values, name="role")
