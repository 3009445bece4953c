"""The database of the tests: migrated once, then copied for each process.

A test that commits leaves its copy behind; the next one works in a new copy.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
LOCK = 20230515


def prepare() -> str:
    """Make the database of this process, and give the name of the one that it is a copy of."""
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        template = f"migrated_{_hash_of_migrations()}"
        if not _exists(server, template):
            _migrate(server, template)
    _use(f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    copy(template)
    return template


def copy(template: str) -> None:
    """Make the database of this process again, as a copy of another."""
    name = _close()
    with _server() as server:
        _copy(server, template, name)


def furnish(name: str, load: Callable[[], object]) -> None:
    """Fill an empty database by calling `load`, the first time; later, as it was filled then."""
    own = _close()
    template = f"{own}_{name}"
    with _server() as server:
        if _exists(server, template):
            return _copy(server, template, own)
        load()
        _close()
        _end_sessions(server, own)
        return _copy(server, own, template)


def remove() -> None:
    """Drop the databases of this process."""
    own = _close()
    with _server() as server:
        made = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{own}%"])
        for (name,) in made.fetchall():
            _drop(server, name)


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """A session of the owner of the tables, in no database of the tests."""
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"]}
    known = {"user": settings["USER"], "password": settings["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **address, **known) as server:
        yield server


def _hash_of_migrations() -> str:
    files = sorted(ROOT.glob("*/migrations/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _migrate(server: psycopg.Connection, name: str) -> None:
    """Under another name until it is whole, so that nothing is copied before."""
    unfinished = f"{name}_unfinished"
    _drop(server, unfinished)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    _use(unfinished)
    call_command("migrate", verbosity=0)
    _close()
    names = sql.Identifier(unfinished), sql.Identifier(name)
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _use(name: str) -> None:
    _close()
    connection.settings_dict["NAME"] = name


def _close() -> str:
    """End the sessions of this process, and give the name of its database."""
    connection.close()
    connection.close_pool()
    return connection.settings_dict["NAME"]


def _copy(server: psycopg.Connection, template: str, name: str) -> None:
    _drop(server, name)
    names = sql.Identifier(name), sql.Identifier(template)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))


def _end_sessions(server: psycopg.Connection, name: str) -> None:
    """End what a pool or the page of the test before may still have open."""
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    while server.execute(ended, [name]).fetchall():
        pass


def _drop(server: psycopg.Connection, name: str) -> None:
    dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    server.execute(dropped.format(sql.Identifier(name)))


def url() -> str:
    """The address of the database of the tests of this process, for a process of its own."""
    its = connection.settings_dict
    who = f"{its['USER']}:{quote(its['PASSWORD'])}" if its["PASSWORD"] else its["USER"]
    return f"postgres://{who}@{its['HOST']}:{its['PORT']}/{its['NAME']}"
