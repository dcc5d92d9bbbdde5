"""Alembic's standard online environment; which model is compared, and how, comes from worker.py."""
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, **context.config.attributes["configure"])
    with context.begin_transaction():
        context.run_migrations()
