"""Each form that takes the day of an act refuses, at its field, a day that no act can have."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.enums import ObligationNature
from programmes.enums import TimeZone
from regies.enums import RegieState
from tests.architecture.test_days import ACTS, OLDER
from tests.distribution.attempts import move
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory, version_of
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import DepotFactory, LotFactory, hand_out, shipment_of
from tests.factories.expiry import establish, order_of
from tests.factories.incidents import block_of
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.factories.regies import appointment_of, regie_of
from tests.factories.reporting import ReportFactory
from tests.reading import CHECKED, lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# What several forms share.
NEVER_SHOWN = {"deadlines.forms.ProofForm.on", "movements.forms.NumbersForm.on"}
TOMORROW, TOO_OLD = "16/05/2023", "31/12/1999"
REFUSED = {TOMORROW: "day_in_future", TOO_OLD: "day_outside_programme"}
# A person is born before the programme; a proof precedes the decision that it leads to.
OLDER_CODES = {
    "born_on": {TOMORROW: "day_in_future"},
    "proof_dated_on": {TOMORROW: "day_before_cause"},
}
ORDER = {
    "number": "C-1",
    "other_name": "Imprimerie",
    "valid_from": "01/07/2023",
    "valid_until": "31/12/2023",
    "lots-TOTAL_FORMS": "1",
    "lots-INITIAL_FORMS": "0",
    "lots-0-code": "lot",
    "lots-0-carnets": "1",
    "lots-0-passes_per_carnet": "5",
}
BUDGET = {"kind": "sous-total", "label": "Tout", "amount": "20000"}

OF_ACT = ("opinion_on", "act_on")
ACT = {"opinion_on": "01/09/2021", "act_on": "06/09/2021", "act_number": "1", "amount": "1"}
NAMED = ACT | {"office": "deputy", "name": "Dominique Roche", "starts_on": "06/09/2021"}


def convention_of(programme, **traits):
    found = ConventionFactory(programme=programme, **traits)
    ClauseFactory(convention=found)
    return found


def undated(programme):
    return convention_of(programme, signed=True, signed_on=None, signed_source="une délibération")


def avenant(programme):
    return AvenantFactory(convention=convention_of(programme, signed=True), voted=True)


def draft(programme):
    return convention_of(programme)


def voted(programme):
    return convention_of(programme, voted=True)


def signed(programme):
    return convention_of(programme, signed=True)


def over(programme):
    return order_of(DepotFactory(programme=programme), ends_on=dt.date(2023, 4, 1))


def stated(programme):
    return establish(over(programme)).order


def regie(programme):
    return DepotFactory(programme=programme, regie=True, carnets=2)


def project(programme):
    return regie_of(DepotFactory(programme=programme, regie=True), state=RegieState.DRAFT)


def founded(programme):
    return regie_of(DepotFactory(programme=programme, regie=True))


def in_office(programme):
    return appointment_of(founded(programme))


def counter(programme):
    return DepotFactory(programme=programme, organisation=programme.authority, carnets=2)


def sent_to_regie(programme):
    return shipment_of(counter(programme), DepotFactory(programme=programme, regie=True))


def sent_by_regie(programme):
    return shipment_of(regie(programme), counter(programme))


def to_settle(programme):
    return shipment_of(regie(programme), counter(programme), state="to_settle")


def moved(programme):
    return move(regie(programme), counter(programme), 1, 1)


def address_of_send(programme):
    """Where carnets are read again before they are sent."""
    return {"destination": counter(programme).public_id, "numbers": "1"}


def subsidy(programme):
    return SubsidyFactory(programme=programme, beneficiary=OrganisationFactory())


def commitment(programme):
    return SubsidyFactory(programme=programme).commitment


def line(programme):
    return BudgetLineFactory(programme=programme)


def ordered(programme):
    return LotFactory(programme=programme, state="ordered")


def given(programme):
    return hand_out(DepotFactory(programme=programme, carnets=1))


def blocked(programme):
    return block_of(DepotFactory(programme=programme, carnets=1))


def lot(programme):
    return LotFactory(depot=DepotFactory(programme=programme), state="delivered")


def person(programme):
    version_of(programme)
    organisation = ParticipationFactory(programme=programme).organisation
    return PersonFactory(programme=programme, registered_by=organisation)


def occurrence(nature):
    return lambda programme: OccurrenceFactory(
        obligation__convention=signed(programme), nature=nature
    )


def report(programme):
    found = OccurrenceFactory(obligation__convention=signed(programme))
    convention = found.obligation.convention
    return ReportFactory(convention=convention, occurrence=found, ready=True)


def nothing(programme):
    CommuneFactory()
    ParticipationFactory(programme=programme)


CONVENTION = {"title": "Convention ANCT", "other_name": "ANCT", "quality": "funder"}
REQUEST = {
    "public_id": "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10",
    "filed_on": "15/05/2023",
    "status": "jobseeker",
    "channel": "accompanied",
    "proof_kind": "Attestation",
}
PERSON = {
    "public_id": REQUEST["public_id"],
    "last_name": "Duhem",
    "first_name": "Claire",
    "commune": "Arras",
}
NAMES = {"last_name": "Duhem", "first_name": "Claire"}
VOTE = {
    "number": "2023-204",
    "assembly": "Commission permanente",
    "subject": "Un avenant",
    **lines("visas"),
    **lines("opinions"),
    **lines("groups"),
}
SUBSIDY = {
    "other_name": "Futur Composé",
    "purpose": "NEC 2022",
    "amount": "10 000",
    "third_party_budget": "20 000",
    **lines("charges", BUDGET),
    **lines("resources", BUDGET),
}
PAYMENT = {"amount": "1", "mandat_number": "2022-77"}
RELEASE = {"amount": "1", "reason": "Annulée"}
SENT, ATTENDED, DONE = map(
    occurrence, (ObligationNature.SEND, ObligationNature.ATTEND, ObligationNature.DO)
)
LOST = {"numbers": "1", "reason": "Vol"}
PART = {"rest": "missing", "reason": "Paquet ouvert"}
LOST_SINCE = {"cause": "lost", "note": "Perdu dans le bus"}
# The address of each, what it is about, and the other answers.
SENT_TO = {
    "dossiers.forms.VoteForm.voted_on": ("dossiers:vote", draft, {"deliberation": True}),
    "dossiers.forms.SignatureDaysForm.signed_on": ("dossiers:sign-avenant", avenant, {}),
    "dossiers.forms.DayOfSignatureForm.signed_on": ("dossiers:signature-day", undated, {}),
    "corrections.forms.CorrectedDayForm.signed_on": (
        "corrections:correct-convention jour-de-signature",
        signed,
        {"reason": "Lu de travers"},
    ),
    "dossiers.forms.EndDayForm.ended_on": ("dossiers:close", signed, {}),
    "dossiers.forms.TerminationDayForm.ended_on": ("dossiers:terminate", signed, {"reason": "Fin"}),
    "conventions.forms.conventions.ConventionForm.filed_on": (
        "conventions:add",
        nothing,
        CONVENTION,
    ),
    "conventions.forms.conventions.ConventionForm.programmed_on": (
        "conventions:add",
        nothing,
        CONVENTION,
    ),
    "budget.forms.subsidies.SubsidyForm.on": (
        "budget:add-subsidy",
        nothing,
        {"deliberation": True, "line": True, **SUBSIDY},
    ),
    "budget.forms.subsidies.PaymentForm.on": ("budget:pay-subsidy", subsidy, PAYMENT),
    "budget.forms.subsidies.ReportForm.on": ("budget:receive-report", subsidy, {}),
    "budget.forms.commitments.CommitForm.on": (
        "budget:commit",
        line,
        {"amount": "1", "subject": "NEC"},
    ),
    "budget.forms.commitments.ReleaseForm.on": ("budget:release", commitment, RELEASE),
    "beneficiaries.forms.requests.RequestForm.filed_on": ("beneficiaries:request", person, REQUEST),
    "beneficiaries.forms.requests.RequestForm.proof_dated_on": (
        "beneficiaries:request",
        person,
        REQUEST,
    ),
    "beneficiaries.forms.people.RegisterForm.born_on": ("beneficiaries:register", nothing, PERSON),
    "beneficiaries.forms.people.CorrectForm.born_on": ("beneficiaries:correct", person, NAMES),
    "deliberations.forms.DeliberationForm.session_on": (
        "deliberations:add",
        nothing,
        VOTE,
    ),
    "deliberations.forms.DeliberationForm.published_on": (
        "deliberations:add",
        nothing,
        VOTE | {"session_on": "15/05/2023"},
    ),
    "deliberations.forms.DeliberationForm.transmitted_on": (
        "deliberations:add",
        nothing,
        VOTE | {"session_on": "15/05/2023"},
    ),
    "distribution.forms.ProposeLotForm.on": (
        "distribution:propose-lot",
        lot,
        {"mandat_number": "1"},
    ),
    "ordering.forms.lots.DeliverLotForm.on": ("ordering:deliver-lot", ordered, {"to": True}),
    "ordering.forms.costs.CostForm.on": (
        "ordering:add-cost",
        lambda programme: ordered(programme).order,
        {"kind": "fees", "amount": "1", "line": True},
    ),
    "ordering.forms.markets.MarketForm.notified_on": (
        "ordering:add-market",
        nothing,
        {"number": "M1", "subject": "Pass", "other_name": "Up"},
    ),
    "ordering.forms.lots.StepForm.on": ("ordering:receive-proof", ordered, {}),
    "ordering.forms.lots.ReasonedStepForm.on": ("ordering:cancel-lot", ordered, {"note": "Non"}),
    "ordering.forms.orders.OrderForm.ordered_on": ("ordering:place", nothing, ORDER),
    "counts.forms.OpenForm.counted_on": ("counts:open", regie, {}),
    "incidents.forms.BlockForm.on": ("incidents:block-carnet 1", given, LOST_SINCE),
    "incidents.forms.LiftForm.on": ("incidents:lift", blocked, {"reason": "Retrouvé"}),
    **{f"regies.forms.FoundForm.{day}": ("regies:found", project, ACT) for day in OF_ACT},
    **{f"regies.forms.AppointForm.{day}": ("regies:appoint", founded, NAMED) for day in OF_ACT},
    "regies.forms.EndForm.on": ("regies:end", in_office, {}),
    "regies.forms.CloseForm.on": ("regies:close", founded, {"number": "1"}),
    "expiry.forms.EstablishForm.on": ("expiry:establish", over, {}),
    "expiry.forms.CreditForm.on": ("expiry:credit", stated, {}),
    "movements.forms.ConfirmSendForm.on": ("movements:send", regie, {}),
    "movements.forms.ReceiveForm.on": ("movements:receive", sent_to_regie, {}),
    "movements.forms.ReceivePartForm.on": ("movements:receive-part", sent_to_regie, PART),
    "movements.forms.SettleForm.on": ("movements:settle", to_settle, {"became": "back", **LOST}),
    "movements.forms.LossForm.on": ("movements:declare-lost", regie, LOST),
    "movements.forms.ReversalForm.on": ("movements:reverse", moved, {"reason": "Erreur"}),
    "movements.forms.CancelForm.on": ("movements:cancel", sent_by_regie, {"reason": "Erreur"}),
    "deadlines.forms.SentForm.on": ("deadlines:send-occurrence", SENT, {"who": "ANCT"}),
    "reporting.forms.SendReportForm.on": ("reporting:send-report", report, {"who": "ANCT"}),
    "deadlines.forms.AttendedForm.on": ("deadlines:send-occurrence", ATTENDED, {"who": "Duhem"}),
    "deadlines.forms.DoneForm.on": ("deadlines:send-occurrence", DONE, {"who": "Duhem"}),
    "deadlines.forms.AddProofForm.on": ("deadlines:add-proof", SENT, {"kind": "other"}),
}

OF_STOCK = ("movements", "counts", "ordering:deliver-lot", "expiry:establish")
# What a form names besides, made for its programme.
ROWS = {
    "deliberation": lambda programme: DeliberationFactory(programme=programme).pk,
    "line": lambda programme: BudgetLineFactory(programme=programme).pk,
    "to": lambda programme: DepotFactory(programme=programme, regie=True).public_id,
}


def test_each_day_of_an_act_is_sent():
    assert SENT_TO.keys() == ACTS.keys() - NEVER_SHOWN
    assert OLDER_CODES.keys() == OLDER


def sending(client, day, programme):
    """Sends a form with a day, all the rest being there: `send("16/05/2023")`."""
    name, row_of, answers = SENT_TO[day]
    row = row_of(programme)
    named = {key: ROWS[key](programme) for key in answers if answers[key] is True}
    role = Role.REGISSEUR if name.startswith(OF_STOCK) else Role.MANAGER
    who = UserFactory(role=role, organisation=programme.authority)
    if name.startswith("beneficiaries"):
        organisation = programme.participations.get().organisation
        who = UserFactory(role=Role.DISTRIBUTOR, organisation=organisation)
    sign_in(client, who)
    name, *slug = name.split()
    address = reverse(name, args=[row.public_id, *slug] if row else [])

    def send(typed):
        said = {day.rpartition(".")[2]: typed}
        days = said if name in CHECKED else {}
        days = answers | said if name == "ordering:place" else days
        asked = address_of_send(programme) if name == "movements:send" else days
        body = answers | named | (said if not days else {})
        return client.post(address, body, query_params=asked)

    return send


def codes_of(answer):
    """The faults of the form, by field; none once the act is done."""
    form = answer.context and answer.context.get("form")
    said = form.errors.as_data() if form else {}
    return {name: [one.code for one in errors] for name, errors in said.items()}


@pytest.mark.parametrize("day", SENT_TO)
def test_a_day_that_no_act_can_have_is_refused_at_its_field(client, day):
    send = sending(client, day, ProgrammeFactory())
    form, field = day.rsplit(".", 2)[1:]

    for typed, code in OLDER_CODES.get(field, REFUSED).items():
        answer = send(typed)
        assert type(answer.context["form"]).__name__ == form
        assert codes_of(answer) == {field: [code]}


@pytest.mark.parametrize("day", SENT_TO)
def test_a_day_is_to_come_or_not_where_the_programme_is(client, clock, day):
    field, future = day.rpartition(".")[2], {"day_in_future", "day_before_cause"}
    clock.at(dt.datetime(2023, 5, 15, 22, 30, tzinfo=dt.UTC))  # the 16th in Paris
    send = sending(client, day, ProgrammeFactory(time_zone=TimeZone.MARTINIQUE))
    assert {*codes_of(send(TOMORROW))[field]} <= future

    clock.at(dt.datetime(2023, 5, 15, 21, 0, tzinfo=dt.UTC))  # the 15th in Paris
    send = sending(client, day, ProgrammeFactory(time_zone=TimeZone.NOUMEA))
    assert not future & {*codes_of(send(TOMORROW)).get(field, ())}
