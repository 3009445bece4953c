"""An obligation wrongly entered is corrected: its row stays, and what it was is kept beside."""

import datetime as dt

import pytest
from django.db import Error, transaction

from audit.actors import SYSTEM
from common.formats import legal_day
from conventions.actions.signature_checks import SignatureUnknown
from conventions.actions.texts import DueDayMissing, NotReplaceable, ObligationSpec, WrittenTwice
from conventions.enums import Cadence, Trigger
from conventions.models import Obligation
from conventions.rules.as_of import Situation
from corrections import actions
from corrections.actions import AlreadyProposed, NothingToCorrect
from corrections.models import Correction
from corrections.readings import corrections_of
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.models import Occurrence
from deadlines.readings import obligations_with_next_occurrence, revisions_of
from dossiers.pages.conventions import obligations_at
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory
from tests.factories.corrections import BEFORE, DAY, LATER, REASON, SIGNED_ON, amended, by

pytestmark = pytest.mark.django_db
DUE = dt.date(2022, 1, 31)
MOVED = dt.date(2022, 6, 30)


def bilan(due_on=DUE, title="Bilan", **said):
    return ObligationSpec(title, Cadence.ONCE, due_on, **said)


def propose(text, user, former, right):
    who = {"reason": REASON, "by": by(user, BEFORE)}
    return actions.propose_obligation(text, former=former, obligation=right, **who)


def correct(text, first, second, former, right, at=LATER):
    return actions.approve(propose(text, first, former, right), by=by(second, at))


def titles(known_at=None, on=SIGNED_ON):
    rows = Obligation.recorded.as_of(on, known_at=known_at).order_by("pk")
    return sorted(row.title for row in rows)


def test_all_that_it_says_is_corrected_and_was_known_otherwise(signed, first, second):
    former = signed.obligations.get()
    said = {
        "addressee": "ANCT",
        "triggers": Trigger.BALANCE,
        "requires": ["spending"],
        "wording": "Le Bénéficiaire transmet un bilan.",
        "more_on_demand": True,
    }

    correct(signed, first, second, former, bilan(MOVED, "Bilan final", **said))

    row = signed.obligations.get()
    assert (row.pk, row.effective_on) == (former.pk, SIGNED_ON)
    assert {name: getattr(row, name) for name in said} == said
    assert (titles(), titles(NOON)) == (["Bilan final"], ["Bilan"])
    (view,) = corrections_of(signed)
    assert view.before.startswith("Bilan, 31\u00a0janvier\u00a02022")
    assert view.after.startswith("Bilan final, 30\u00a0juin\u00a02022")
    assert "destinataire\u00a0: rien" in view.before
    assert "destinataire\u00a0: ANCT" in view.after
    assert "ce qu’elle déclenche\u00a0: le versement du solde" in view.after.lower()
    assert "rédaction" in view.after
    assert "article" not in view.after


