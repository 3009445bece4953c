"""Every form that takes the day of an act: not to come, not before its cause, not too old."""

import ast
import importlib
import inspect

import pytest
from django.apps import apps

from common.forms import DayField, Form

OCCURRENCES = ("deadlines.actions.occurrences", "on")
SIGNATURE = ("conventions.actions.signature_checks", "signed_on")
END = ("conventions.actions.conventions", "ended_on")
SHIPMENT, LEDGER = ("movements.actions", "on"), ("distribution.actions.ledger", "on")
# Where the day of an act is checked: a module of actions, and the field that is at fault there.
ACTS = {
    "dossiers.forms.VoteForm.voted_on": ("conventions.actions.signature_checks", "voted_on"),
    "dossiers.forms.SignatureDaysForm.signed_on": SIGNATURE,
    "dossiers.forms.DayOfSignatureForm.signed_on": SIGNATURE,
    "corrections.forms.CorrectedDayForm.signed_on": SIGNATURE,
    "dossiers.forms.EndDayForm.ended_on": END,
    "dossiers.forms.TerminationDayForm.ended_on": END,
    "conventions.forms.conventions.ConventionForm.filed_on": (END[0], "filed_on"),
    "conventions.forms.conventions.ConventionForm.programmed_on": (END[0], "programmed_on"),
    "budget.forms.subsidies.SubsidyForm.on": ("budget.actions.commitments", "on"),
    "budget.forms.subsidies.PaymentForm.on": ("budget.actions.subsidies", "on"),
    "budget.forms.subsidies.ReportForm.on": ("budget.actions.subsidies", "on"),
    "budget.forms.commitments.CommitForm.on": ("budget.actions.commitments", "on"),
    "budget.forms.commitments.ReleaseForm.on": ("budget.actions.commitments", "on"),
    "beneficiaries.forms.requests.RequestForm.filed_on": (
        "beneficiaries.actions.requests",
        "filed_on",
    ),
    "beneficiaries.forms.requests.RequestForm.proof_dated_on": (
        "beneficiaries.actions.requests",
        "proof_dated_on",
    ),
    "beneficiaries.forms.people.RegisterForm.born_on": ("beneficiaries.actions.people", "born_on"),
    "beneficiaries.forms.people.CorrectForm.born_on": ("beneficiaries.actions.people", "born_on"),
    "deliberations.forms.DeliberationForm.session_on": (
        "deliberations.actions.deliberations",
        "session_on",
    ),
    "deliberations.forms.DeliberationForm.published_on": (
        "deliberations.actions.deliberations",
        "published_on",
    ),
    "deliberations.forms.DeliberationForm.transmitted_on": (
        "deliberations.actions.deliberations",
        "transmitted_on",
    ),
    "ordering.forms.lots.DeliverLotForm.on": ("distribution.actions.lots", "on"),
    "distribution.forms.ProposeLotForm.on": ("distribution.actions.lots", "on"),
    "ordering.forms.costs.CostForm.on": ("budget.actions.commitments", "on"),
    "ordering.forms.markets.MarketForm.notified_on": ("ordering.actions.markets", "notified_on"),
    "ordering.forms.lots.StepForm.on": ("ordering.actions.lots", "on"),
    "ordering.forms.lots.ReasonedStepForm.on": ("ordering.actions.lots", "on"),
    "ordering.forms.orders.OrderForm.ordered_on": ("distribution.actions.orders", "ordered_on"),
    "counts.forms.OpenForm.counted_on": ("counts.actions", "counted_on"),
    "incidents.forms.BlockForm.on": ("incidents.actions", "on"),
    "incidents.forms.LiftForm.on": ("incidents.actions", "on"),
    "regies.forms.FoundForm.act_on": ("regies.actions.regies", "act_on"),
    "regies.forms.FoundForm.opinion_on": ("regies.actions.regies", "opinion_on"),
    "regies.forms.CloseForm.on": ("regies.actions.regies", "on"),
    "regies.forms.AppointForm.act_on": ("regies.actions.appointments", "act_on"),
    "regies.forms.AppointForm.opinion_on": ("regies.actions.appointments", "opinion_on"),
    "regies.forms.EndForm.on": ("regies.actions.appointments", "on"),
    "expiry.forms.EstablishForm.on": ("expiry.actions.statements", "on"),
    "expiry.forms.CreditForm.on": ("expiry.actions.statements", "on"),
    "movements.forms.ConfirmSendForm.on": SHIPMENT,
    "movements.forms.ReceiveForm.on": SHIPMENT,
    "movements.forms.ReceivePartForm.on": SHIPMENT,
    "movements.forms.NumbersForm.on": LEDGER,
    "movements.forms.SettleForm.on": LEDGER,
    "movements.forms.LossForm.on": LEDGER,
    "movements.forms.ReversalForm.on": LEDGER,
    "movements.forms.CancelForm.on": LEDGER,
    "deadlines.forms.ProofForm.on": OCCURRENCES,
    "deadlines.forms.SentForm.on": OCCURRENCES,
    "reporting.forms.SendReportForm.on": OCCURRENCES,
    "deadlines.forms.AttendedForm.on": OCCURRENCES,
    "deadlines.forms.DoneForm.on": OCCURRENCES,
    "deadlines.forms.AddProofForm.on": OCCURRENCES,
}
# Acts that have no form, or whose form asks for no day.
MORE = {
    "distribution.actions.hand_outs",
    "finance.actions.expenses",
    "finance.actions.payments",
}
# Days that a text states or that a reader asks for may be to come; an opinion is held before its
# session and a session of help inside the window of its programme, each by a rule of its own.
NOT_ACTS = {
    "places.forms.QualifyForm.starts_on",
    "places.forms.QualifyForm.ends_on",
    "places.forms.AddPlaceForm.starts_on",
    "places.forms.AddPlaceForm.ends_on",
    "places.forms.EndForm.ends_on",
    "passnum.component_gallery.fields.Sample.signed_on",
    "programmes.forms.ProgrammeForm.managed_from",
    "programmes.forms.ParametersForm.managed_from",
    "reporting.forms.DayForm.jour",
    "sampling.forms.DrawForm.starts_on",
    "sampling.forms.DrawForm.ends_on",
    "stock_accounts.forms.AccountForm.du",
    "stock_accounts.forms.AccountForm.au",
    "dossiers.forms.SituationForm.jour",
    "dossiers.forms.SituationForm.connu",
    "dossiers.forms.SignatureDaysForm.effective_on",
    "corrections.forms.CorrectedDayForm.effective_on",
    "conventions.forms.avenants.AvenantForm.stated_effective_on",
    "conventions.forms.avenants.NewAvenantForm.stated_effective_on",
    "conventions.forms.texts.StepLine.day",
    "conventions.forms.texts.PaymentLine.day",
    "conventions.forms.obligations.ObligationLine.due_on",
    "corrections.forms.CorrectedObligationForm.due_on",
    "budget.forms.subsidies.SubsidyForm.report_due_on",
    "beneficiaries.forms.reglements.VersionForm.starts_on",
    "beneficiaries.forms.reglements.VersionForm.ends_on",
    "beneficiaries.forms.reglements.VersionForm.former_ends_on",
    "deliberations.forms.CalendarForm.starts_on",
    "deliberations.forms.CalendarForm.ends_on",
    "deliberations.forms.OpinionLine.given_on",
    "ordering.forms.markets.MarketForm.ends_on",
    "ordering.forms.orders.OrderForm.valid_from",
    "ordering.forms.orders.OrderForm.valid_until",
    "regies.forms.ReviseForm.starts_on",
    "regies.forms.AppointForm.starts_on",
    "regies.forms.CompleteForm.starts_on",
    "regies.forms.AppointForm.ends_on",
    "expiry.forms.ExtendForm.new_end",
    "mediation.forms.RedeemForm.day",
    "mediation.forms.CheckForm.day",
}


