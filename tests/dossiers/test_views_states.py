"""Every state of a text, every role, every act: done, refused with its code, or forbidden."""

import datetime as dt

import pytest

from accounts.enums import GRANTS, Permission, Role
from audit.actors import SYSTEM
from common.errors import Refusal
from conventions.actions import avenants, conventions, signatures, texts, votes
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Convention
from tests.conftest import MONDAY
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import sent

pytestmark = pytest.mark.django_db

DAY = MONDAY.date()
WHO = {"by": SYSTEM.at(MONDAY)}
ENDED = {"signed": True, "ended_on": DAY, "ended_at": NOON}
CONVENTIONS = {
    "draft": {},
    "voted": {"voted": True},
    "signed": {"signed": True},
    "undated": {"signed": True, "signed_on": None, "signed_source": "une délibération"},
    "closed": {**ENDED, "state": ConventionState.CLOSED},
    "terminated": {**ENDED, "state": ConventionState.TERMINATED, "end_reason": "Abandon"},
}
AVENANTS = {
    "draft": {"blocks": [Block.DURATION, Block.OBLIGATIONS, Block.PARTIES]},
    "voted": {"voted": True},
    "signed": {"signed": True},
    "undated": {
        "signed": True,
        "signed_on": None,
        "signed_source": "une lettre",
        "stated_effective_on": DAY,
    },
    "abandoned": {"abandoned": True},
}

# `ok`, or the code of the refusal.
OF_CONVENTIONS = """
                 draft         voted         signed        undated       closed        terminated
edit             ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_block        ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_obligations  ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_parties      ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft   not_a_draft
discard          ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft   not_a_draft
vote             ok            move_refused  move_refused  move_refused  move_refused  move_refused
withdraw_vote    move_refused  ok            move_refused  move_refused  move_refused  move_refused
sign             vote_missing  ok            move_refused  move_refused  move_refused  move_refused
record_signature_day  day_known  day_known  day_known  ok  day_known  day_known
close            move_refused  move_refused  ok            ok            move_refused  move_refused
terminate        move_refused  move_refused  ok            ok            move_refused  move_refused
add_avenant      not_signed    not_signed    ok            ok            not_signed    not_signed
"""
OF_AVENANTS = """
                 draft         voted         signed        undated       abandoned
edit             ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_block        ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_obligations  ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft
set_parties      ok            not_a_draft   not_a_draft   not_a_draft   not_a_draft
vote             ok            move_refused  move_refused  move_refused  move_refused
withdraw_vote    move_refused  ok            move_refused  move_refused  move_refused
sign             move_refused  ok            move_refused  move_refused  move_refused
record_signature_day  day_known  day_known  day_known  ok  day_known
abandon          ok            ok            move_refused  move_refused  move_refused
"""


CODES = {"not_signed": avenants.ConventionNotSigned.code}


def cells(table):
    """Each act and state with what is expected."""
    head, *lines = table.strip("\n").splitlines()
    states, found = head.split(), []
    for line in lines:
        act, *said = line.split()
        assert len(said) == len(states), act
        found += [
            (act, state, CODES.get(one, one)) for state, one in zip(states, said, strict=True)
        ]
    return found


def vote_of(row):
    programme = getattr(row, "convention", row).programme
    return {"on": dt.date(2021, 2, 8), "deliberation": DeliberationFactory(programme=programme)}


def write(act):
    nothing = {"set_block": "clauses", "set_obligations": "obligations", "set_parties": "parties"}
    part = (Block.DURATION,) if act == "set_block" else ()
    return lambda row: getattr(texts, act)(row, *part, **{nothing[act]: ()}, **WHO)


WRITES = {act: write(act) for act in ("set_block", "set_obligations", "set_parties")}
CONVENTION_ACTS = {
    **WRITES,
    "edit": lambda row: conventions.edit(row, title="Autre", funder=row.funder, **WHO),
    "discard": lambda row: conventions.discard(row, **WHO),
    "vote": lambda row: votes.vote(row, **vote_of(row), **WHO),
    "withdraw_vote": lambda row: votes.withdraw(row, **WHO),
    "sign": lambda row: conventions.sign(row, on=DAY, **WHO),
    "record_signature_day": lambda row: signatures.record_day(row, on=DAY, **WHO),
    "close": lambda row: conventions.close(row, on=DAY, **WHO),
    "terminate": lambda row: conventions.terminate(row, on=DAY, reason="Abandon", **WHO),
    "add_avenant": lambda row: avenants.draft(row, subject="Objet", **WHO),
}
AVENANT_ACTS = {
    **WRITES,
    "edit": lambda row: avenants.edit(row, subject="Autre", blocks=[Block.DURATION], **WHO),
    "vote": lambda row: votes.vote(row, **vote_of(row), **WHO),
    "withdraw_vote": lambda row: votes.withdraw(row, **WHO),
    "sign": lambda row: avenants.sign(row, on=DAY, **WHO),
    "record_signature_day": lambda row: signatures.record_day(row, on=DAY, **WHO),
    "abandon": lambda row: avenants.abandon(row, **WHO),
}


