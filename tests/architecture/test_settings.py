"""The settings come from the environment, and say what is missing or forbidden."""

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.provider_client import Client, client_named
from passnum import environment

NEEDED = [
    *("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS"),
    *("PASSNUM_MASTER_KEYS", "PASSNUM_FACTOR_KEYS"),
]
RANDOM = "bXk2sVnR0qLw4ZtYh8JcPd1GfAe7Uo5KiTzN3xQvMyCrWlSgHbEaDj6FuIp9"
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "secret", "too weak"),
        ("SECRET_KEY", "a" * 64, "too weak"),
        ("SECRET_KEY", "django-insecure-" + RANDOM, "too weak"),
        ("PASSNUM_MASTER_KEYS", "", "no key"),
        ("PASSNUM_MASTER_KEYS", f"1:{RANDOM}=", "32 bytes"),
        ("PASSNUM_FACTOR_KEYS", "1:court", "32 bytes"),
        ("PASSNUM_FACTOR_ROLES", "manager,chef", "chef"),
        ("PASSNUM_IDLE_MINUTES", "30,chef=5", "chef"),
        ("PASSNUM_IDLE_MINUTES", "finance=30", "give a number"),
        ("PASSNUM_IDLE_MINUTES", "0", "give a number"),
        ("PASSNUM_TRUSTED_PROXIES", "10.0.0.1/8", "host bits"),
        ("PASSNUM_OIDC_ISSUER", " ", "go together"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(name, value, said):
    started = start("manage.py", "check", **{name: value, "DEBUG": "0"})

    assert started.returncode != 0
    assert name in started.stderr.splitlines()[-1]
    assert said in started.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("issuer", "client_id", "secret", "said"),
    [
        ("https://auth.exemple.fr", "", "secret", "CLIENT_ID"),
        ("https://auth.exemple.fr", "passnum", "", "CLIENT_SECRET"),
        ("https://auth.exemple.fr", "passnum", "secret ", "CLIENT_SECRET"),
        ("", "passnum", "secret", "ISSUER"),
        ("http://auth.exemple.fr", "passnum", "secret", "https://"),
        ("auth.exemple.fr", "passnum", "secret", "https://"),
        ("https:///api/v2", "passnum", "secret", "https://"),
        ("https://auth.exemple.fr/?x=1", "passnum", "secret", "https://"),
        ("https://auth.exemple.fr/#x", "passnum", "secret", "https://"),
    ],
)
def test_a_wrong_provider_is_refused(issuer, client_id, secret, said):
    with pytest.raises(ImproperlyConfigured, match=f"PASSNUM_OIDC.*{said}"):
        client_named(issuer, client_id, secret, [])


def test_a_provider_is_that_of_three_variables_or_none():
    assert client_named("", "", "", ["eidas2"]) is None
    found = client_named("https://auth.exemple.fr/api/v2/", "passnum", "secret", ["eidas2"])
    assert found == Client("https://auth.exemple.fr/api/v2/", "passnum", "secret", ("eidas2",))


KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["1:"], "not 32 bytes"),
        ([KEY], "with a number"),
        ([f"0:{KEY}"], "with a number"),
        ([f"²:{KEY}"], "with a number"),
        ([f"40000:{KEY}"], "with a number"),
        ([f"1:{KEY}", f"1:{KEY}"], "twice"),
        ([f"1:{KEY[:-4]}"], "not 32 bytes"),
        ([f"1:{KEY[:-1]}"], "not 32 bytes"),
        ([f"1:{KEY}\n{KEY}"], "not 32 bytes"),
        ([f"1:{KEY[:-2]}9="], "not 32 bytes"),  # the same bytes, written otherwise
        (["1:" + base64.b64encode(bytes(32)).decode()], "not random"),
        (["1:" + base64.b64encode(b"abcdefgh" * 4).decode()], "not random"),
    ],
)
def test_a_master_key_is_32_random_bytes_written_in_one_way(pairs, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        environment.keys("KEYS", pairs)


def test_master_keys_keep_their_ids_and_their_order():
    other = base64.b64encode(bytes(range(1, 33))).decode()
    found = environment.keys("KEYS", [f"2:{other}", f" 1:{KEY} "])

    assert list(found.items()) == [(2, bytes(range(1, 33))), (1, bytes(range(32)))]


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


def test_the_address_of_the_database_says_how_it_is_encrypted():
    address = f"{os.environ['DATABASE_URL']}?sslmode=verify-full"
    asked = "import passnum.settings as s; print(s.DATABASES['default']['OPTIONS'])"
    started = start("-c", asked, DATABASE_URL=address)

    assert "'sslmode': 'verify-full'" in started.stdout


def test_cookies_are_of_this_host_and_of_no_script_under_https():
    asked = (
        "import passnum.settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, s.COOKIE_PREFIX)"
    )
    started = start("-c", asked, PASSNUM_HTTPS="1")

    assert started.stdout.split() == [
        *("__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "__Host-"),
    ]
