"""Databases of the benchmark's server: made, copied and dropped by the hundred."""
import itertools


class Databases:
    def __init__(self, server):
        self.server, self.numbers = server, itertools.count(1)
        # Nothing is timed here, and the server is deleted at the end.
        server.sql("postgres", "ALTER SYSTEM SET fsync = off")
        server.sql("postgres", "SELECT pg_reload_conf()")

    def make(self, template="template0"):
        name = f"score_{next(self.numbers)}"
        self.server.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def fill(self, database, sql):
        self.server.sql(database, sql)

    def drop(self, database):
        self.server.sql("postgres", f"DROP DATABASE {database} WITH (FORCE)")
