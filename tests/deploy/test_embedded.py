"""The servers that the demonstration and the tests run for themselves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import postgres_binaries, processes
from deploy.embedded import alone
from deploy.embedded_postgres import Postgres
from deploy.postgres_binaries import for_data, of_wheel
from deploy.secret_keys import keys
from passnum.management.commands.doctor import OLDEST_POSTGRESQL

RUN = [sys.executable, "-m", "deploy.embedded", "run"]
# As on a machine that has no server of its own.
ALONE = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BROKER_URL")}


def test_secrets_are_made_once_and_read_by_their_owner_only(tmp_path):
    made = keys(tmp_path)

    assert keys(tmp_path) == made
    assert keys(tmp_path) != keys_of_another(tmp_path)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert made["PASSNUM_MASTER_KEYS"].startswith("1:")


def test_a_folder_of_before_a_secret_keeps_those_that_it_has(tmp_path):
    (tmp_path / "secrets.json").write_text('{"SECRET_KEY": "kept"}')

    assert keys(tmp_path)["SECRET_KEY"] == "kept"
    assert "PASSNUM_FACTOR_KEYS" in keys(tmp_path)
    assert keys(tmp_path) == keys(tmp_path)


def keys_of_another(folder):
    (folder / "other").mkdir()
    return keys(folder / "other")


def test_two_runs_never_share_a_folder(tmp_path):
    with alone(tmp_path), pytest.raises(SystemExit, match="in use"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_killed_server_is_taken_over_and_has_lost_nothing(tmp_path):
    first = Postgres(tmp_path / "postgres", keys(tmp_path), durable=True)
    first.start()
    first.psql("-c", "CREATE TABLE kept AS SELECT 1 AS value")

    second = Postgres(tmp_path / "postgres", keys(tmp_path), durable=True)
    try:
        second.start()  # while the first still runs, as after a supervisor's kill -9
        assert second.psql("-c", "SELECT value FROM kept") == "1\n"
        os.kill(second.process.pid, signal.SIGKILL)
        second.process.wait()
        second.start()
        assert second.psql("-c", "SELECT value FROM kept") == "1\n"
    finally:
        second.stop()
        first.stop()
    assert second.process.poll() is not None


def test_a_command_runs_beside_its_servers_and_gives_its_code():
    code = "import os; assert os.environ['DATABASE_URL']; assert os.environ['BROKER_URL']; exit(7)"

    done = subprocess.run([*RUN, "--", sys.executable, "-c", code], env=ALONE, check=False)

    assert done.returncode == 7


def test_everything_ends_within_three_seconds_of_a_signal(tmp_path):
    sign = tmp_path / "sign"
    command = [*RUN, "--data", str(tmp_path), "--", "sh", "-c", f"touch {sign}; exec sleep 60"]
    with subprocess.Popen(command, env=ALONE) as started:
        assert processes.until(sign.exists, 20)
        assert len(running(tmp_path)) > 1

        began = time.monotonic()
        started.terminate()

        assert started.wait(5) == 128 + signal.SIGTERM
    assert time.monotonic() - began < 3
    assert running(tmp_path) == []


def running(folder):
    """The processes that name a folder in their command line."""
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if processes.is_running(number, str(folder))]


def make_postgres(folder, version):
    """What a machine has of a version, as far as one looks at it."""
    folder.mkdir(parents=True)
    for name in postgres_binaries.NEEDED:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}.3 (Debian)"\n')
        (folder / name).chmod(0o755)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose versions of PostgreSQL a test makes."""
    monkeypatch.setattr(postgres_binaries, "PLACES", ((str(tmp_path), "*/bin"),))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


def test_the_newest_postgresql_of_the_machine_is_taken_from_version_15(machine):
    assert postgres_binaries.OLDEST == OLDEST_POSTGRESQL  # what production asks
    assert for_data(machine / "data") == of_wheel()

    for version in (14, 15, 16):
        make_postgres(machine / str(version) / "bin", version)
    (machine / "18" / "bin").mkdir(parents=True)  # a client without its server

    assert [one.version for one in postgres_binaries.of_machine()] == [16, 15]
    assert for_data(machine / "data").folder == machine / "16" / "bin"


def test_data_stay_with_the_version_that_made_them(machine):
    make_postgres(machine / "15" / "bin", 15)
    (machine / "data").mkdir()

    for version, taken in ((15, machine / "15" / "bin"), (17, of_wheel().folder)):
        (machine / "data" / "PG_VERSION").write_text(f"{version}\n")
        assert for_data(machine / "data").folder == taken

    (machine / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(SystemExit, match="made by PostgreSQL 16"):
        for_data(machine / "data")


@pytest.mark.parametrize(
    "binaries", [of_wheel(), *postgres_binaries.of_machine()], ids=lambda one: str(one.folder)
)
def test_every_version_sorts_and_folds_as_the_others(tmp_path, binaries):
    server = Postgres(tmp_path / "postgres", keys(tmp_path), durable=False, binaries=binaries)
    try:
        server.start()
        assert server.psql("-c", "SELECT lower('ÉŒ'), 'Z' < 'a', 'é' < 'z'") == "éœ|t|f\n"
    finally:
        server.stop()
