"""Renames; see words.py. SQLAlchemy has both models and no word for what became of which."""
from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint

from words import C, FK, ID, S, SEQ, T


def mailbox(column, length):
    return [T("account", ID(), C(column, String(length)))]


def customers(table, column):
    return [SEQ(f"{table}_seq"), T(table, ID(), C("mail", S), UniqueConstraint("mail")), T("invoice", ID(), FK(column, f"{table}.id"))]


def named(column):
    return [T("account", ID(), C(column, S), UniqueConstraint(column), Index("account_name", column),
              CheckConstraint(f"{column} <> ''", name="nonempty"))]


def keyed(column):
    return [T("account", ID(BigInteger, column)), T("invoice", ID(), FK(f"account_{column}", f"account.{column}"))]


CHANGES = {
    "a column renamed by annotation": (mailbox("mail", 60), mailbox("email", 60)),
    "a column renamed on the command line and made longer": (mailbox("mail", 60), mailbox("email", 90)),
    "a table renamed by annotation": (customers("account", "account_id"), customers("customer", "customer_id")),
    "a referenced column renamed": (named("nick"), named("name")),
    "a primary key column renamed": (keyed("id"), keyed("number")),
}
