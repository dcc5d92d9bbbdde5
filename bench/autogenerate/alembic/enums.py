"""Changes of enums and converters; see words.py. Hibernate's casts beside an enum type have no counterpart and are left out."""
from sqlalchemy import CheckConstraint, SmallInteger, String

from words import C, ID, S, T, TEXT_ENUM, TYPE_ENUM


def users(*items):
    return [T("users", ID(), *items)]


def text(*values):
    return users(C("role", TEXT_ENUM(*values)))


def number(count):
    return users(C("role", SmallInteger), CheckConstraint(f"role between 0 and {count - 1}"))


def typed(*values, **options):
    return users(C("role", TYPE_ENUM(*values), **options))


CHANGES = {
    "an enum as text": (users(), text("ADMIN", "ANALYST")),
    "a value added to an enum as text": (text("ADMIN", "ANALYST"), text("ADMIN", "ANALYST", "RESEARCHER")),
    "a value taken from an enum as text": (text("ADMIN", "ANALYST", "RESEARCHER"), text("ADMIN", "ANALYST")),
    "a value added to an enum as number": (number(2), number(3)),
    "an enum type": (users(), typed("ADMIN", "ANALYST")),
    "an enum type dropped": (typed("ADMIN", "ANALYST", nullable=False), users()),
    "values added to an enum type": (typed("ADMIN", "ANALYST"), typed("ADMIN", "ANALYST", "BOT", "RESEARCHER")),
    "a value taken from an enum type": (
        typed("ADMIN", "ANALYST", "RESEARCHER", server_default="ADMIN"), typed("ADMIN", "ANALYST", server_default="ADMIN")),
    "from an enum as text to an enum type": (text("ADMIN", "ANALYST"), typed("ADMIN", "ANALYST")),
    "a converter": ([T("price", ID(), C("currency", String(3)))], [T("price", ID(), C("currency", S))]),
}
