"""What was corrected stands in a file, with what was first recorded, by whom and why."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from conventions.actions import avenants, texts, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec
from conventions.enums import Block, Cadence, ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.readings.texts import clause_in_words
from corrections import actions
from corrections.models import Correction
from corrections.readings import OBLIGATION_FIELDS, correction_view
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.models import Occurrence
from deliberations.models import Deliberation
from dossiers.actions import record_signature_day, sign
from tests.factories.accounts import NOON
from tests.factories.corrections import DAY, by
from tests.passnum.full_programme import FINANCE, FULL, MANAGER, open_accounts
from tests.passnum.loading import adds_nothing, dumped, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MONTH = 30 * DAY
ACCOUNTS = f"""reason = "Lu de travers."
proposed_by = "{MANAGER}"
proposed_on = 2023-05-02
"""
DECIDED = f"""state = "approved"
decided_by = "{FINANCE}"
decided_on = 2023-05-03
"""
BUDGET = f"""
[[conventions.corrections]]
subject = "clause"
kind = "budget"
{ACCOUNTS}{DECIDED}clauses = [{{ kind = "budget", value = 560000 }}]

"""
AVENANTS = "[[conventions.avenants]]"
ENTERED = 'signed_source = "Cru signé."\neffective_on = 2021-03-11'
SIGNED_AVENANT = "number = 1\n", "signed_on = 2021-09-01\n"


def with_corrections(*said, text=SMALL):
    return text.replace(AVENANTS, "".join(said) + AVENANTS, 1)


def place_of(row):
    """What a row is, of which text, and whether it is in force, corrected, or proposed only."""
    known = row.effective_on, row.recorded_at is not None, row.corrected_at is not None
    return (str(row), str(row.avenant), *known, row.ranked_at is not None)


def all_rows():
    """All that the database holds of texts and corrections, but keys and instants."""
    texts = [*Convention.objects.order_by("code"), *Avenant.objects.order_by("number")]
    clauses = Clause.recorded.select_related("avenant")
    parties = Party.recorded.select_related("avenant", "organisation")
    # Those that the day of planning does not decide.
    known = Occurrence.objects.filter(due_on__lte=NOON.date()).select_related("obligation")
    facts = [
        *((str(one), one.state, one.signed_on, one.signed_source) for one in texts),
        *((clause_in_words(one), one.article, *place_of(one)) for one in clauses),
        *((one.quality, *place_of(one)) for one in parties),
        *((str(one), one.state) for one in known),
        *obligations(),
        *corrections(),
    ]
    return sorted(map(str, facts))


def obligations():
    for one in Obligation.recorded.select_related("avenant", "replaces", "version_of"):
        said = [str(getattr(one, name)) for name in OBLIGATION_FIELDS]
        who = one.responsible and one.responsible.email, one.member
        yield (*said, *who, str(one.version_of), *place_of(one))


def corrections():
    for one in Correction.objects.all():
        view, decided_by = correction_view(one), one.decided_by and one.decided_by.email
        proposed = one.state, one.reason, one.proposed_by.email, one.proposed_on
        yield (str(one), view.before, view.after, *proposed, decided_by, one.decided_on)


def check_the_same_elsewhere(make, read=all_rows):
    """What `make` records is written, and is the same once loaded where nothing is."""
    with transaction.atomic():
        make()
        kept, rows = dumped(), read()
        assert adds_nothing(kept)
        transaction.set_rollback(True)
    assert not Convention.objects.exists()

    open_accounts()
    load_text(kept)

    assert read() == rows
    assert dumped() == kept


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


def corrected(propose, first, second, at, **said):
    made = propose(reason="Lu de travers.", by=by(first, at), **said)
    return actions.approve(made, by=by(second, at + DAY))


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


UNVOTED = SMALL[: SMALL.index(AVENANTS)] + SMALL[SMALL.index("[[plans]]") :]


def never_signed(text, people, at):
    corrected(partial(actions.propose_no_signature, text), *people, at)
    text.refresh_from_db()


def test_what_was_signed_again_is_written_with_what_was_before():
    def make():
        people = open_accounts()
        load_text(UNVOTED.replace("signed_on = 2021-03-11", ENTERED), at=NOON - MONTH)
        convention = Convention.objects.get()
        occurrence = Occurrence.objects.earliest("due_on")
        occurrences.waive(occurrence, reason="Non tenu.", by=by(people[0], NOON - 6 * DAY))
        never_signed(convention, people, NOON - 5 * DAY)
        votes.withdraw(convention, by=by(people[0], NOON - 3 * DAY))
        clauses = [
            ClauseSpec(ClauseKind.BUDGET, Decimal(900)),
            ClauseSpec(ClauseKind.BASIS, "consumed"),
        ]
        texts.set_block(convention, Block.COST, clauses=clauses, by=by(people[0], NOON - 3 * DAY))
        days = {"on": dt.date(2021, 4, 1), "deliberation": Deliberation.objects.get()}
        votes.vote(convention, **days, by=by(people[0], NOON - 3 * DAY))
        sign(convention, on=dt.date(2021, 4, 2), by=by(people[0], NOON - 2 * DAY))
        propose = partial(actions.propose_clause, convention, kind=ClauseKind.BUDGET)
        corrected(propose, *people, NOON - DAY, clause=None)

    check_the_same_elsewhere(make)


def test_a_signature_that_never_was_is_written_while_its_text_waits():
    def make():
        people = open_accounts()
        load_text(SMALL.replace(SIGNED_AVENANT[0], "".join(SIGNED_AVENANT)), at=NOON - MONTH)
        convention, avenant = Convention.objects.get(), Avenant.objects.get()
        drafted = avenants.draft(convention, subject="Rien", by=by(people[0], NOON - 9 * DAY))
        avenants.abandon(drafted, by=by(people[0], NOON - 8 * DAY))
        never_signed(avenant, people, NOON - 7 * DAY)
        avenants.abandon(avenant, by=by(people[0], NOON - 5 * DAY))
        never_signed(convention, people, NOON - 4 * DAY)

    check_the_same_elsewhere(make)


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


NEVER = f'[[conventions.corrections]]\nsubject = "no_signature"\n{ACCOUNTS}{DECIDED}\n'
AGAIN = """[[conventions.again]]
deliberation = "2021-10"
clauses = [{ kind = "budget", value = 1 }]

