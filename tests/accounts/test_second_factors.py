"""A second factor: added, asked at sign-in, guessed, lost, and taken away by two people."""

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken
from django.test import Client
from django.urls import reverse

from accounts import password_links, sign_in_limits
from accounts.actions import second_factors
from accounts.enums import Link, Role
from accounts.models import Letter, SignIn, User
from accounts.second_factors import Kind, factors_of, seal, unseal
from accounts.session_store import SessionStore
from accounts.tasks import write_letter
from audit.actors import SYSTEM
from audit.models import Event
from tests.factories.accounts import NOON, UserFactory, add_factor, code_of, sign_in
from tests.reading import words

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "une phrase assez longue", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME, SIGN_IN, CODE = (
    reverse(name) for name in ("reporting:home", "account_login", "mfa_authenticate")
)
ACCOUNT, ADD = reverse("accounts:account"), reverse("accounts:add-factor")


@pytest.fixture(autouse=True)
def phone(monkeypatch):
    """The clock of the applications, which stands still until a test moves it."""
    standing = SimpleNamespace(now=1_700_000_000)
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: standing.now))
    return standing


@pytest.fixture
def user():
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    return user


def give_password(client, user, password=PASSWORD):
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def give_code(client, code):
    return client.post(CODE, {"code": code})


def from_address(rank):
    return Client(REMOTE_ADDR=f"203.0.113.{rank}")


def told(mailoutbox):
    """The subjects of the letters that a worker writes."""
    for letter in Letter.objects.waiting():
        write_letter(letter_id=letter.pk)
    return [letter.subject for letter in mailoutbox]


def test_an_application_is_added_by_one_of_its_codes(client, user, mailoutbox):
    sign_in(client, user)
    page = client.get(ADD)
    secret = re.search(r"cette clé.*?<b>([A-Z2-7 ]+)</b>", page.text, re.DOTALL)[1].replace(" ", "")
    assert "data:image/png" in page.text
    wrong = client.post(ADD, {"code": "000000"})
    assert "Ce code n’est pas le bon" in wrong.context["form"].errors["code"][0]

    shown = client.post(ADD, {"code": code_of(secret, 0)})

    codes = re.findall(r"<li>([A-Z-]+)</li>", shown.text)
    assert len(set(codes)) == 10
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    sessions = str([SessionStore().decode(row.session_data) for row in SignIn.objects.all()])
    assert not any(text in kept + sessions for text in [secret, *codes])
    assert "10 codes" in words(client.get(ACCOUNT))
    assert client.get(ADD).url == ACCOUNT
    assert told(mailoutbox) == ["Second facteur ajouté"]
    verbs = set(Event.objects.filter(actor_id=user.pk).values_list("verb", flat=True))
    assert verbs == {"user.factor_added", "user.recovery_codes_made"}


def test_an_application_is_added_once(user):
    add_factor(user)
    with pytest.raises(second_factors.FactorKnown):
        add_factor(user)


def test_a_sign_in_asks_for_the_code_after_the_password(client, user):
    add_factor(user, SECRET)

    assert give_password(client, user).url == CODE
    assert client.get(HOME).url.startswith(SIGN_IN)
    assert user.email in client.get(CODE).text
    assert not Event.objects.filter(verb="user.signed_in").exists()
    assert give_code(client, f" {code_of(SECRET, 0)[:3]} {code_of(SECRET, 0)[3:]}").url == "/"
    assert client.get(HOME).status_code == 200
    assert Event.objects.filter(verb="user.signed_in").exists()


def test_nobody_gives_a_code_before_the_password(client, user):
    add_factor(user, SECRET)

    assert give_code(client, code_of(SECRET, 0)).url == SIGN_IN
    assert client.get(HOME).url.startswith(SIGN_IN)


def test_who_is_somebody_else_begins_again(client, user):
    add_factor(user)
    give_password(client, user)

    client.post(reverse("account_logout"))

    assert client.get(CODE).url == SIGN_IN


