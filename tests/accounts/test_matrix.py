"""Who may open what: every address, every role, the expected answer."""

import re
import uuid
from collections import Counter
from functools import cache
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, is_valid_path, reverse

from accounts.enums import Role
from accounts.models import Membership
from tests.accounts.house import House
from tests.accounts.matrix import MATRIX
from tests.factories.accounts import OrganisationFactory, end_roles, sign_in
from tests.factories.distribution import typed_codes
from tests.factories.financing import PlanFactory
from tests.factories.mediation import DeviceFactory, post, session
from tests.factories.places import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ROLES = list(Role)
COLUMNS, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
EXPECTED = {
    (method, name): dict(zip(ROLES, map(int, codes), strict=True)) for method, name, *codes in LINES
}

# What anyone may ask, and what someone gets who is not signed in.
PUBLIC = {
    ("GET", "account_login"): 200,
    ("POST", "account_login"): 200,
    ("GET", "accounts:presence"): 200,
    ("GET", "mfa_authenticate"): 302,
    ("POST", "mfa_authenticate"): 302,
    ("GET", "account_inactive"): 200,
    ("POST", "provider-sign-in"): 404,
    ("GET", "provider-answer"): 404,
    ("GET", "provider-signed-out"): 404,
    ("GET", "accounts:theme"): 200,
    ("GET", "accounts:forgotten-password"): 200,
    ("POST", "accounts:forgotten-password"): 200,
    ("GET", "accounts:letter-asked"): 200,
    ("GET", "accounts:choose-password"): 410,
    ("POST", "accounts:choose-password"): 410,
    ("GET", "deadlines:calendar-feed"): 200,
    ("GET", "programmes:accessibility"): 200,
    ("GET", "programmes:legal"): 200,
    ("GET", "programmes:personal-data"): 200,
    ("GET", "programmes:contact"): 200,
    ("GET", "api-schema"): 200,
    ("GET", "healthz"): 200,
    ("GET", "metrics"): 404,
}
# Devices only: a session opens nothing.
API = {"api:redemptions", "api:check"}
LISTED = {name for _, name in EXPECTED}
OPEN = {name for _, name in PUBLIC}
MOST_STATEMENTS = 12
# The one computes the report that it would freeze, with what its texts do not hold; the other tells
# all that is kept of a person. Never one more.
MORE = {"reporting:produce": 19}
SIGN_IN = reverse("account_login")
LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
# The roles, the files and the devices of an authority are those of all its programmes.
OF_AUTHORITY = re.compile(r"programmes:|parameters$|.*programme-file$|mediation:revoke-device")
# Their addresses name no row.
OF_NO_ROW = {"finance:expenses-export", "deadlines:month", "guide", "accounts:confirm-email"}


@pytest.fixture
def house():
    return House()


