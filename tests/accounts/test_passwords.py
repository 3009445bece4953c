"""A forgotten password, an invitation: a letter, its link, a password that is not guessed."""

import re
import time
from functools import partial

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import password_links
from accounts.actions import letters, users
from accounts.enums import Link, Role
from accounts.models import Letter, SignIn, User
from accounts.tasks import forget_past_day, write_letter, write_letters
from audit.actors import SYSTEM
from audit.models import Event
from common.clock import real_now
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
NEW = "quatre mots pris au hasard"
ANSWER = "Si un compte porte cette adresse"


@pytest.fixture
def user():
    return UserFactory(
        email="ines@exemple.fr", role=Role.FINANCE, first_name="Inès", last_name="Haddad"
    )


def ask(client, email, **more):
    sent = {"email": email}
    return client.post(reverse("accounts:forgotten-password"), sent, follow=True, **more)


def write_all():
    """What a worker does with the letters that wait."""
    for letter in Letter.objects.waiting():
        write_letter(letter_id=letter.pk)


def path_in(text):
    (found,) = re.findall(r"https?://[^/\s]+(/compte/mot-de-passe/\S+)", text)
    return found


def path_of(user, link=Link.RESET):
    return path_in(password_links.address(user, link))


def choose(client, path, password=NEW):
    return client.post(path, {"password": password})


def test_a_forgotten_password_is_replaced_by_the_link_of_a_letter(client, user, mailoutbox):
    before = sign_in(Client(), user)
    assert ANSWER in ask(client, "Ines@exemple.fr ").text
    write_all()
    (letter,) = mailoutbox
    assert letter.to == ["ines@exemple.fr"]
    assert "10 minutes" in letter.body

    path = path_in(letter.body)
    assert user.email in client.get(path).text
    answer = choose(client, path)

    assert answer.url == reverse("account_login")
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert Event.objects.get(verb="user.password_chosen").actor_id == user.pk
    assert before.get(reverse("reporting:home")).url.startswith(reverse("account_login"))
    assert choose(client, path, "une autre suite de mots").status_code == 410


def test_nothing_tells_whether_an_account_has_an_address(client, user, mailoutbox):
    known, unknown = ask(client, user.email), ask(client, "personne@exemple.fr")
    write_all()

    without_token = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"')
    assert without_token.sub("", known.text) == without_token.sub("", unknown.text)
    assert [letter.to for letter in mailoutbox] == [[user.email]]
    assert Letter.objects.waiting().count() == 0


def test_two_who_hold_one_link_choose_one_password(user):
    token = path_of(user).split("/")[-2]
    both, by = [User.objects.get(pk=user.pk) for _ in range(2)], SYSTEM.at(NOON)
    due = {"by": by, "check": partial(password_links.check_due, Link.RESET, token)}
    users.choose_password(both[0], password=NEW, **due)
    with pytest.raises(password_links.LinkUsed):
        users.choose_password(both[1], password="une autre suite de mots", **due)


def test_who_asks_for_others_keeps_nobody_from_being_invited(client, user):
    for _ in range(letters.OF_AN_ADDRESS):
        ask(client, user.email)
    letters.ask(email=user.email, about=Link.INVITATION, real_now=real_now())
    write_letters()  # starts what a worker does

    assert Letter.objects.waiting().filter(about=Link.INVITATION).exists()


def test_an_ended_account_gets_no_letter(client, user, mailoutbox):
    user.is_active = False
    user.save()
    ask(client, user.email)
    write_all()

    assert mailoutbox == []
    assert client.get(path_of(user)).status_code == 410


def test_an_address_is_not_flooded_with_letters(client, user, mailoutbox):
    for _ in range(letters.OF_AN_ADDRESS + 2):
        assert ANSWER in ask(client, user.email).text
    write_all()

    assert len(mailoutbox) == letters.OF_AN_ADDRESS


def test_a_client_does_not_try_address_after_address(client):
    for rank in range(letters.OF_A_CLIENT + 3):
        ask(client, f"agent{rank}@exemple.fr", REMOTE_ADDR="203.0.113.7")
    ask(client, "autre@exemple.fr", REMOTE_ADDR="198.51.100.4")

    assert Letter.objects.filter(asked_from="203.0.113.7").count() == letters.OF_A_CLIENT
    assert Letter.objects.filter(asked_from="198.51.100.4").count() == 1


def test_a_letter_is_forgotten_after_a_day(user):
    letters.ask(email=user.email, about=Link.RESET, real_now=NOON)
    letters.forget_past(real_now=NOON + letters.KEPT_FOR)
    assert Letter.objects.count() == 1
    forget_past_day()  # years later
    assert not Letter.objects.exists()


def test_a_letter_is_written_once(user, mailoutbox):
    letters.ask(email=user.email, about=Link.INVITATION, real_now=NOON)
    key = Letter.objects.get().pk
    for _ in range(2):
        letters.write(key, real_now=NOON)

    (letter,) = mailoutbox
    assert "7 jours" in letter.body
    assert str(user.acting) in letter.body


