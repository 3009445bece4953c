"""A request in another encoding, or too long, is refused, not a crash; a client has its address."""

import pytest
from django.urls import reverse

from audit.models import Event
from common.middleware import FORWARDED
from passnum import environment
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/connexion/?q=+2AA-"


@pytest.mark.parametrize("charset", ["utf-7", "idna", "utf-16", "latin-1"])
def test_a_request_in_another_encoding_is_refused(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 400


def test_a_form_longer_than_any_of_ours_gets_the_page_of_an_unreadable_request(client):
    answered = client.post("/connexion/", {str(number): "" for number in range(8_001)})

    assert answered.status_code == 400
    assert "Le service n’a pas compris cette demande" in answered.text


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "rien-de-connu"])
def test_utf_8_is_read_whatever_its_name(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 200


class TestNoText:
    @pytest.mark.parametrize(
        ("address", "named"),
        [
            ("/connexion/?q=a%00", "q"),
            ("/connexion/?next=%2F&q%00=1", "q"),
            ("/compte/%00/", "adresse"),
            ("/api/v1/schema/?format=%00", "format"),
            ("/connexion/?%00=a", "champ sans nom"),
            ("/connexion/?q=%ED%A0%80", "q"),
            ("/connexion/?next=%2F&q=a%C3", "q"),
            ("/connexion/?next=%2F&q=%FE&login=b", "q"),
        ],
    )
    def test_an_address_is_refused_with_its_field(self, client, address, named):
        answer = client.get(address)

        assert (answer.status_code, f"«\u00a0{named}\u00a0»" in answer.text) == (400, True)

    @pytest.mark.parametrize(
        "sent",
        [
            "login=a%00b&password=c",
            "login=a\0b&password=c",
            "login=Dup%ED%A0%80ont&password=c",
            b"password=c&login=\xe9",
        ],
    )
    def test_a_form_is_refused_with_its_field(self, client, sent):
        form = "application/x-www-form-urlencoded"
        answer = client.post("/connexion/", sent, content_type=form)

        assert (answer.status_code, "«\u00a0login\u00a0»" in answer.text) == (400, True)

    @pytest.mark.parametrize("sent", [b"Dup\xed\xa0\x80ont", b"\xe9"])
    def test_a_form_of_files_is_refused_with_its_field(self, client, sent):
        body = b'--a\r\nContent-Disposition: form-data; name="login"\r\n\r\n%s\r\n--a--\r\n' % sent
        answer = client.post("/connexion/", body, content_type="multipart/form-data; boundary=a")

        assert (answer.status_code, "«\u00a0login\u00a0»" in answer.text) == (400, True)

    @pytest.mark.parametrize("typed", ["%2500", "%C3%A9t%C3%A9", "%F0%9F%98%80", "%EF%BF%BD", "%"])
    def test_what_looks_like_it_is_read(self, client, typed):
        assert client.get(f"/connexion/?q={typed}").status_code == 200


PROXY, CLIENT, STRANGER = "10.1.0.9", "203.0.113.7", "198.51.100.4"


@pytest.fixture
def behind_proxies(settings):
    settings.PASSNUM_TRUSTED_PROXIES = environment.networks(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{STRANGER}, {CLIENT}", CLIENT),  # the first one is what the client says
        (PROXY, f"{CLIENT}, 10.2.0.1", CLIENT),
        (PROXY, f"{CLIENT}:51234", CLIENT),
        (PROXY, f"::ffff:{CLIENT}", CLIENT),
        (PROXY, "[2001:db8::7]:443", "2001:db8::7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        (f"::ffff:{PROXY}", CLIENT, CLIENT),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{CLIENT}, unknown", PROXY),
        (PROXY, "10.2.0.1", "10.2.0.1"),
        (STRANGER, CLIENT, STRANGER),
        (STRANGER, f"{CLIENT}, {PROXY}", STRANGER),
        ("", CLIENT, ""),
    ],
)
def test_a_client_has_the_address_that_a_proxy_of_ours_saw(
    client, behind_proxies, peer, said, address
):
    answered = client.get(ADDRESS, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=said)

    assert answered.wsgi_request.META["REMOTE_ADDR"] == address


def test_nobody_says_its_own_address_where_no_proxy_is_ours(client):
    forwarded = dict.fromkeys(FORWARDED, CLIENT)
    answered = client.get(ADDRESS, REMOTE_ADDR="127.0.0.1", **forwarded)

    assert answered.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert not FORWARDED & answered.wsgi_request.META.keys()


def test_the_journal_has_the_address_of_the_client(client, behind_proxies, settings):
    user = UserFactory(email="ines@example.fr")
    user.set_password("un mot de passe")
    user.save()
    sent = {"login": user.email, "password": "un mot de passe"}
    client.post("/connexion/", sent, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT)

    assert Event.objects.get(verb="user.signed_in").address == CLIENT


def test_wrong_passwords_lock_an_account_for_their_client_alone(client, behind_proxies):
    user = UserFactory(email="ines@example.fr")

    def answer(address):
        sent = {"login": user.email, "password": "faux"}
        return client.post(
            "/connexion/", sent, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address
        ).status_code

    # A stranger writes other addresses before its own: they change nothing.
    stranger = [answer(f"192.0.2.{rank}, {STRANGER}") for rank in range(6)]

    assert stranger[:4] == [200] * 4
    assert stranger[-1] == 429
    assert answer(CLIENT) == 200


class TestHttps:
    """Where the site is encrypted."""

    @pytest.fixture(autouse=True)
    def encrypted(self, settings, behind_proxies):
        settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def test_a_page_in_the_clear_leads_to_the_encrypted_one(self, client):
        assert client.get(ADDRESS, REMOTE_ADDR=PROXY).status_code == 301

    def test_a_proxy_of_ours_says_that_a_page_is_encrypted(self, client):
        said = {"HTTP_X_FORWARDED_PROTO": "https"}

        assert client.get(ADDRESS, REMOTE_ADDR=PROXY, **said).status_code == 200
        assert client.get(ADDRESS, REMOTE_ADDR=STRANGER, **said).status_code == 301

    def test_a_call_of_a_program_in_the_clear_is_refused(self, client):
        for path in ("/api/v1/redemptions/", "/api/v1/rien/"):
            answered = client.post(path, {}, content_type="application/json")

            assert answered.status_code == 403
            assert answered["Content-Type"] == "application/problem+json"
            assert answered.json()["code"] == "https_required"

    def test_a_calendar_in_the_clear_is_refused(self, client):
        answered = client.get(reverse("deadlines:calendar-feed", args=["secret"]))

        assert answered.status_code == 403
        assert "en https" in answered.text
