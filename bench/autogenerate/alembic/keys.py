"""Changes of keys, indexes, checks and generators; see words.py."""
from sqlalchemy import (BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, Integer, PrimaryKeyConstraint,
                        UniqueConstraint, Uuid, text)

from words import C, FK, ID, INSTANT, S, SEQ, T


def account(*items):
    return [T("account", ID(), C("email", S), *items)]


def of_tenants(*items):
    return [T("account", ID(), C("email", S), C("tenant", S), *items)]


def price(*items):
    return [T("price", ID(), C("amount", Integer), *items)]


def thing(*items):
    return [T("thing", ID(), *items)]


def line(key):
    return [T("line", C("id", BigInteger, nullable=False, autoincrement=False), C("number", Integer, nullable=False, autoincrement=False),
              PrimaryKeyConstraint(*key))]


def of_identity():
    return [T("thing", C("id", BigInteger, Identity(), primary_key=True))]


def with_part(kind):
    return [T("thing", ID(kind)), T("part", ID(), FK("thing_id", "thing.id", kind))]


CHANGES = {
    "add a unique column": (account(), account(UniqueConstraint("email"))),
    "drop a unique constraint": (account(UniqueConstraint("email")), account()),
    "add a named unique constraint over two columns": (
        of_tenants(), of_tenants(UniqueConstraint("tenant", "email", name="account_key"))),
    "change the columns of a unique constraint": (
        of_tenants(UniqueConstraint("email", name="account_key")), of_tenants(UniqueConstraint("tenant", "email", name="account_key"))),
    "add an index": (account(), account(Index("account_email", "email"))),
    "add an index with order over two columns": (
        account(C("since", INSTANT)), account(C("since", INSTANT), Index("account_by_date", "email", text("since desc")))),
    "add a unique index": (account(), account(UniqueConstraint("email", name="account_email"))),
    "drop an index": (account(Index("account_email", "email")), account()),
    "change an index": (
        of_tenants(Index("account_email", "email")), of_tenants(Index("account_email", "tenant", text("email desc")))),
    "add a check": (price(), price(CheckConstraint("amount > 0", name="price_positive"))),
    "change a check": (
        price(CheckConstraint("amount > 0", name="price_positive")), price(CheckConstraint("amount >= 0", name="price_positive"))),
    "drop a check": (price(CheckConstraint("amount > 0", name="price_positive")), price()),
    "a check on a column": (price(), price(CheckConstraint("amount > 0"))),
    "identity instead of a sequence": (thing() + [SEQ("thing_seq")], of_identity()),
    "a sequence instead of identity": (of_identity(), thing() + [SEQ("thing_seq")]),
    "the increment of a sequence": (
        thing() + [SEQ("thing_ids", increment=1)], thing() + [SEQ("thing_ids", start=1000, increment=20)]),
    "a table as generator": (
        thing(), thing() + [T("hibernate_sequences", C("next_val", BigInteger), C("sequence_name", S, primary_key=True))]),
    "the primary key becomes composite": (line(["id"]), line(["id", "number"])),
    "the primary key gets another type": (with_part(Integer), with_part(BigInteger)),
    "a composite key and a reference to it": (thing(), [
        T("cell", ID(Integer, "x"), ID(Integer, "y"), C("value", S)),
        *thing(C("cell_x", Integer), C("cell_y", Integer), ForeignKeyConstraint(["cell_x", "cell_y"], ["cell.x", "cell.y"]))]),
    "a uuid key": (thing(), [T("owner", ID(Uuid)), *thing(FK("owner_id", "owner.id", Uuid))]),
}
