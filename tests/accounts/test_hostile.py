"""What a browser should never send."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from tests.accounts.house import House
from tests.accounts.test_matrix import EXPECTED, PUBLIC, members
from tests.factories.accounts import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NAMES = ("q", "sort", "page", "jour", "annee", "du", "au", "personne", "remise", "connu")
FIELDS = (
    "last_name", "first_name", "born_on", "commune", "phone", "public_id", "filed_on", "status",
    "channel", "proof_kind", "proof_dated_on", "signed_on", "effective_on", "trimestre", "key",
    "codes", "place", "day", "hour", "minutes", "service", "mode", "membership", "programme",
    "depot", "carnet", "carnets", "first_carnet", "mandat_number", "activated_on", "on", "reason",
)  # fmt: skip
RUBBISH = ("\x00", "a\x00b", "31/02/2023", "-1", "9" * 5000, "😀", "²", "__class__", "A" * 3000)
EACH = range(len(RUBBISH)) if "FUZZ" in os.environ else range(3)


def rubbish(rank):
    """What a page is sent: some texts, not the same for the page that follows; all in `make fuzz`.

    The first two, which the edge refuses, are sent to all.
    """
    rest = RUBBISH[2:]
    return [*RUBBISH[:2], *dict.fromkeys(rest[(rank + one) % len(rest)] for one in EACH)]


def test_rubbish_in_an_address_is_never_an_error_of_the_server():
    house = House()
    clients, wrong = members(house), []
    able = {}
    for (method, name), codes in EXPECTED.items():
        if method == "GET" and name != "account_logout":
            able[name] = next((Role(role) for role, code in codes.items() if code == 200), None)
    for rank, (name, role) in enumerate(able.items()):
        for text in rubbish(rank) if role else ():
            answer = clients[role].get(house.url(name), dict.fromkeys(NAMES, text))
            if "\0" in text:
                assert answer.status_code == 400
                continue
            if answer.status_code not in {200, 302, 404}:
                wrong.append((name, text[:5], answer.status_code))
            if is_unread(answer, "GET"):
                break  # what comes after the address changes nothing of what it answers

    assert wrong == []


def test_rubbish_in_a_form_is_told_in_a_sentence():
    house = House()
    clients, wrong = members(house), []
    for rank, ((method, name), codes) in enumerate(EXPECTED.items()):
        if method == "GET" or name == "account_logout":
            continue
        able = (Role(role) for role, code in codes.items() if code in {200, 302})
        role = next(able, Role.MANAGER)
        for text in rubbish(rank):
            answer = clients[role].post(house.url(name), dict.fromkeys(FIELDS, text))
            if "\0" in text:
                assert answer.status_code == 400
                continue
            if answer.status_code not in {200, 302, 404, 410}:
                wrong.append((name, text[:5], answer.status_code))
            if is_unread(answer, "_post"):
                break

    assert wrong == []


def beside_files():
    """Forms of files with what is no text, in a name or in a value."""
    return [
        {"champ": "a\0b"},
        {"ch\0amp": "a"},
        {"champ": "a\ufffdb"},  # as Django reads what is not UTF-8
        {"ch\0amp": SimpleUploadedFile("a.pdf", b"a")},
        {"champ": SimpleUploadedFile("a\ufffd.pdf", b"a")},
    ]


def test_no_page_takes_a_form_of_files_with_what_is_no_text():
    house, client, wrong = House(), Client(), []
    pages = {name for method, name in {*EXPECTED, *PUBLIC} if method == "POST"}
    for page in sorted(pages):
        for sent in beside_files():
            answer = client.post(house.url(page), sent)
            if (answer.status_code, "«\u00a0champ\u00a0»" in answer.text) != (400, True):
                wrong.append((page, [*sent], answer.status_code))

    assert len(pages) > 100
    assert wrong == []


def test_the_name_of_a_file_is_kept_without_a_null_character():
    """Django takes it out of the name as it reads the form."""
    body = (
        b'--a\r\nContent-Disposition: form-data; name="f"; filename="a\0b.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\nx\r\n--a--\r\n"
    )
    sent = Client().post(reverse("account_login"), body, "multipart/form-data; boundary=a")

    assert [file.name for file in sent.wsgi_request.FILES.values()] == ["ab.pdf"]


def is_unread(answer, part):
    """Nothing of the site looked at this part of the request: Django reads it when asked for it."""
    return part not in vars(answer.wsgi_request)


@pytest.mark.parametrize("cookie", ["\x00bcdefghijkl", "é" * 32, "a" * 3000, "../../../../etc"])
def test_a_cookie_of_anything_opens_no_session(cookie):
    client = Client()
    client.cookies["sessionid"] = cookie

    assert client.get(reverse("reporting:home")).status_code == 302


def test_a_membership_of_thousands_of_digits_is_not_found():
    house = House()
    client = sign_in(Client(), house.member(Role.FINANCE))
    sent = {"membership": "9" * 5000, "programme": "9" * 5000}

    assert client.post(reverse("accounts:switch-membership"), sent).status_code == 404
    assert client.post(reverse("programmes:switch"), sent).status_code == 404