def answer(act, row):
    try:
        act(row)
    except Refusal as refusal:
        return refusal.code
    return "ok"


def written(model, row):
    """The row as the database keeps it; nothing once it is deleted."""
    return model.objects.filter(pk=row.pk).values().first()


@pytest.mark.parametrize(("act", "state", "expected"), cells(OF_CONVENTIONS))
def test_a_convention_does_what_its_state_allows(act, state, expected):
    convention = ConventionFactory(**CONVENTIONS[state])
    before = written(Convention, convention)

    assert answer(CONVENTION_ACTS[act], convention) == expected
    if expected != "ok":
        assert written(Convention, convention) == before


@pytest.mark.parametrize(("act", "state", "expected"), cells(OF_AVENANTS))
def test_an_avenant_does_what_its_state_allows(act, state, expected):
    avenant = AvenantFactory(**AVENANTS[state])
    before = written(Avenant, avenant)

    assert answer(AVENANT_ACTS[act], avenant) == expected
    if expected != "ok":
        assert written(Avenant, avenant) == before


def test_each_state_is_tried():
    assert {*CONVENTIONS} == {*map(str, ConventionState), "undated"}
    assert {*AVENANTS} == {*map(str, AvenantState), "undated"}


# The address of an act, what is sent, the permission it asks for.
WRITE, SIGN = Permission.CONVENTION_WRITE, Permission.CONVENTION_SIGN
SAID = f"{DAY:%d/%m/%Y}"
CONVENTION_PAGES = {
    "discard": ("dossiers:discard", {}, WRITE),
    "vote": ("dossiers:vote", {"deliberation": True}, WRITE),
    "withdraw_vote": ("dossiers:withdraw-vote", {}, WRITE),
    "sign": ("dossiers:sign", {"signed_on": SAID}, SIGN),
    "record_signature_day": ("dossiers:signature-day", {"signed_on": SAID}, SIGN),
    "close": ("dossiers:close", {"ended_on": SAID}, SIGN),
    "terminate": ("dossiers:terminate", {"ended_on": SAID, "reason": "Abandon"}, SIGN),
    "add_avenant": ("conventions:add-avenant", {"subject": "Objet", "blocks": ["duration"]}, WRITE),
}
AVENANT_PAGES = {
    "vote": ("dossiers:vote-avenant", {"deliberation": True}, WRITE),
    "withdraw_vote": ("dossiers:withdraw-avenant-vote", {}, WRITE),
    "sign": ("dossiers:sign-avenant", {"signed_on": SAID}, SIGN),
    "record_signature_day": ("dossiers:avenant-signature-day", {"signed_on": SAID}, SIGN),
    "abandon": ("dossiers:abandon-avenant", {}, WRITE),
}


def on_pages(table, pages):
    return [cell for cell in cells(table) if cell[0] in pages]


class Desk:
    """Sends the form of a step as someone of the authority that holds a role."""

    def __init__(self, client):
        self.client, self.programme = client, ProgrammeFactory()
        self.vote = DeliberationFactory(programme=self.programme)

    def convention(self, **traits):
        found = ConventionFactory(programme=self.programme, **traits)
        ClauseFactory(convention=found)
        return found

    def send(self, role, page, row):
        address, answers, _ = page
        sign_in(self.client, UserFactory(role=role, organisation=self.programme.authority))
        body = {**answers, **({"deliberation": self.vote.pk} if "deliberation" in answers else {})}
        return sent(self.client, address, row, body)

    def check(self, page, model, row, expected):
        """Those with the permission are answered; the others, refused whatever the state, do
        nothing where it would let them.
        """
        before = written(model, row)
        may = [role for role in Role if page[2] in GRANTS[role]]
        for role in set(Role) - set(may) if expected == "ok" else ():
            assert self.send(role, page, row).status_code == 403, role
        assert written(model, row) == before
        assert may
        answered = self.send(may[0], page, row)
        assert answered.status_code == (302 if expected == "ok" else 200)
        if expected != "ok":
            assert written(model, row) == before
            assert "error" in answered.text or answered.context["settled"].said


@pytest.fixture
def desk(client, clock):
    return Desk(client)


@pytest.mark.parametrize(("act", "state", "expected"), on_pages(OF_CONVENTIONS, CONVENTION_PAGES))
def test_each_role_takes_a_step_of_a_convention_or_is_refused(desk, act, state, expected):
    convention = desk.convention(**CONVENTIONS[state])
    desk.check(CONVENTION_PAGES[act], Convention, convention, expected)


@pytest.mark.parametrize(("act", "state", "expected"), on_pages(OF_AVENANTS, AVENANT_PAGES))
def test_each_role_takes_a_step_of_an_avenant_or_is_refused(desk, act, state, expected):
    convention = ConventionFactory(programme=desk.programme, signed=True)
    avenant = AvenantFactory(convention=convention, **AVENANTS[state])
    desk.check(AVENANT_PAGES[act], Avenant, avenant, expected)