def test_a_password_changed_between_both_steps_is_asked_again(client, user):
    add_factor(user, SECRET)
    give_password(client, user)
    user.set_password("quatre mots pris au hasard")
    user.save()

    assert give_code(client, code_of(SECRET, 0)).url == SIGN_IN
    assert client.get(HOME).url.startswith(SIGN_IN)


def test_a_code_serves_once(client, user, phone):
    add_factor(user, SECRET)
    code = code_of(SECRET, 0)
    for place, answers in ((client, True), (from_address(1), False)):
        give_password(place, user)
        assert (give_code(place, code).status_code == 302) is answers
    phone.now += 30  # the code is still within what is accepted
    assert give_code(place, code).status_code == 200
    assert give_code(place, code_of(SECRET, 0)).status_code == 302


def test_a_recovery_code_stands_for_the_telephone_once(client, user):
    codes = add_factor(user)
    for answers in (True, False):
        give_password(client, user)
        assert (give_code(client, codes[3].lower().replace("-", " ")).status_code == 302) is answers
        client.post(reverse("account_logout"))
    give_password(client, user)
    give_code(client, codes[4])

    assert "8 codes" in words(client.get(ACCOUNT))


def test_the_sixth_code_is_refused_though_it_is_right(user, mailoutbox):
    add_factor(user, SECRET)
    for rank in range(sign_in_limits.A_LOCK):
        place = from_address(rank)
        give_password(place, user)
        assert "pas le bon" in give_code(place, "000000").text

    answer = give_code(place, code_of(SECRET, 0))
    elsewhere = from_address(99)
    give_password(elsewhere, user)

    assert "Attendez 15 minutes" in words(answer)
    assert "Attendez 15 minutes" in words(give_code(elsewhere, code_of(SECRET, 0)))
    assert elsewhere.get(HOME).url.startswith(SIGN_IN)
    assert told(mailoutbox).count("Codes refusés") == 1
    event = Event.objects.get(verb="user.codes_refused")
    assert (event.subject_id, event.details) == (user.pk, {"address": "203.0.113.4"})


def test_recovery_codes_are_not_guessed_either(user):
    codes = add_factor(user)
    place = from_address(1)
    give_password(place, user)
    for rank in range(sign_in_limits.A_LOCK):
        give_code(place, f"BCDFGHJKL{'MNPQR'[rank]}")

    assert "Attendez" in words(give_code(place, codes[0]))


def test_each_wrong_code_makes_one_wait_longer(user):
    add_factor(user, SECRET)
    waits = []
    for number in range(1, 16):
        sign_in_limits.count_wrong_code(user, "203.0.113.1")
        if number % 5 == 0:
            waits.append(sign_in_limits.minutes_before_a_code(user, "203.0.113.2", device=""))

    assert waits == [15, 30, 60]


@pytest.mark.parametrize("address", ["203.0.113.1", "127.0.0.1"], ids=["elsewhere", "beside"])
def test_the_owner_signs_in_from_a_known_device_while_a_stranger_guesses(client, user, address):
    add_factor(user, SECRET)
    give_password(client, user)
    give_code(client, code_of(SECRET, 0))
    client.post(reverse("account_logout"))
    stranger = Client(REMOTE_ADDR=address)
    give_password(stranger, user)
    for _ in range(sign_in_limits.A_LOCK):
        give_code(stranger, "000000")

    give_password(client, user)
    assert give_code(client, code_of(SECRET, 1)).status_code == 302


def test_an_address_that_guesses_account_after_account_waits(user):
    add_factor(user, SECRET)
    for rank in range(sign_in_limits.OF_AN_ADDRESS):
        sign_in_limits.count_wrong_code(SimpleNamespace(email=f"{rank}@exemple.fr"), "203.0.113.1")
    first, other = from_address(1), from_address(2)
    give_password(first, user)
    assert first.get(CODE).url == SIGN_IN
    give_password(other, user)
    other.defaults["REMOTE_ADDR"] = "203.0.113.1"

    assert "Attendez 60 minutes" in words(give_code(other, code_of(SECRET, 0)))


