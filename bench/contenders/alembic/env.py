"""Alembic's standard online environment, with a transaction for each revision; `model` names a module with a Base."""
import importlib

from alembic import context
from sqlalchemy import create_engine, pool

model = context.config.get_main_option("model")
metadata = importlib.import_module(model).Base.metadata if model else None
engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