def forms_of(kind):
    for found in kind.__subclasses__():
        if apps.is_installed(found.__module__.split(".")[0]):
            yield found
        yield from forms_of(found)


def days():
    """Each day that a form takes, as `app.forms.Class.field`."""
    for app in ACTS | dict.fromkeys(NOT_ACTS):
        importlib.import_module(app.rsplit(".", 2)[0])
    return {
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in forms_of(Form)
        for name, field in form.base_fields.items()
        if isinstance(field, DayField)
    }


def guards_of(module):
    """Each guard of a module of actions: the field that it guards, and whether by the years."""
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module)))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check_day":
            words = {word.arg: word.value for word in node.keywords}
            field = words["field"].value if "field" in words else "on"
            yield field, "years" in words


def test_each_day_of_a_form_is_that_of_an_act_or_says_why_not():
    assert days() == ACTS.keys() | NOT_ACTS


@pytest.mark.parametrize("day", ACTS)
def test_the_day_of_an_act_is_guarded(day):
    module, field = ACTS[day]

    assert field in dict(guards_of(module))


# A person is born, and a proof is given, before the programme.
OLDER = {"born_on", "proof_dated_on"}


@pytest.mark.parametrize("module", sorted({module for module, _ in ACTS.values()} | MORE))
def test_no_act_is_dated_outside_the_years_of_its_programme(module):
    without = {field for field, has_years in guards_of(module) if not has_years}

    assert without <= OLDER