"""
SIGNED_AGAIN = AGAIN.replace("clauses", "signed_on = 2021-05-03\nclauses")


def never(*said):
    return UNVOTED.replace("[[plans]]", "".join(said) + "[[plans]]", 1)


def test_what_a_text_becomes_is_completed_by_a_later_file():
    open_accounts()
    load_text(never(NEVER, AGAIN))
    convention = Convention.objects.get()
    assert (convention.state, convention.voted_on) == ("voted", dt.date(2021, 2, 8))
    assert not convention.obligations.exists()

    load_text(never(NEVER, SIGNED_AGAIN), at=NOON + DAY)

    convention.refresh_from_db()
    assert convention.signed_on == dt.date(2021, 5, 3)
    assert adds_nothing(never(NEVER, AGAIN))
    assert adds_nothing(never(NEVER))
    assert adds_nothing(UNVOTED)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (never(NEVER, AGAIN, AGAIN), "again[2]", "Aucune correction ne dit"),
        (
            never(NEVER, AGAIN.replace("value = 1", "value = 2")),
            "again[1].clauses[1].value",
            "1,00",
        ),
        (never(NEVER, SIGNED_AGAIN.replace("-03", "-04")), "again[1].signed_on", "03/05/2021"),
        (
            never(NEVER, SIGNED_AGAIN.replace("clauses", "effective_on = 2021-05-09\nclauses")),
            "again[1].effective_on",
            "03/05/2021",
        ),
        (never(BUDGET, NEVER, AGAIN), "corrections[1]", "n’a pas eu lieu"),
    ],
)
def test_what_differs_of_a_signature_that_never_was_is_refused(text, place, said):
    open_accounts()
    load_text(never(NEVER, SIGNED_AGAIN))

    assert said in faults(text)[f"conventions[1].{place}"]
