"""A signed text is corrected from its page by one person, and decided by another."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.actions import conventions
from conventions.enums import ClauseKind, ConventionState
from corrections import actions
from corrections.models import Correction
from deadlines.models import Occurrence
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.reading import page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
REASON = "Lu de travers sur la page 4."
SIGNED_ON = dt.date(2021, 3, 11)


@pytest.fixture
def other(programme):
    """Another manager, who proposes."""
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


@pytest.fixture
def signed(programme, other):
    """Signed on 11 March 2021, with a grant of 275 000 € and an obligation of 31 May 2023."""
    voted = ConventionFactory(programme=programme, voted=True, title="Convention ANCT")
    ClauseFactory(convention=voted, kind=ClauseKind.GRANT_MAX, day=None, amount=275_000)
    ObligationFactory(convention=voted, due_on=dt.date(2023, 5, 31))
    return conventions.sign(voted, on=SIGNED_ON, by=other.as_actor().at(NOON))


def post(client, name, args, **answers):
    return client.post(reverse(f"corrections:{name}", args=args), answers, follow=True)


def decide(client, slug):
    correction = Correction.objects.get()
    return post(client, "decide", [correction.public_id, slug])


def propose(manager, signed, slug, **answers):
    return post(manager, "correct-convention", [signed.public_id, slug], reason=REASON, **answers)


def test_a_value_is_proposed_by_one_and_approved_by_another(client, manager, signed, other):
    shown = words(page(manager, "corrections:convention", signed))
    assert "275 000,00 €" in shown
    said = words(propose(manager, signed, "subvention-maximale", grant_max="257 000"))
    assert "Correction proposée. Une autre personne l’approuve ou la refuse." in said
    assert "Subvention maximale" in words(page(manager, "dossiers:convention", signed))
    assert "une autre personne la décide" in words(decide(manager, "approuver"))

    sign_in(client, other)
    assert "Correction approuvée." in words(decide(client, "approuver"))

    shown = words(page(client, "dossiers:convention", signed))
    assert "257 000,00 €" in shown
    before = reverse("dossiers:convention", args=[signed.public_id]) + "?connu=14/05/2023"
    assert "257 000,00 €" not in words(client.get(before))
    corrected = words(page(client, "corrections:convention", signed))
    assert REASON in corrected


def test_a_value_left_empty_is_not_of_the_text(client, manager, signed, other):
    propose(manager, signed, "subvention-maximale", grant_max="")

    sign_in(client, other)
    decide(client, "approuver")

    assert not signed.clauses.exists()


def test_a_correction_is_withdrawn_by_its_author_or_refused_by_another(
    client, manager, signed, other
):
    propose(manager, signed, "signature")
    assert "Correction retirée." in words(decide(manager, "retirer"))
    second = actions.propose_no_signature(signed, reason=REASON, by=other.as_actor().at(NOON))
    said = post(manager, "decide", [second.public_id, "refuser"])

    assert "Correction refusée." in words(said)


def test_a_signature_that_never_was_takes_its_occurrences_away(client, manager, signed, other):
    day = {"signed_on": "12/03/2021"}
    propose(manager, signed, "jour-de-signature", **day)
    sign_in(client, other)
    decide(client, "approuver")
    assert Occurrence.objects.count() == 1
    made = actions.propose_no_signature(signed, reason=REASON, by=UserFactory().as_actor().at(NOON))

    post(client, "decide", [made.public_id, "approuver"])

    signed.refresh_from_db()
    assert signed.state == ConventionState.VOTED
    assert not Occurrence.objects.exists()


def test_the_parties_are_corrected_as_a_list(client, manager, signed, other):
    line = {"organisation": signed.funder_id, "quality": "funder", "represented_by": "La préfète"}
    lines = {f"parties-0-{name}": value for name, value in line.items()}
    management = {"parties-TOTAL_FORMS": "1", "parties-INITIAL_FORMS": "0"}

    propose(manager, signed, "parties", **management, **lines)
    sign_in(client, other)
    decide(client, "approuver")

    assert [row.represented_by for row in signed.parties.all()] == ["La préfète"]


def test_an_obligation_is_corrected_added_or_withdrawn(client, manager, signed, other):
    (row,) = signed.obligations.all()
    assert row.title in words(page(manager, "corrections:convention", signed))
    slug = f"obligation-{row.public_id}"
    said = {"title": row.title, "cadence": "once", "nature": "send", "due_on": "30/06/2023"}
    address = reverse("corrections:correct-convention", args=[signed.public_id, slug])
    form = words(manager.get(address))
    assert "Le texte ne contient pas cette obligation" in form
    assert "Pas encore désigné" not in form

    propose(manager, signed, slug, **said, addressee="ANCT")
    sign_in(client, other)
    decide(client, "approuver")

    row.refresh_from_db()
    assert (row.due_on, row.addressee) == (dt.date(2023, 6, 30), "ANCT")
    assert list(row.occurrences.values_list("due_on", flat=True)) == [row.due_on]
    assert "31 mai 2023" in words(page(client, "corrections:convention", signed))
    propose(manager, signed, slug, **said, remove="on")
    propose(manager, signed, "obligation-oubliee", **said | {"title": "Annuaire"})
    pending = Correction.objects.filter(state="proposed").order_by("pk")
    assert [one.obligation and one.obligation.title for one in pending] == [None, "Annuaire"]


def test_an_obligation_of_an_avenant_keeps_what_it_replaces(manager, signed):
    avenant = AvenantFactory(convention=signed, signed=True)
    former, own = signed.obligations.get(), {"effective_on": SIGNED_ON, "recorded_at": NOON}
    row = ObligationFactory(convention=signed, avenant=avenant, replaces=former, **own)
    slug = f"obligation-{row.public_id}"
    address = reverse("corrections:correct-avenant", args=[avenant.public_id, slug])
    assert former.title in words(manager.get(address))

    said = {"title": "Annuaire", "cadence": "monthly", "nature": "send", "replaces": former.pk}
    post(manager, "correct-avenant", [avenant.public_id, slug], reason=REASON, **said)

    assert Correction.objects.get().obligation.replaces == former


def test_an_avenant_is_corrected_from_its_own_page(manager, signed):
    avenant = AvenantFactory(convention=signed, signed=True)
    post(manager, "correct-avenant", [avenant.public_id, "signature"], reason=REASON)

    shown = page(manager, "dossiers:avenant", avenant)
    assert "Lire ce qui fut corrigé ou proposé" in words(shown)
    pending = words(page(manager, "corrections:avenant", avenant))
    assert "Retirer" in pending
    on_convention = words(page(manager, "dossiers:convention", signed))
    assert "qui n’a pas eu lieu" in on_convention


def test_what_cannot_be_corrected_or_decided_is_not_found(manager, signed):
    assert propose(manager, signed, "cachet").status_code == 404
    propose(manager, signed, "signature")
    assert decide(manager, "bruler").status_code == 404
