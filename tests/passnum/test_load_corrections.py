"""What was corrected stands in a file, with what was first recorded, by whom and why."""

import datetime as dt
from functools import partial

import pytest

from conventions.actions.texts import ObligationSpec
from conventions.enums import Cadence, ClauseKind
from conventions.models import Clause, Convention, Obligation
from corrections import actions
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from dossiers.actions import record_signature_day
from tests.factories.accounts import NOON
from tests.factories.corrections import DAY, by
from tests.passnum.full_programme import FINANCE, FULL, MANAGER, open_accounts
from tests.passnum.loaded_elsewhere import (
    ACCOUNTS,
    AVENANTS,
    BUDGET,
    DECIDED,
    MONTH,
    check_the_same_elsewhere,
    corrected,
)
from tests.passnum.loading import adds_nothing, dumped, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def with_corrections(*said, text=SMALL):
    return text.replace(AVENANTS, "".join(said) + AVENANTS, 1)


def test_the_database_is_the_same_with_all_that_was_corrected():
    def make():
        open_accounts()
        load_text(FULL)

    check_the_same_elsewhere(make)


def made_by_hand(correct):
    """A programme whose convention is corrected from its page by two people."""

    def make():
        first, second = open_accounts()
        load_text(SMALL, at=NOON - MONTH)
        text = Convention.objects.get()
        for rank, propose in enumerate(correct(text)):
            made = propose(reason="Lu de travers.", by=by(first, NOON - MONTH + (rank + 1) * DAY))
            actions.approve(made, by=by(second, NOON - MONTH + (rank + 1) * DAY))

    return make


def test_an_obligation_corrected_twice_then_withdrawn_is_written_as_it_first_was():
    def corrections(text):
        (row,) = text.obligations.all()
        for right in (
            ObligationSpec("Comité", Cadence.QUARTERLY),
            ObligationSpec("Comité de suivi", Cadence.YEARLY, note="Relu."),
            None,
        ):
            yield lambda right=right, **who: actions.propose_obligation(
                text, former=row, obligation=right, **who
            )

    check_the_same_elsewhere(made_by_hand(corrections))


def test_the_due_days_of_a_corrected_obligation_are_written_once():
    def make():
        people = open_accounts()
        load_text(SMALL, at=NOON - MONTH)
        row = Obligation.objects.get()
        occurrences.assign_obligation(row, responsible=people[0], by=by(people[0], NOON))
        met = row.occurrences.earliest("due_on")
        proof = ProofSpec(on=dt.date(2023, 1, 31))
        occurrences.send(met, proof=proof, by=by(people[0], NOON))
        right = ObligationSpec("Comité de suivi", Cadence.MONTHLY)
        propose = partial(actions.propose_obligation, row.convention, former=row)
        corrected(propose, *people, NOON - 3 * DAY, obligation=right)
        said = dumped()
        assert (said.count("sent_on"), said.count("responsible = ")) == (1, 1)

    check_the_same_elsewhere(make)


def test_a_forgotten_obligation_is_written_as_it_was_added_though_corrected_since():
    def corrections(text):
        said = {"due_on": dt.date(2023, 5, 31)}
        first = ObligationSpec("Annuaire", Cadence.ONCE, **said)
        yield lambda **who: actions.propose_obligation(text, former=None, obligation=first, **who)
        row = text.obligations.get(title="Annuaire")
        right = ObligationSpec("Annuaire des lieux", Cadence.ONCE, **said)
        yield lambda **who: actions.propose_obligation(text, former=row, obligation=right, **who)
        days = {"on": dt.date(2021, 3, 12)}
        yield lambda **who: actions.propose_signature_day(text, **days, **who)

    check_the_same_elsewhere(made_by_hand(corrections))