def test_a_forgotten_password_does_not_pass_by_the_code(client, user):
    add_factor(user, SECRET)
    path = password_links.address(user, Link.RESET).partition("/compte/")[2]
    new = "quatre mots pris au hasard"
    client.post(f"/compte/{path}", {"password": new})

    assert give_password(client, user, new).url == CODE
    assert client.get(HOME).url.startswith(SIGN_IN)


def test_a_role_that_asks_for_a_factor_opens_nothing_before_it(client, user, settings):
    settings.PASSNUM_FACTOR_ROLES = frozenset({Role.FINANCE})
    sign_in(client, user)
    for address in (HOME, ACCOUNT, reverse("finance:index")):
        assert client.get(address).url == ADD
    page = client.get(ADD)
    assert "Votre rôle le demande" in page.text
    assert client.get(reverse("account_logout")).status_code == 200
    other = sign_in(Client(), UserFactory(role=Role.AUDITOR))
    assert other.get(HOME).status_code == 200

    secret = unseal(client.session["factor"], user.pk)
    client.post(ADD, {"code": code_of(secret, 0)})

    assert client.get(HOME).status_code == 200


def forget_who_is_there(client):
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()


@pytest.mark.parametrize(
    "name", ["add-factor", "remove-factor", "recovery-codes", "change-password"]
)
def test_what_opens_an_account_changes_only_after_saying_again_who_one_is(client, user, name):
    sign_in(client, user)
    forget_who_is_there(client)
    address = reverse(f"accounts:{name}")
    for answer in (client.get(address), client.post(address, {"password": "x"})):
        assert answer.url.startswith(reverse("accounts:confirm"))
        asked = answer.url
    assert "Ce n’est pas votre mot de passe" in client.post(asked, {"password": "faux"}).text

    assert client.post(asked, {"password": PASSWORD}).url == address
    assert client.get(address).status_code == 200
    assert client.post(f"{asked}&next=//ailleurs.fr", {"password": PASSWORD}).url == ACCOUNT


def test_who_has_a_factor_says_who_one_is_by_a_code(client, user):
    add_factor(user, SECRET)
    sign_in(client, user)
    asked = reverse("accounts:confirm")

    assert "pas le bon" in client.post(asked, {"code": "000000"}).text
    assert client.post(asked, {"code": code_of(SECRET, 0)}).url == ACCOUNT


def test_a_code_is_not_guessed_from_a_session_left_open(client, user):
    add_factor(user, SECRET)
    sign_in(client, user)
    forget_who_is_there(client)
    asked = reverse("accounts:confirm")
    for _ in range(sign_in_limits.A_LOCK):
        assert "pas le bon" in client.post(asked, {"code": "000000"}).text
    assert "Attendez 15 minutes" in words(client.post(asked, {"code": code_of(SECRET, 0)}))


def test_a_password_is_not_guessed_from_a_session_left_open(client, user):
    sign_in(client, user)
    answers = [client.post(reverse("accounts:confirm"), {"password": "faux"}) for _ in range(5)]

    assert answers[-1].status_code == 429
    assert client.post(reverse("accounts:confirm"), {"password": PASSWORD}).status_code == 429