def addresses(resolver: URLResolver | None = None, namespace: str = ""):
    """The name of each address of the site."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from addresses(each, inner)
        else:
            yield f"{namespace}{each.name or each.pattern}"


@cache
def opened_pages():
    """What each role gets at each address, `(role, name, url, answer)`, asked once a process.

    An answer says how many `statements` it took, and what it `journaled`.

    `url` is that of a house which is gone once the test that asked first is over.
    """
    house = House()
    PlanFactory(programme=house.programme, convention=house.convention)
    return [
        (role, name, url, ask(client, "GET", url))
        for role in Role
        # As its turn comes: a sign-in of long ago is asked for again before some acts.
        for client in [sign_in(Client(), house.member(role))]
        for method, name in EXPECTED
        if method == "GET"
        for url in [house.url(name)]
    ]


def ask(client: Client, method: str, url: str, **sent):
    """The answer of the application, whose effects are taken back."""
    cookies, asked, journaled = client.cookies.copy(), [], []

    def count(do, sql, params, *rest):
        asked.append(sql)
        if sql.startswith('INSERT INTO "audit_event"'):
            journaled.extend(params)
        return do(sql, params, *rest)

    with transaction.atomic(), connection.execute_wrapper(count):
        answer = client.post(url, sent) if method == "POST" else client.get(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    answer.journaled = journaled
    answer.statements = sum("SAVEPOINT" not in sql for sql in asked)
    return answer


def members(house: House):
    return {role: sign_in(Client(), house.member(role)) for role in Role}


def sent_by(house: House, client: Client, name: str) -> dict[str, object]:
    """What a form without fields to fill sends."""
    user = client.session["_auth_user_id"]
    return {
        "accounts:switch-membership": {"membership": Membership.objects.get(user=user).pk},
        "accounts:save-filters": {"path": "/lieux/", "query": "q=arras", "name": "Arras"},
        "programmes:switch": {"programme": house.programme.pk},
    }.get(name, {})


def test_the_columns_are_the_roles():
    assert [role[:3] for role in ROLES] == COLUMNS


def test_the_matrix_lists_every_address_once():
    every = list(addresses())

    assert len(every) == len(set(every)) > 40
    assert set(every) - LISTED - OPEN - API == set()
    assert (LISTED | OPEN | API) - set(every) == set()
    assert len(LINES) == len(EXPECTED)


def test_each_role_opens_what_the_matrix_says():
    found = {(name, role): answer.status_code for role, name, _, answer in opened_pages()}
    expected = {
        (name, role): code
        for (method, name), codes in EXPECTED.items()
        for role, code in codes.items()
        if method == "GET"
    }

    assert found == expected


def test_a_page_takes_twelve_statements_or_as_many_as_it_is_known_to_need():
    most = Counter()
    for _, name, _, answer in opened_pages():
        most[name] = max(most[name], answer.statements)

    assert {name: number for name, number in most.items() if number > MOST_STATEMENTS} == MORE


def test_every_link_leads_to_an_address_of_the_site():
    wrong = set()
    for _, name, url, answer in opened_pages():
        if answer["Content-Type"].startswith("text/html"):
            for link in LINK.findall(answer.text):
                target = urlsplit(urljoin(url, unescape(link))).path
                if not target.startswith("/static/") and not is_valid_path(target):
                    wrong.add((name, target))

    assert wrong == set()


def test_no_private_page_is_kept_by_a_browser_or_a_proxy():
    wrong = {
        (role, name)
        for role, name, _, answer in opened_pages()
        if answer.status_code == 200 and "no-store" not in answer.get("Cache-Control", "")
    }

    assert wrong == set()


def test_each_role_does_what_the_matrix_says(house):
    wrong = {}
    for role, client in members(house).items():
        for (method, name), codes in EXPECTED.items():
            if method == "GET":
                continue
            sent = sent_by(house, client, name)
            found = ask(client, method, house.url(name), **sent).status_code
            if found != codes[role]:
                wrong[f"{method} {name} as {role}"] = f"{found} instead of {codes[role]}"

    assert wrong == {}


def test_a_method_that_is_not_listed_is_refused_before_the_role_is_looked_at(house):
    client, wrong = sign_in(Client(), house.member(Role.MEDIATOR)), {}
    for name in {*LISTED, *OPEN} - {"account_login", "healthz"}:
        for method in {"GET", "POST"} - {
            known for known, each in [*EXPECTED, *PUBLIC] if each == name
        }:
            found = ask(client, method, house.url(name)).status_code
            if found != 405:
                wrong[f"{method} {name}"] = found

    assert wrong == {}


def test_someone_unknown_is_sent_to_sign_in_from_everywhere_else(house):
    wrong = {}
    for name in LISTED - {"account_logout"}:
        for method in ("GET", "POST"):
            url = house.url(name)
            answer = ask(Client(), method, url)
            if answer.status_code != 302 or answer.url != f"{SIGN_IN}?next={quote(url)}":
                wrong[f"{method} {name}"] = answer.status_code

    assert wrong == {}


def test_someone_unknown_gets_the_public_addresses(house):
    found = {key: ask(Client(), key[0], house.url(key[1])).status_code for key in PUBLIC}

    assert found == PUBLIC


def test_signing_out_asks_first_and_needs_no_session(house):
    client = sign_in(Client(), house.member(Role.FINANCE))

    assert ask(client, "GET", reverse("account_logout")).status_code == 200
    assert client.get(reverse("reporting:home")).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("reporting:home")).status_code == 302
    assert client.get(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize("same_authority", [False, True], ids=["of-others", "of-its-own"])
def test_the_rows_of_another_programme_do_not_exist(house, same_authority):
    other = House(house.programme.authority if same_authority else None)
    wrong = {}
    for role, client in members(house).items():
        for (method, name), codes in EXPECTED.items():
            if name not in house.kwargs or codes[role] not in {200, 302}:
                continue
            found = ask(client, method, other.url(name)).status_code
            administers = role == Role.ADMINISTRATOR
            is_seen = same_authority and administers and OF_AUTHORITY.match(name)
            if found != (codes[role] if is_seen or name in OF_NO_ROW else 404):
                wrong[f"{method} {name} as {role}"] = found

    assert wrong == {}


@pytest.mark.parametrize("role", [Role.DISTRIBUTOR, Role.MEDIATOR])
def test_the_rows_of_another_organisation_do_not_exist(house, role):
    client = sign_in(Client(), house.member(role, house.neighbour(role)))
    shared = {"places:detail", "beneficiaries:reglement", "guide"}
    wrong = {}
    for (method, name), codes in EXPECTED.items():
        if name in house.kwargs and codes[role] in {200, 404}:
            found = ask(client, method, house.url(name)).status_code
            if found != (200 if name in shared else 404):
                wrong[f"{method} {name}"] = found

    assert wrong == {}


# One for each road to a programme: its authority, a counter, a place.
@pytest.mark.parametrize("role", [Role.MANAGER, Role.DISTRIBUTOR, Role.MEDIATOR])
def test_a_member_without_a_programme_is_told_so_by_the_home_page(house, role):
    client = sign_in(Client(), house.member(role, OrganisationFactory()))
    home, wrong = reverse("reporting:home"), {}
    free = {"gallery", "help", "guide", "account_logout"}
    free |= {name for name in LISTED if name.startswith("accounts:")}
    for (method, name), codes in EXPECTED.items():
        answer = ask(client, method, house.url(name))
        told = answer.status_code == 302 and answer.url == home
        shown = answer.status_code == codes[role] and name.startswith(
            ("mediation:", "reporting:home")
        )
        if not told and answer.status_code not in {403, 404} and not shown and name not in free:
            wrong[f"{method} {name}"] = answer.status_code

    assert wrong == {}


def test_a_user_without_a_membership_may_only_leave_or_see_to_the_account(house):
    user = house.member(Role.MANAGER)
    end_roles(user)
    client = sign_in(Client(), user)
    found = {
        name: code
        for method, name in EXPECTED
        if (code := ask(client, method, house.url(name)).status_code) not in {403, 404}
        and not name.startswith("accounts:")
    }

    assert found == {"account_logout": 302, "help": 302, "guide": 200}


def redeem(device, house, **headers):
    body = {
        "place": str(house.place.public_id),
        "codes": typed_codes(house.carnet)[-1:],
        "session": session(),
    }
    key = str(uuid.uuid4())
    with transaction.atomic():
        answer = post(
            Client(), reverse("api:redemptions"), body, device, HTTP_IDEMPOTENCY_KEY=key, **headers
        )
        transaction.set_rollback(True)
    return answer.status_code


def check(device, house, **headers):
    body = {"place": str(house.place.public_id), "codes": typed_codes(house.carnet)[-1:]}
    return post(Client(), reverse("api:check"), body, device, **headers).status_code


def test_the_api_answers_to_the_devices_of_the_structure(house):
    stranger = DeviceFactory(structure=PlaceFactory(programme=house.programme).structure)
    wrong = {"HTTP_AUTHORIZATION": "Bearer autre-chose"}

    assert [check(house.device, house), redeem(house.device, house)] == [200, 201]
    assert [check(stranger, house), redeem(stranger, house)] == [200, 403]
    assert [check(None, house), redeem(None, house)] == [401, 401]
    assert [check(None, house, **wrong), redeem(None, house, **wrong)] == [401, 401]


def test_a_session_opens_nothing_of_the_api(house):
    clients = [Client(), *members(house).values()]
    found = {
        ask(client, method, house.url(name)).status_code
        for client in clients
        for method in ("GET", "POST")
        for name in API
    }

    assert found == {401}