def test_a_day_that_is_unknown_then_known_is_written_with_the_corrections_of_its_effect():
    signed = 'signed_source = "Le registre."\neffective_on = 2021-03-11\n'
    text = SMALL.replace("signed_on = 2021-03-11\n", signed)

    def make():
        people = open_accounts()
        load_text(text, at=NOON - MONTH)
        convention = Convention.objects.get()
        propose = partial(actions.propose_signature_day, convention, on=None)
        corrected(propose, *people, NOON - 3 * DAY, effective_on=dt.date(2021, 3, 15))
        assert adds_nothing(text)
        day = dt.date(2021, 3, 10)
        record_signature_day(convention, on=day, by=by(people[0], NOON - DAY))
        assert dumped().count("signed_on = 2021-03-10") == 2

    check_the_same_elsewhere(make, dumped)


def test_a_file_without_the_corrections_adds_nothing_where_they_were_made():
    open_accounts()
    load_text(with_corrections(BUDGET))

    assert adds_nothing(SMALL)
    assert Clause.objects.get(kind=ClauseKind.BUDGET).value == 560_000


def test_corrections_are_added_to_what_is_recorded_and_decided_later():
    open_accounts()
    load_text(SMALL)
    pending = BUDGET.replace(DECIDED, "")
    load_text(with_corrections(pending))
    assert Clause.objects.get(kind=ClauseKind.BUDGET).value == 550_000

    load_text(with_corrections(BUDGET))

    assert Clause.objects.get(kind=ClauseKind.BUDGET).value == 560_000
    assert adds_nothing(with_corrections(pending))
    assert adds_nothing(with_corrections(BUDGET))


@pytest.mark.parametrize(
    ("was", "becomes", "key", "said"),
    [
        ("value = 560000", "value = 570000", "clauses[1].value", "570 000"),
        ("Lu de travers", "Mal lu", "reason", "Lu de travers"),
        ("2023-05-03", "2023-05-04", "decided_on", "03/05/2023"),
        ("2023-05-02", "2023-05-01", "proposed_on", "02/05/2023"),
        ('state = "approved"', 'state = "refused"', "state", "Refusée"),
        (f'proposed_by = "{MANAGER}"', f'proposed_by = "{FINANCE}"', "proposed_by", "Camille"),
    ],
)
def test_a_correction_that_differs_is_refused_with_the_difference(was, becomes, key, said):
    open_accounts()
    load_text(with_corrections(BUDGET))

    found = faults(with_corrections(BUDGET.replace(was, becomes)))

    assert said in found[f"conventions[1].corrections[1].{key}"]


@pytest.mark.parametrize(
    ("was", "becomes", "key", "said"),
    [
        (FINANCE, "personne@essai.fr", "decided_by", "Aucun compte"),
        (FINANCE, MANAGER, "", "une autre personne la décide"),
        ('state = "approved"\n', "", "state", "Indiquez ce qui fut décidé."),
        (f'decided_by = "{FINANCE}"\n', "", "decided_by", "Indiquez qui a décidé."),
        ('kind = "budget"\nreason', 'kind = "grant_max"\nreason', "kind", "celle de la juste"),
        ('kind = "budget"\nreason', "reason", "kind", "celle de la juste"),
        ("value = 560000", "value = 550000", "", "C’est déjà ce qui est enregistré."),
        ("2023-05-03", "2023-05-01", "", "doit suivre la proposition (02/05/2023)"),
        ("2023-05-02", "2099-05-02", "", "ne peut pas suivre ce jour"),
        (
            BUDGET[BUDGET.index("subject") :],
            f'subject = "no_signature"\n{ACCOUNTS}{DECIDED}',
            "",
            "tient à cette signature",
        ),
        (
            BUDGET[BUDGET.index("subject") :],
            f'subject = "obligation"\ncorrects = {{ title = "x" }}\n{ACCOUNTS}',
            "corrects",
            "Aucune obligation de ce texte ne porte ce titre.",
        ),
    ],
)
def test_a_correction_that_two_people_cannot_make_is_refused(was, becomes, key, said):
    open_accounts()
    load_text(SMALL)

    found = faults(with_corrections(BUDGET.replace(was, becomes)))

    assert said in found[f"conventions[1].corrections[1].{key}".rstrip(".")]
