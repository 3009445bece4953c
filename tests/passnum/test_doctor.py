"""What an installation lacks is said, point by point, with what to do."""

import datetime as dt
import io
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler
from ipaddress import ip_network
from wsgiref.simple_server import WSGIRequestHandler, make_server

import environ
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.enums import Role
from accounts.models import User
from accounts.provider_client import Client
from common import clock as application_clock
from distribution import codes
from passnum.management.commands import doctor
from tests.factories.accounts import UserFactory, add_factor
from tests.factories.distribution import LotFactory

pytestmark = pytest.mark.django_db
NOWHERE, OWN_RIGHTS = "redis://127.0.0.1:1/0", doctor.POINTS["droits"]


def examined(**options):
    """The points to mend, each with what to do; the end of the command."""
    said = io.StringIO()
    try:
        call_command("doctor", **options, stdout=said)
        end = ""
    except CommandError as error:
        end = str(error)
    lines = [line for line in said.getvalue().splitlines() if line.startswith("à faire")]
    return {line[9:30].strip(): line[30:] for line in lines}, end or said.getvalue()


@pytest.fixture(autouse=True)
def well(monkeypatch, tmp_path, settings, site):
    """Every point is well but what a test breaks: its worker, its role and its files are others."""
    settings.STATIC_ROOT, settings.PASSNUM_BASE_URL = tmp_path, site
    (tmp_path / "staticfiles.json").touch()
    monkeypatch.setattr(doctor.health.Worker, "__call__", lambda _: True)
    for _ in range(2):
        UserFactory(role=Role.ADMINISTRATOR)
    # The tests connect as the owner of the tables.
    monkeypatch.setitem(doctor.POINTS, "droits", lambda: None)


def test_an_installation_that_is_well_says_so(mailoutbox):
    faults, end = examined(mail="ines@exemple.fr")

    assert faults == {}
    assert "Tout est en ordre." in end
    assert mailoutbox[0].to == ["ines@exemple.fr"]


def sql(statement):
    return lambda patch, settings: connection.cursor().execute(statement)


def no_worker(patch, settings):
    patch.setattr(doctor.health.Worker, "__call__", lambda _: False)


def late_clock(patch, settings):
    later = application_clock.real_now() + dt.timedelta(minutes=1)
    patch.setattr(application_clock, "real_now", lambda: later)


def unknown_proxy(patch, settings):
    settings.PASSNUM_HTTPS, settings.PASSNUM_TRUSTED_PROXIES = True, []


def another_key(patch, settings):
    LotFactory()
    settings.PASSNUM_MASTER_KEYS = {1: bytes(range(32))}
    codes.keyring.cache_clear()


def another_factor_key(patch, settings):
    add_factor(User.objects.first())
    settings.PASSNUM_FACTOR_KEYS = {1: bytes(range(32))}