def test_its_occurrences_are_planned_again_and_what_was_proved_keeps_its_proof(
    signed, first, second
):
    quarterly = ObligationSpec("Comité", Cadence.QUARTERLY, DUE)
    avenant = amended(signed, first, obligations=[quarterly])
    occurrences.plan(signed, on=SIGNED_ON, by=SYSTEM.at(NOON))
    row = avenant.obligations.get()
    days = [one.due_on for one in row.occurrences.order_by("due_on")]
    assert days == [
        dt.date(2021, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    proved = row.occurrences.get(due_on=days[1])
    occurrences.send(proved, proof=ProofSpec(on=days[1]), by=by(first, NOON))
    right = ObligationSpec("Comité de suivi", Cadence.YEARLY, DUE)

    correct(avenant, first, second, row, right)

    kept = Occurrence.objects.filter(obligation=row).order_by("due_on")
    assert [one.due_on for one in kept] == [days[1], days[3]]
    assert [one.proofs.count() for one in kept] == [1, 0]
    assert kept[0].obligation.title == "Comité de suivi"


def test_a_forgotten_one_is_added_with_the_effect_of_its_text(signed, first, second):
    made = propose(signed, first, None, bilan(title="Annuaire"))
    assert titles() == ["Bilan"]

    actions.approve(made, by=by(second))

    assert (titles(), titles(NOON)) == (["Annuaire", "Bilan"], ["Bilan"])
    assert Occurrence.objects.filter(obligation__title="Annuaire").count() == 1
    assert corrections_of(signed)[0].before == "non indiqué"


def test_a_forgotten_one_needs_a_day_of_effect(first, second):
    text = ConventionFactory(signed=True, signed_on=None, signed_source="Le registre.")
    made = propose(text, first, None, bilan())

    with pytest.raises(SignatureUnknown, match="jour d’effet"):
        actions.approve(made, by=by(second))


def test_one_that_the_text_does_not_hold_is_withdrawn(signed, first, second):
    correct(signed, first, second, signed.obligations.get(), None)

    assert (titles(), titles(NOON)) == ([], ["Bilan"])
    assert corrections_of(signed)[0].after == "non indiqué"


def test_a_correction_says_something_of_an_obligation_that_stands(signed, first, second):
    former = signed.obligations.get()
    with pytest.raises(NothingToCorrect):
        propose(signed, first, former, bilan())
    with pytest.raises(NothingToCorrect):
        propose(signed, first, None, None)
    with pytest.raises(DueDayMissing):
        propose(signed, first, former, bilan(None))
    propose(signed, first, former, None)
    with pytest.raises(AlreadyProposed):
        propose(signed, second, former, bilan(MOVED))
    propose(signed, second, None, bilan(MOVED))
    with pytest.raises(actions.SignatureStands, match="attend"):
        actions.propose_no_signature(signed, reason=REASON, by=by(first))


def test_two_proposals_never_make_the_same_obligation(signed, first, second):
    former = signed.obligations.get()
    one = propose(signed, first, former, bilan(title="Rapport"))
    correct(signed, first, second, None, bilan(title="Rapport"))

    with pytest.raises(WrittenTwice):
        actions.approve(one, by=by(second))


def test_its_member_stays_while_the_text_asks_for_one(signed, first, second):
    former = signed.obligations.get()
    asked = correct(signed, first, second, former, bilan(asks_member=True)).corrected_obligation
    assert occurrences.name_member(asked, member="Mme Duhem", by=by(first)).member == "Mme Duhem"
    asked.refresh_from_db()

    correct(signed, first, second, asked, bilan(asks_member=True, note="n"), LATER + DAY)
    assert signed.obligations.get().member == "Mme Duhem"
    correct(signed, first, second, signed.obligations.get(), bilan(), LATER + 2 * DAY)
    assert signed.obligations.get().member == ""


def replaced(signed, first, effect=SIGNED_ON):
    """An avenant whose obligation replaces that of the convention."""
    former = signed.obligations.get()
    monthly = ObligationSpec("Bilan mensuel", Cadence.MONTHLY, replaces=former)
    return former, amended(signed, first, obligations=[monthly], stated_effective_on=effect)


def test_what_it_replaces_was_replaced_before_the_signature_day_was_corrected(
    signed, first, second
):
    _, avenant = replaced(signed, first)
    days = {"on": SIGNED_ON, "effective_on": SIGNED_ON + 30 * DAY}
    made = actions.propose_signature_day(avenant, **days, reason=REASON, by=by(first, BEFORE))

    actions.approve(made, by=by(second))

    assert (titles(NOON), titles()) == (["Bilan mensuel"], ["Bilan"])
    assert titles(on=SIGNED_ON + 30 * DAY) == ["Bilan mensuel"]


def test_what_it_replaces_was_replaced_before_a_signature_never_was(signed, first, second):
    _, avenant = replaced(signed, first)
    made = actions.propose_no_signature(avenant, reason=REASON, by=by(first, BEFORE))

    actions.approve(made, by=by(second))

    assert (titles(NOON), titles()) == (["Bilan mensuel"], ["Bilan"])


def test_a_replaced_one_that_is_corrected_was_and_stays_replaced(signed, first, second):
    former, _ = replaced(signed, first)

    correct(signed, first, second, former, bilan(MOVED))

    assert (titles(NOON), titles()) == (["Bilan mensuel"], ["Bilan mensuel"])
    for known_on in (legal_day(NOON), None):
        situation = Situation(MOVED, known_on, today=MOVED)
        rows = obligations_with_next_occurrence(signed, situation.known_at)
        shown = obligations_at(rows, situation, signed.clauses_in_force(MOVED))
        assert [one.title for one in shown] == ["Bilan mensuel"]


def test_what_it_replaces_is_corrected(signed, first, second):
    former, avenant = replaced(signed, first)
    row = avenant.obligations.get()

    correct(avenant, first, second, row, ObligationSpec("Bilan mensuel", Cadence.MONTHLY))

    assert (titles(NOON), titles()) == (["Bilan mensuel"], ["Bilan", "Bilan mensuel"])
    correct(
        avenant,
        first,
        second,
        avenant.obligations.get(),
        ObligationSpec("Bilan mensuel", Cadence.MONTHLY, replaces=former),
        LATER + DAY,
    )
    assert titles() == ["Bilan mensuel"]


def test_an_obligation_is_replaced_once(signed, first, second):
    former, avenant = replaced(signed, first)
    again = bilan(title="Autre", replaces=former)
    with pytest.raises(NotReplaceable):
        propose(avenant, first, None, again)

    with pytest.raises(Error, match="obligation_replaced_once"), transaction.atomic():
        Obligation.objects.create(
            convention=signed, avenant=avenant, title="x", cadence="monthly", replaces=former
        )


def test_a_correction_of_something_else_names_no_obligation(signed, first):
    made = actions.propose_no_signature(signed, reason=REASON, by=by(first))

    with pytest.raises(Error, match="correction_obligation_of_its_subject"), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(corrected_obligation=signed.obligations.get())


def test_a_correction_is_a_later_revision_in_an_agenda(signed, first, second):
    occurrences.plan(signed, on=SIGNED_ON, by=SYSTEM.at(NOON))
    former = signed.obligations.get()

    def revision():
        row = Occurrence.objects.with_obligation().get()
        return revisions_of([row], SIGNED_ON)[row.pk]

    before = revision()
    made = propose(signed, first, former, bilan(note="En deux exemplaires."))
    assert revision() == before
    actions.approve(made, by=by(second, LATER))

    after = revision()
    assert (after.number, after.at) == (before.number + 1, LATER)
    assert before.at < LATER