def test_a_changed_password_ends_what_was_signed_in_elsewhere(client, user, mailoutbox):
    elsewhere = sign_in(Client(), user)
    sign_in(client, user)
    address, new = reverse("accounts:change-password"), "quatre mots pris au hasard"
    wrong = client.post(address, {"current": "faux", "password": new})
    assert "Ce n’est pas votre mot de passe." in wrong.context["form"].errors["current"]

    assert client.post(address, {"current": PASSWORD, "password": new}).url == ACCOUNT

    assert client.get(ACCOUNT).status_code == 200
    assert user.sign_ins.count() == 1
    assert elsewhere.get(HOME).url.startswith(SIGN_IN)
    assert told(mailoutbox) == ["Mot de passe changé"]
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_factor_is_taken_away_by_its_owner(client, user, mailoutbox):
    add_factor(user)
    sign_in(client, user)
    asked = reverse("accounts:remove-factor")
    other = UserFactory()
    add_factor(other)
    assert client.post(asked, {"factor": factors_of(other).get().pk}).context["form"].errors
    assert factors_of(other).exists()

    assert client.post(asked, {"factor": factors_of(user).get().pk}).url == ACCOUNT

    assert not Authenticator.objects.filter(user=user).exists()
    assert "Second facteur retiré" in told(mailoutbox)


def test_new_recovery_codes_take_the_place_of_those_of_before(client, user):
    old = add_factor(user)
    sign_in(client, user)
    shown = client.post(reverse("accounts:recovery-codes"))
    new = re.findall(r"<li>([A-Z-]+)</li>", shown.text)
    other = from_address(1)
    give_password(other, user)

    assert "pas le bon" in give_code(other, old[0]).text
    assert give_code(other, new[0]).status_code == 302


def test_recovery_codes_go_with_a_factor(client, user):
    sign_in(client, user)
    assert "Ajoutez d’abord" in client.post(reverse("accounts:recovery-codes")).text


def test_a_secret_is_opened_by_the_keys_of_before_and_sealed_by_the_last_one(user, settings):
    add_factor(user, SECRET)
    settings.PASSNUM_FACTOR_KEYS = {**settings.PASSNUM_FACTOR_KEYS, 9: bytes(range(32))}
    by = {"by": user.as_actor().at(NOON), "real_now": NOON, "device": ""}
    assert second_factors.use(user, code=code_of(SECRET, 0), **by)

    settings.PASSNUM_FACTOR_KEYS = {9: bytes(range(32))}
    assert second_factors.use(user, code=code_of(SECRET, 1), **by)


def test_a_secret_opens_nothing_in_the_row_of_another(user):
    with pytest.raises(InvalidToken):
        unseal(seal(SECRET, user.pk), user.pk + 1)


def test_a_factor_of_another_kind_has_no_code(user):
    add_factor(user, SECRET)
    Authenticator.objects.filter(type=Kind.TOTP).update(type=Kind.WEBAUTHN)
    by = {"by": SYSTEM.at(NOON), "real_now": NOON, "device": ""}

    assert second_factors.use(User.objects.get(), code=code_of(SECRET, 0), **by) is None


@pytest.mark.parametrize(
    "answer",
    ["", "{", "null", "[]", "{}", '{"id": "AA", "rawId": "AA", "response": {}}', "1" * 300],
)
def test_what_no_passkey_answers_is_refused_in_a_sentence(client, user, answer):
    sign_in(client, user)
    adding = reverse("accounts:add-passkey")
    client.get(adding)
    assert client.post(adding, {"name": "Clé", "credential": answer}).context["form"].errors
    add_factor(user, SECRET)

    place = from_address(1)
    give_password(place, user)
    assert place.post(CODE, {"credential": answer}).context["form"].errors
    assert place.get(HOME).url.startswith(SIGN_IN)
    assert give_code(place, code_of(SECRET, 0)).status_code == 302


def test_one_factor_of_two_is_taken_away_and_the_recovery_codes_stay(user):
    add_factor(user, SECRET)
    by = {"by": user.as_actor().at(NOON), "real_now": NOON}
    assert second_factors.add_passkey(user, name="Clé", credential={}, **by) == []

    second_factors.remove(user, factors_of(user).get(type=Kind.WEBAUTHN), **by)

    assert factors_of(user).get().type == Kind.TOTP
    assert Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).exists()