class AnotherSite(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def site():
    """The address of this site, where a proxy would be."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, *words):
            pass

    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def no_site(patch, settings):
    settings.PASSNUM_BASE_URL = "http://127.0.0.1:1"


def in_the_clear(patch, settings):
    settings.PASSNUM_HTTPS, settings.PASSNUM_TRUSTED_PROXIES = True, [ip_network("10.0.0.0/8")]


def too_many_proxies(patch, settings):
    settings.PASSNUM_TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]


def another_site(patch, settings):
    server = HTTPServer(("127.0.0.1", 0), AnotherSite)
    threading.Thread(target=lambda: (server.handle_request(), server.server_close())).start()
    settings.PASSNUM_BASE_URL = f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (no_site, "ne répond pas d’ici"),
        (another_site, "n’est pas ce site"),
        (
            in_the_clear,
            "croit 127.0.0.1 en clair",
        ),
        (too_many_proxies, "croit l’adresse que chacun écrit"),
    ],
)
def test_a_proxy_is_asked_what_the_site_sees(plant, said, monkeypatch, settings):
    plant(monkeypatch, settings)
    faults, _ = examined()

    assert list(faults) == ["mandataire"]
    assert said in faults["mandataire"]


def test_the_demonstration_has_neither_proxy_nor_mail(monkeypatch, settings):
    settings.PASSNUM_DEMO = True
    no_site(monkeypatch, settings)
    mail_on_the_console(monkeypatch, settings)

    assert examined()[0] == {}


def mail_on_the_console(patch, settings):
    settings.EMAIL_BACKEND = environ.Env().email_url_config("consolemail://")["EMAIL_BACKEND"]


def test_a_message_is_not_tried_where_none_leaves(monkeypatch, settings):
    mail_on_the_console(monkeypatch, settings)

    assert "EMAIL_URL" in examined(mail="ines@exemple.fr")[0]["courrier"]


def unreachable_provider(patch, settings):
    settings.PASSNUM_OIDC = Client("http://127.0.0.1:1/api/v2", "passnum", "secret", ())


# What is planted in each point, and what is then said.
PLANTED = {
    "base de données": (lambda patch, _: patch.setattr(doctor, "OLDEST_POSTGRESQL", 99), "ancien"),
    "extensions": (lambda patch, _: patch.setattr(doctor, "EXTENSIONS", {"unknown"}), "unknown"),
    "migrations": (sql("DELETE FROM django_migrations WHERE app = 'reporting'"), "migrate"),
    "droits": (lambda patch, _: patch.setitem(doctor.POINTS, "droits", OWN_RIGHTS), "passnum_app"),
    "clés": (another_key, "another key"),
    "comptes": (
        lambda patch, _: patch.setattr(doctor.readings, "broken", lambda: {"dépôts faux": 2}),
        "2 dépôts faux",
    ),
    "seconds facteurs": (another_factor_key, "PASSNUM_FACTOR_KEYS"),
    "courtier": (lambda _, settings: setattr(settings, "BROKER_URL", NOWHERE), "BROKER_URL"),
    "travailleur": (no_worker, "service worker"),
    "horloges": (late_clock, "60 secondes"),
    "mandataire": (unknown_proxy, "PASSNUM_TRUSTED_PROXIES"),
    "courrier": (mail_on_the_console, "EMAIL_URL"),
    "ProConnect": (unreachable_provider, "PASSNUM_OIDC_ISSUER"),
    "fichiers statiques": (
        lambda _, settings: (settings.STATIC_ROOT / "staticfiles.json").unlink(),
        "collectstatic",
    ),
    "administrateurs": (
        sql("DELETE FROM accounts_membership WHERE id = (SELECT max(id) FROM accounts_membership)"),
        "create_administrator",
    ),
}


@pytest.mark.parametrize("point", PLANTED)
def test_each_fault_is_said_with_what_to_do(point, monkeypatch, settings):
    plant, said = PLANTED[point]
    plant(monkeypatch, settings)
    try:
        faults, end = examined()
    finally:
        codes.keyring.cache_clear()

    assert list(faults) == [point]
    assert said in faults[point]
    assert end == "1 point est à corriger."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('places', '0099_a', now())",
            "plus récente (places.0099_a)\u00a0: reprenez cette version, ou restaurez",
        ),
        (
            "ALTER TABLE accounts_letter DROP COLUMN about",
            "Il manque à la base accounts_letter.about\u00a0: elle vient d’une version qui ne se",
        ),
    ],
    ids=["of a later version", "edited in place"],
)
def test_a_base_of_another_version_is_told(statement, said):
    sql(statement)(None, None)
    faults, _ = examined()

    assert list(faults) == ["migrations"]
    assert said in faults["migrations"]


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lambda it: None, None),
        (lambda it: it.more.update(issuer=f"{it.issuer}/"), "le fournisseur se nomme 'http"),
        (lambda it: it.keys.clear(), "RS256"),
        (lambda it: it.more.update(end_session_endpoint=None), "end_session_endpoint"),
        (lambda it: it.answers.update(jwks=lambda answer: answer.give({}, status=403)), "403"),
    ],
    ids=["well", "its name", "its keys", "its end", "closed"],
)
def test_a_provider_is_examined_whole(provider, plant, said):
    plant(provider)
    faults, _ = examined()

    assert list(faults) == (["ProConnect"] if said else [])
    assert said is None or said in faults["ProConnect"]


def test_every_point_is_planted():
    assert PLANTED.keys() == doctor.POINTS.keys()


def test_what_cannot_be_examined_is_told_and_the_others_go_on(monkeypatch):
    def broken():
        raise RuntimeError("rien ne va")

    monkeypatch.setitem(doctor.POINTS, "base de données", broken)
    faults, _ = examined()

    assert faults == {"base de données": "Ne s’examine pas (RuntimeError)\u00a0: rien ne va"}
