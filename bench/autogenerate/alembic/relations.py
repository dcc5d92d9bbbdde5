"""Changes of relations, inheritance, schemas and views; see words.py."""
from sqlalchemy import BigInteger, Integer, Numeric, String, UniqueConstraint, func

from words import C, FK, ID, INSTANT, S, SCHEMA, SEQ, T

NOT_NULL = {"nullable": False}
KEY = {"primary_key": True, "autoincrement": False}


def account(*items):
    return T("account", ID(), *items)


def invoice(*items):
    return T("invoice", ID(), *items)


def billed(column="account_id", target="account.id", required=False, **options):
    return [account(), invoice(FK(column, target, column={"nullable": not required}, **options))]


def posts():
    return [T("post", ID()), T("tag", ID())]


def tagged():
    return posts() + [T("post_tag", FK("post_id", "post.id", column=KEY), FK("tags_id", "tag.id", column=KEY))]


def post(*tables):
    return [T("post", ID()), *tables]


def lines(ordered):
    if ordered:
        return T("post_lines", FK("post_id", "post.id", column=KEY), C("lines_order", Integer, **KEY), C("lines", S))
    return T("post_lines", FK("post_id", "post.id", column=NOT_NULL), C("lines", S))


def farm():
    # As SQLAlchemy's documentation has it for tables that point at each other.
    return [T("chicken", ID(), FK("egg_id", "egg.id", name="chicken_egg_id_fkey", use_alter=True)), T("egg", ID(), FK("chicken_id", "chicken.id"))]


def animals(*items):
    return T("animal", C("dtype", String(31), **NOT_NULL), ID(), C("name", S), *items)


def subclass(name, *items):
    return T(name, FK("id", "animal.id", column=KEY), *items)


def audited():
    return [C("created_at", INSTANT, server_default=func.now(), **NOT_NULL), C("updated_at", INSTANT)]


VIEW = "MetaData has no word for a view"

CHANGES = {
    "a new entity": ([account()], [
        account(), SEQ("invoice_seq"),
        invoice(C("number", S, **NOT_NULL), C("code", S), C("total", Numeric(38, 2)), UniqueConstraint("code"))]),
    "an entity dropped": (
        [account(), SEQ("invoice_seq"), invoice(FK("account_id", "account.id", column=NOT_NULL), C("number", S, **NOT_NULL))],
        [account()]),
    "many to one": ([account(), invoice()], billed()),
    "many to one that existing rows need": ([account(), invoice()], billed(required=True)),
    "many to one dropped": (billed(), [account(), invoice()]),
    "many to one that was NOT NULL dropped": (billed(required=True), [account(), invoice()]),
    "one to one": (
        [account(), T("profile", ID())], [account(FK("profile_id", "profile.id"), UniqueConstraint("profile_id")), T("profile", ID())]),
    "one to one with a shared key": ([account()], [account(), T("profile", FK("account_id", "account.id", column=KEY))]),
    "one to many with a join column": ([account(), invoice()], billed("owner")),
    "many to many": (posts(), tagged()),
    "many to many dropped": (tagged(), posts()),
    "a collection of values": (post(), post(
        T("post_words", FK("post_id", "post.id", column=NOT_NULL), C("words", S)), lines(True),
        T("post_counts", FK("post_id", "post.id", column=KEY), C("counts", Integer), C("counts_key", S, **KEY)))),
    "a list gets an order column": (post(lines(False)), post(lines(True))),
    "on delete cascade": (billed(), billed(ondelete="CASCADE")),
    "on delete set null instead of cascade": (billed(ondelete="CASCADE"), billed(ondelete="SET NULL")),
    "a foreign key gets a name of its own": (billed(), billed(name="invoice_account")),
    "a foreign key is no longer wanted": (billed(), [account(), invoice(C("account_id", BigInteger))]),
    "two new entities that point at each other": (
        [T("thing", ID())], [T("thing", ID(), FK("parent_id", "thing.id")), *farm()]),
    "two entities that point at each other dropped": ([T("thing", ID()), *farm()], [T("thing", ID())]),
    "a foreign key to another entity": (
        [T("team", ID()), *billed("payer")], [T("team", ID()), *billed("payer", "team.id")]),
    "a schema of its own": ([account()], [
        account(), SCHEMA("billing"), T("invoice", ID(), FK("account_id", "account.id"), schema="billing")]),
    "single table inheritance: a subclass": (
        [animals(C("lives", Integer))],
        [animals(C("lives", Integer), C("breed", S, **NOT_NULL))]),
    "joined inheritance: a subclass": (
        [T("animal", ID(), C("name", S)), subclass("cat", C("lives", Integer))],
        [T("animal", ID(), C("name", S)), subclass("cat", C("lives", Integer)), subclass("dog", C("breed", S, **NOT_NULL))]),
    "a table for each class: a column of all": (
        [T("animal", ID()), T("cat", ID(), C("lives", Integer))],
        [T("animal", ID(), C("name", S)), T("cat", ID(), C("lives", Integer), C("name", S))]),
    "from one table to joined tables": (
        [animals(C("lives", Integer))],
        [T("animal", ID(), C("name", S)), subclass("cat", C("lives", Integer))]),
    "audit columns of a mapped superclass": ([account(), invoice()], [account(*audited()), invoice(*audited())]),
    "a secondary table": ([account()], [account(), T("account_detail", FK("id", "account.id", column=KEY), C("note", S))]),
    "a view": VIEW,
    "a view changed and the column under it": VIEW,
}
