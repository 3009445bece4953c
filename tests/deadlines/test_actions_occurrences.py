"""Moves of an occurrence: every state, every act, every role."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from common.errors import Refusal
from conventions.enums import ObligationNature, ProofKind
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence, Proof
from tests.factories.accounts import NOON, UserFactory, end_roles, sign_in
from tests.factories.conventions import ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
TODAY = dt.date(2023, 5, 15)
TO_PREPARE, READY, SENT, WAIVED, EARLIER = OccurrenceState
PROOF = ProofSpec(on=TODAY, who="Direction du numérique", note="Courriel du jour")


def act(name, occurrence, **given):
    return {
        "prepare": lambda: occurrences.prepare(occurrence, **WHO),
        "send": lambda: occurrences.send(occurrence, proof=PROOF, **WHO),
        "waive": lambda: occurrences.waive(occurrence, reason="Réunion annulée", **WHO),
        "resume": lambda: occurrences.resume(occurrence, **WHO),
        "assign": lambda: occurrences.assign(occurrence, responsible=None, **WHO),
        "add-proof": lambda: occurrences.add_proof(
            occurrence, kind=ProofKind.OTHER, proof=PROOF, **WHO
        ),
    }[name]()


# What each act leaves: a state, or the code of the refusal.
TABLE = {
    #             prepare         send            waive           resume          assign
    TO_PREPARE: (READY, SENT, WAIVED, "already_done", TO_PREPARE),
    READY: ("already_done", SENT, WAIVED, TO_PREPARE, READY),
    SENT: ("move_refused", "already_done", "move_refused", READY, "not_pending"),
    WAIVED: ("move_refused", "move_refused", "already_done", TO_PREPARE, "not_pending"),
    EARLIER: ("move_refused", SENT, WAIVED, "move_refused", "not_pending"),
}
ACTS = ("prepare", "send", "waive", "resume", "assign")
EXPECTED = {
    (state, name): outcome
    for state, outcomes in TABLE.items()
    for name, outcome in zip(ACTS, outcomes, strict=True)
} | {(state, "add-proof"): state for state in OccurrenceState}


@pytest.mark.parametrize(("state", "name"), EXPECTED)
def test_each_act_in_each_state_is_done_or_refused(state, name):
    occurrence = OccurrenceFactory(state=state)
    expected = EXPECTED[state, name]

    if expected in OccurrenceState.values:
        act(name, occurrence)
        assert Occurrence.objects.get().state == expected
        assert Event.objects.count() == 1
    else:
        with pytest.raises(Refusal) as refused:
            act(name, occurrence)
        assert refused.value.code == expected
        assert Occurrence.objects.get().state == state
        assert not Event.objects.exists()
        assert not Proof.objects.exists()


FORMS = {
    "deadlines:prepare-occurrence": {},
    "deadlines:resume-occurrence": {},
    "deadlines:send-occurrence": {"on": "15/05/2023", "who": "ANCT", "note": ""},
    "deadlines:waive-occurrence": {"reason": "Réunion annulée"},
    "deadlines:assign-occurrence": {"responsible": "", "scope": "une"},
    "deadlines:add-proof": {"kind": "other", "on": "15/05/2023", "who": "", "note": "Courrier"},
}
NAMES = dict(zip(FORMS, ("prepare", "resume", "send", "waive", "assign", "add-proof"), strict=True))
FOLLOWERS = {Role.MANAGER, Role.FINANCE}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("state", OccurrenceState)
def test_each_role_in_each_state_may_do_what_the_policy_says(state):
    occurrence = OccurrenceFactory(state=state)
    authority = occurrence.obligation.convention.programme.authority
    for role in Role:
        client = sign_in(Client(), UserFactory(role=role, organisation=authority))
        for page, sent in FORMS.items():
            url = reverse(page, args=[occurrence.public_id])
            with transaction.atomic():
                answer = client.post(url, sent)
                after = Occurrence.objects.get().state
                proofs = Proof.objects.count()
                transaction.set_rollback(True)
            if role not in FOLLOWERS:
                assert (answer.status_code, after, proofs) == (403, state, 0), (role, page)
                continue
            expected = EXPECTED[state, NAMES[page]]
            done = expected in OccurrenceState.values
            assert after == (expected if done else state), (role, page)
            assert answer.status_code in ((302,) if done else (200, 302)), (role, page)


def test_what_is_sent_keeps_its_day_and_its_proof():
    occurrence = OccurrenceFactory(nature=ObligationNature.SEND)

    sent = occurrences.send(occurrence, proof=PROOF, **WHO)

    assert (sent.sent_on, sent.sent_at) == (TODAY, NOON)
    proof = Proof.objects.get()
    assert (proof.kind, proof.on, proof.who, proof.note) == (
        ProofKind.SENT,
        TODAY,
        PROOF.who,
        PROOF.note,
    )


def send(occurrence, proof):
    return occurrences.send(occurrence, proof=proof, **WHO)


def prove(occurrence, proof):
    return occurrences.add_proof(occurrence, kind=ProofKind.ATTENDANCE, proof=proof, **WHO)


@pytest.mark.parametrize("keep", [send, prove])
def test_a_meeting_is_attended_by_somebody(keep):
    occurrence = OccurrenceFactory(nature=ObligationNature.ATTEND)

    with pytest.raises(Refusal) as refused:
        keep(occurrence, ProofSpec(on=TODAY, who="  "))

    assert (refused.value.code, refused.value.field) == ("who_missing", "who")


@pytest.mark.parametrize("keep", [send, prove])
def test_nothing_is_met_on_a_day_that_has_not_come(keep):
    tomorrow = ProofSpec(on=TODAY + dt.timedelta(days=1), who="Direction du numérique")

    with pytest.raises(Refusal) as refused:
        keep(OccurrenceFactory(), tomorrow)

    assert refused.value.code == "day_in_future"


@pytest.mark.parametrize(
    ("instant", "is_refused"),
    [
        ("2023-03-25T22:59:00+00:00", True),
        ("2023-03-25T23:00:00+00:00", False),
        ("2023-10-29T21:59:00+00:00", True),
    ],
)
def test_the_day_is_that_of_paris_on_the_nights_that_change_the_hour(instant, is_refused):
    """At 23:59 in Paris on Saturday 25 March the Sunday has not come; a minute later it has."""
    occurrence = OccurrenceFactory()
    at = dt.datetime.fromisoformat(instant)
    on = dt.date(2023, 3, 26) if at.month == 3 else dt.date(2023, 10, 30)
    proof = ProofSpec(on=on)

    if is_refused:
        with pytest.raises(Refusal, match="ne peut pas suivre ce jour"):
            occurrences.send(occurrence, proof=proof, by=SYSTEM.at(at))
    else:
        assert occurrences.send(occurrence, proof=proof, by=SYSTEM.at(at)).sent_on == on


def test_a_dispense_has_its_reason():
    with pytest.raises(Refusal) as refused:
        occurrences.waive(OccurrenceFactory(), reason=" ", **WHO)

    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


def test_what_is_resumed_forgets_its_day_and_keeps_its_proofs():
    occurrence = OccurrenceFactory()
    occurrences.send(occurrence, proof=PROOF, **WHO)

    resumed = occurrences.resume(occurrence, **WHO)

    assert (resumed.state, resumed.sent_on, resumed.sent_at) == (READY, None, None)
    assert Proof.objects.count() == 1
    assert Event.objects.get(verb="occurrence.resumed").details == {"was": "sent"}


class TestResponsible:
    @pytest.fixture
    def occurrence(self):
        return OccurrenceFactory()

    @pytest.fixture
    def authority(self, occurrence):
        return occurrence.obligation.convention.programme.authority

    @pytest.mark.parametrize("role", sorted(FOLLOWERS))
    def test_someone_who_follows_due_days_may_be_charged(self, occurrence, authority, role):
        user = UserFactory(role=role, organisation=authority)

        assert occurrences.assign(occurrence, responsible=user, **WHO).current_responsible == user
        given = occurrences.assign_obligation(occurrence.obligation, responsible=user, **WHO)
        assert given.responsible == user

    @pytest.mark.parametrize("role", sorted(set(Role) - FOLLOWERS))
    def test_no_other_role_may(self, occurrence, authority, role):
        user = UserFactory(role=role, organisation=authority)

        for charge, what in (
            (occurrences.assign, occurrence),
            (occurrences.assign_obligation, occurrence.obligation),
        ):
            with pytest.raises(Refusal) as refused:
                charge(what, responsible=user, **WHO)
            assert refused.value.code == "not_a_follower"

    def test_nor_someone_of_another_authority_or_who_left(self, occurrence, authority):
        elsewhere, left, closed = (
            UserFactory(),
            UserFactory(organisation=authority),
            UserFactory(organisation=authority, is_active=False),
        )
        end_roles(left)

        for user in (elsewhere, left, closed):
            with pytest.raises(Refusal, match="suit les échéances"):
                occurrences.assign(occurrence, responsible=user, **WHO)

    def test_the_whole_obligation_takes_the_place_of_what_was_given_one_by_one(
        self, occurrence, authority
    ):
        one, all_of_them = UserFactory.create_batch(2, organisation=authority)
        done = OccurrenceFactory(
            obligation=occurrence.obligation,
            due_on=dt.date(2023, 1, 31),
            state=SENT,
            responsible=one,
        )
        occurrences.assign(occurrence, responsible=one, **WHO)

        occurrences.assign_obligation(occurrence.obligation, responsible=all_of_them, **WHO)

        assert Occurrence.objects.get(pk=occurrence.pk).current_responsible == all_of_them
        assert Occurrence.objects.get(pk=done.pk).current_responsible == one


class TestDatabase:
    def test_a_due_day_of_an_obligation_is_kept_once(self):
        occurrence = OccurrenceFactory()

        with pytest.raises(IntegrityError, match="occurrence_once"):
            OccurrenceFactory(obligation=occurrence.obligation, due_on=occurrence.due_on)

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("occurrence_sent_has_day", {"state": SENT, "sent_at": NOON}),
            ("occurrence_sent_has_instant", {"state": SENT, "sent_on": TODAY}),
            ("occurrence_waived_has_reason", {"state": WAIVED}),
            ("occurrence_waived_has_reason", {"waived_reason": "Annulée"}),
        ],
    )
    def test_a_state_has_its_facts(self, constraint, change):
        occurrence = OccurrenceFactory()

        with pytest.raises(IntegrityError, match=constraint):
            Occurrence.objects.filter(pk=occurrence.pk).update(**change)

    def test_an_attendance_names_somebody(self):
        with pytest.raises(IntegrityError, match="proof_attendance_names_who"):
            OccurrenceFactory().proofs.create(kind=ProofKind.ATTENDANCE, on=TODAY, recorded_at=NOON)


def test_late_is_told_by_the_day_and_never_once_done():
    occurrence = OccurrenceFactory(due_on=TODAY)

    assert not occurrence.is_late_on(TODAY)
    assert occurrence.is_late_on(TODAY + dt.timedelta(days=1))
    for state in (SENT, WAIVED):
        occurrence.state = state
        assert not occurrence.is_late_on(TODAY + dt.timedelta(days=1))


def test_an_obligation_without_responsible_has_occurrences_without_one():
    assert (
        OccurrenceFactory(obligation=ObligationFactory(in_force=True)).current_responsible is None
    )


def test_the_same_words_prove_once_and_a_file_beside_them_is_another_proof():
    occurrence = OccurrenceFactory()
    prove(occurrence, PROOF)

    with pytest.raises(occurrences.ProofKnown) as refused:
        prove(occurrence, PROOF)
    assert refused.value.code == "proof_known"
    prove(occurrence, dataclasses.replace(PROOF, file_name="note.pdf", content=PDF))
    assert Proof.objects.count() == 2