@pytest.mark.parametrize("link", Link)
def test_a_link_lives_as_long_as_its_letter_says(client, user, link, monkeypatch):
    path = path_of(user, link)
    lifetime = password_links.LIFETIMES[link].total_seconds()
    real = password_links.signing.time.time

    for later, status in ((lifetime - 5, 200), (lifetime + 5, 410)):
        monkeypatch.setattr(password_links.signing.time, "time", lambda by=later: real() + by)
        assert client.get(path).status_code == status


def test_a_link_serves_for_what_it_was_made(client, user):
    token = path_of(user).rstrip("/").rpartition("/")[2]
    for link, part in (("invitation", token), ("oubli", token + "x"), ("autre", token)):
        path = reverse("accounts:choose-password", args=[link, part])
        assert client.get(path).status_code == 410


def test_a_sign_in_uses_the_links_sent_before_it(client, user):
    path = path_of(user)
    user.last_login = NOON
    user.save()

    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("onze signes", "12 caractères"),
        ("1q2w3e4r5t6y", "trop courant"),
        ("stefangreil1983", "trop courant"),
        ("123456789012", "un mot courant, une suite de signes"),
        ("aaaaaaaaaaaa", "une répétition"),
        ("motdepasse1234", "un mot courant"),
        ("azertyuiop1234", "un mot courant"),
        ("iloveyou1234", "un mot courant"),
        ("Motdepasse2023", "un mot courant, une date"),
        ("123456789azerty", "un mot courant"),
        ("M0tdep@sse1234", "un mot courant"),
        ("esoosapedtom", "un mot courant"),
        ("Azertyuiop123!", "un mot courant"),
        ("qsdfghjklm12", "un mot courant"),
        ("Printemps2023!", "un mot courant"),
        ("Changez-moi-2024", "un mot courant"),
        ("camille140789", "un mot courant, une date"),
        ("nathalie1975", "un mot courant, une année"),
        ("poiuytrewqlkjh", "des touches voisines"),
        ("Departement62", "un mot courant"),
        ("Inès.Haddad.2023", "un nom que l’on vous connaît, une date"),
        ("PassNumérique62", "un mot courant"),
        ("Centre social 62", "un nom que l’on vous connaît"),
        ("chequelien2024", "un nom que l’on vous connaît"),
        ("", "Indiquez un mot de passe"),
    ],
)
def test_a_password_that_is_guessed_is_refused_at_its_field(client, password, said):
    organisation = OrganisationFactory(name="Centre social")
    user = UserFactory(first_name="Inès", last_name="Haddad", organisation=organisation)
    ProgrammeFactory(authority=organisation, name="Chéquelien du Littoral")
    answer = choose(client, path_of(user), password)

    assert answer.status_code == 200
    assert said in answer.context["form"].errors["password"][0]
    assert "Erreur" in re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)[1]


def test_who_takes_part_in_a_programme_has_its_name_among_what_is_guessed():
    user = UserFactory(role=Role.MEDIATOR)
    ParticipationFactory(
        organisation=user.acting.organisation, programme__name="Chéquelien du Littoral"
    )
    with pytest.raises(ValidationError, match="un nom que l’on vous connaît"):
        validate_password("Chequelien2024", user)


@pytest.mark.parametrize(
    "password",
    [
        "cheval agrafe pile",
        "Haddad aime les moules-frites",
        "tasse verte lundi",
        "Le train de 8h12 part tard",
        "correct horse battery staple",
        "xK7#pQ9!mZ2v",
        "k3nfj29dkw0s",
        "!?;%&*(){}[]",
        "une très longue phrase que personne d’autre ne dirait à voix haute en public",
    ],
)
def test_a_long_run_of_words_or_of_chance_is_taken(client, user, password):
    assert choose(client, path_of(user), password).status_code == 302


def test_a_password_is_judged_within_the_time_of_a_page(user):
    """Signs that stand for letters are what takes longest."""
    began = time.process_time()
    for password in ("@4(3691!|70$" * 10, "na[d1bedac8v" * 10, "4@8({[<3691!|17|0$5+" * 6):
        validate_password(password, user)

    assert (time.process_time() - began) / 3 < 0.05


def test_every_door_asks_for_a_password_that_is_not_guessed():
    new = {"email": "a@b.fr", "first_name": "A", "last_name": "B", "by": SYSTEM.at(NOON)}
    with pytest.raises(users.WeakPassword):
        users.add(**new, password="passnum-2023")


def test_a_new_password_ends_no_session_of_another(client, user):
    other = UserFactory()
    sign_in(client, other)
    choose(Client(), path_of(user))

    assert SignIn.objects.filter(user=other).count() == 1
    assert client.get(reverse("reporting:home")).status_code == 200


def test_a_password_is_judged_for_nobody_and_for_somebody_who_is_not_recorded_yet():
    with pytest.raises(ValidationError, match="un mot courant"):
        validate_password("azertyuiop1234")
    with pytest.raises(ValidationError, match="un nom que l’on vous connaît"):
        validate_password("Oudinot-2024", User(last_name="Oudinot", email="o@exemple.fr"))
    assert "Ni votre nom" in " ".join(password_validators_help_texts())
