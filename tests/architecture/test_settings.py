"""The settings come from the environment, and say what is missing or forbidden."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

NEEDED = ["SECRET_KEY", "DATABASE_URL", "BROKER_URL", "PASSNUM_MASTER_KEYS", "ALLOWED_HOSTS"]
CLOCK = "2026-01-01T00:00:00+00:00/2023-05-15T07:00:00+00:00"


def start(*command, without=(), **variables):
    left_out = {*without, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out} | variables
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_stops_the_start_and_is_named(name):
    started = start("manage.py", "check", without=[name])

    assert started.returncode != 0
    assert name in started.stderr.splitlines()[-1]


def test_a_staged_clock_is_refused_outside_the_demonstration():
    started = start("manage.py", "check", PASSNUM_CLOCK=CLOCK, PASSNUM_DEMO="0")

    assert started.returncode != 0
    assert "PASSNUM_CLOCK" in started.stderr


def test_a_staged_clock_is_accepted_in_the_demonstration():
    only_settings = ("-c", "import passnum.settings")
    assert start(*only_settings, PASSNUM_CLOCK=CLOCK, PASSNUM_DEMO="1").returncode == 0


def test_a_complete_production_starts_and_has_nothing_to_warn_of():
    started = start(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PASSNUM_HTTPS="1"
    )

    assert started.returncode == 0, started.stderr
