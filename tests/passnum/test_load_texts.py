"""Texts of a programme file: what is added to an open one, refused to one in force, and ends."""

import datetime as dt

import pytest

from accounts.enums import Role
from audit.models import Event
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Convention, Obligation
from deadlines.models import Occurrence
from programmes.models import Programme
from tests.factories.accounts import UserFactory
from tests.passnum.full_programme import FULL, open_accounts
from tests.passnum.loading import adds_nothing, dumped, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
VOTED = SMALL.replace(
    'deliberation = "2021-10"\nsigned_on = 2021-03-11\n', 'deliberation = "2021-10"\n'
)
VOTED = VOTED[: VOTED.index("[[conventions.avenants]]")] + VOTED[VOTED.index("[[plans]]") :]
BUDGET = '[[conventions.clauses]]\nkind = "budget"\nvalue = 550000\n'
MORE = (
    BUDGET
    + """
[[conventions.clauses]]
kind = "grant_max"
value = 275000

[[conventions.clauses]]
kind = "action_end"
value = 2023-07-30
wording = "Au plus tard le 30 juillet 2023."

[[conventions.parties]]
organisation = "tiers"
quality = "funder"

[[conventions.obligations]]
title = "Bilan"
cadence = "once"
due_on = 2024-07-01
"""
)
AVENANT_CLAUSE = '[[conventions.avenants.clauses]]\nkind = "action_end"\nvalue = 2023-12-31\n'


def test_an_avenant_signed_on_an_unknown_day_takes_its_day_from_a_later_file():
    known = 'deliberation = "2021-10"\nsigned_source = "une lettre"\neffective_on = 2023-06-01\n'
    voted = 'subject = "Prolongation"\n'
    text = SMALL.replace(voted + known[: known.index("signed")], voted + known)
    load_text(text)
    undated = Avenant.objects.get()
    load_text(text.replace(known, known + "signed_on = 2023-05-15\n"))

    avenant = Avenant.objects.get()
    assert (undated.state, undated.signed_on) == (AvenantState.SIGNED, None)
    assert (avenant.signed_on, avenant.effective_on) == (dt.date(2023, 5, 15), dt.date(2023, 6, 1))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('clauses]]\nkind = "passes_target"\nvalue = 0\n', "« Pass à déployer » : "),
        (
            'obligations]]\ntitle = "Bilan"\ncadence = "within"\ndelay_months = 6\n'
            'counted_from = "action_end"\noffset_days = 15\n',
            "« Bilan » : ces jours se comptent après une période, ou l’achèvement.",
        ),
    ],
)
def test_a_fault_of_a_column_says_which_clause_or_obligation_has_it(written, said):
    text = SMALL.replace(
        "[[conventions.avenants]]", f"[[conventions.{written}\n[[conventions.avenants]]", 1
    )

    (fault,) = faults(text).values()
    assert fault.replace("\u00a0", " ").startswith(said)


def test_a_file_confirms_an_effect_after_the_end_and_is_written_so():
    end = '[[conventions.clauses]]\nkind = "action_end"\nvalue = 2023-03-31\n\n'
    signed = 'subject = "Prolongation"\nsigned_on = 2023-05-02\n'
    text = SMALL.replace("[[conventions.avenants]]", end + "[[conventions.avenants]]", 1)
    text = text.replace('subject = "Prolongation"\n', signed)

    (said,) = faults(text).values()
    assert "suit la fin en vigueur (31/03/2023)" in said
    load_text(text.replace(signed, signed + "effect_after_end = true\n"))
    written = dumped(Programme.objects.get().code)
    assert "effect_after_end = true" in written
    assert adds_nothing(written)


def test_a_voted_text_takes_what_a_later_file_adds_and_its_vote_stands():
    load_text(VOTED)
    manager = UserFactory(role=Role.MANAGER)
    Obligation.objects.update(responsible=manager)

    load_text(VOTED.replace(BUDGET, MORE))

    convention = Convention.objects.get()
    assert convention.obligations.get(title="Comité").responsible == manager
    assert (convention.state, convention.voted_on) == (ConventionState.VOTED, dt.date(2021, 2, 8))
    assert set(convention.clauses.values_list("kind", flat=True)) == {
        "budget",
        "grant_max",
        "action_end",
    }
    assert convention.parties.get().quality == "funder"
    assert set(convention.obligations.values_list("title", flat=True)) == {"Bilan", "Comité"}
    assert adds_nothing(VOTED.replace(BUDGET, MORE))
    assert adds_nothing(dumped())


def test_a_voted_avenant_opens_the_parts_that_a_later_file_adds():
    load_text(SMALL)
    cost = '\n[[conventions.avenants.clauses]]\nkind = "budget"\nvalue = 1\n'

    load_text(SMALL.replace(AVENANT_CLAUSE, AVENANT_CLAUSE + cost))

    avenant = Avenant.objects.get()
    assert avenant.state == AvenantState.VOTED
    assert avenant.opens == [Block.DURATION, Block.COST]
    assert set(avenant.clauses.values_list("kind", flat=True)) == {"action_end", "budget"}


@pytest.mark.parametrize(
    ("added", "key"),
    [
        ('\n[[conventions.clauses]]\nkind = "grant_max"\nvalue = 1\n', "clauses[2].kind"),
        (
            '\n[[conventions.obligations]]\ntitle = "A"\ncadence = "monthly"\n',
            "obligations[1].title",
        ),
        (
            '\n[[conventions.parties]]\norganisation = "tiers"\nquality = "funder"\n',
            "parties[1].organisation",
        ),
    ],
)
def test_a_text_in_force_is_changed_by_an_avenant_only(added, key):
    load_text(SMALL)

    found = faults(SMALL.replace(BUDGET, BUDGET + added))

    assert "Rien n’a été changé." in found[f"conventions[1].{key}"]


def test_the_unknown_day_of_a_signature_is_told_later_and_its_effect_stays():
    unknown = 'signed_source = "citée"\neffective_on = 2021-03-01\n'
    load_text(SMALL.replace("signed_on = 2021-03-11\n", unknown))
    known = SMALL.replace("signed_on = 2021-03-11\n", "signed_on = 2021-03-11\n" + unknown)

    load_text(known)

    convention = Convention.objects.get()
    assert convention.signed_on == dt.date(2021, 3, 11)
    assert convention.clauses.get(avenant=None).effective_on == dt.date(2021, 3, 1)
    assert adds_nothing(known)


DIFFERENCES = [
    ('"Prolongation"\nblocks', '"Autre"\nblocks', "avenants[2].subject", "« Prolongation »"),
    ("day = 2021-04-01", "day = 2021-04-02", "clauses[6].rows[1]", "01/04/2021"),
    ("wording = ", "wording = 'Autre.' #", "clauses[1].wording", "finit le 30 juillet"),
    ("delay_months = 2", "delay_months = 3", "obligations[1].delay_months", "« 2 »"),
    ("la Présidence", "la Direction", "parties[1].represented_by", "la Présidence"),
    ("terminated_on = 2023-05-02", "terminated_on = 2023-05-03", "terminated_on", "02/05/2023"),
    ("terminated_on = ", "closed_on = ", "state", "terminated"),
    ("Fin anticipée", "Autre", "end_reason", "« Fin anticipée »"),
    ("amount = 120.5", "amount = 120", "payments[1].amount", "120,50"),
    ("= 2021-04-28\n", "= 2021-04-29\n", "obligations[2].occurrences[1].sent_on", "28/04/2021"),
    ("Réunion annulée", "Autre", "obligations[2].occurrences[2].waived_reason", "annulée"),
    ("2023-03-20", "2023-03-21", "avenants[2].signed_on", "20/03/2023"),
    ("signed_on = 2023-03-20", "is_abandoned = true", "avenants[2].is_abandoned", "non"),
    (
        "signed_on = 2023-03-20",
        "signed_on = 2023-03-20\neffective_on = 2023-04-01",
        "avenants[2].effective_on",
        "31/03/2023",
    ),
]


def test_a_text_that_differs_is_refused_with_the_difference():
    open_accounts()
    load_text(FULL)
    for old, new, key, said in DIFFERENCES:
        assert old in FULL

        found = faults(FULL.replace(old, new, 1))

        assert list(found) == [f"conventions[1].{key}"], new
        assert said in found[f"conventions[1].{key}"], new


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("rows = [{ day = 2022-12-31", "value = 3 # [{ day", "clauses[7].value", "des lignes"),
        ('value = "consumed"', 'value = "x"', "clauses[5].value", "consumed ou purchased"),
        ("value = 50.12345", "value = 470", "clauses[3].value", "et non 470"),
        ("rate = 50.5", "rate = 505", "clauses[6].rows[2].rate", "un taux de 0 à 100"),
        ("value = 31\n", 'rows = [{ label = "x" }]\n', "clauses[4].rows", "un nombre entier"),
        (
            'title = "Comité" }',
            'title = "Ailleurs" }',
            "avenants[2].obligations[1].replaces",
            "Aucune",
        ),
        (
            "due_on = 2021-04-30",
            "due_on = 2021-04-29",
            "obligations[2].occurrences[1].due_on",
            "pas d’éch",
        ),
        (
            "is_ready = true",
            "is_ready = true\nsent_on = 2021-05-01",
            "obligations[1].occurrences[1]",
            "une seule",
        ),
        ('who = "la direction", ', "", "obligations[2].occurrences[1]", "qui représentait"),
        ('end_reason = "Fin anticipée"\n', "", "", "motif"),
        ("amount = 1000.5 ", "amount = 1000.555 ", "clauses[6].rows[1].amount", "deux décimales"),
    ],
)
def test_a_text_that_cannot_be_is_said_at_its_key(old, new, key, said):
    open_accounts()
    assert old in FULL

    found = faults(FULL.replace(old, new, 1))

    assert said in found[f"conventions[1].{key}".rstrip(".")]


def test_a_lot_that_an_order_has_not_is_said_at_its_key():
    open_accounts()

    found = faults(FULL.replace('\nlot = "lot"\n', '\nlot = "autre"\n'))

    assert found == {"orders[1].funding_keys[1].lot": "La commande n’a pas de lot « autre »."}


def test_a_key_says_what_it_counts_not_how_its_convention_settles():
    """Read back as `consumed`, an advance would differ from its file at the second loading."""
    open_accounts()
    consumed = '"anct"\nbasis = "consumed"\n'
    assert consumed in FULL

    found = faults(FULL.replace(consumed, consumed.replace("consumed", "advance")))

    assert found["orders[1].funding_keys[1].basis"].endswith(": consumed, purchased.")


def test_due_days_move_as_later_files_say_and_are_left_further_on():
    bare = FULL.replace('is_ready = true\nresponsible = "finances@essai.fr"\n', "")
    open_accounts()
    load_text(bare)
    first = Occurrence.objects.get(due_on=dt.date(2021, 5, 11))
    assert first.state == "to_prepare"

    load_text(FULL)
    first.refresh_from_db()
    assert (first.state, first.responsible.email) == ("ready", "finances@essai.fr")

    sent = FULL.replace("is_ready = true", "sent_on = 2021-05-10")
    load_text(sent)
    first.refresh_from_db()
    assert (first.state, first.sent_on) == ("sent", dt.date(2021, 5, 10))
    events = Event.objects.count()
    assert load_text(FULL) == []
    assert Event.objects.count() == events


def again(number, replaces, article="6", signed="2023-05-0"):
    return f"""
[[conventions.avenants]]
number = {number}
subject = "Suivi"
deliberation = "2021-10"
signed_on = {signed}{number}

[[conventions.avenants.obligations]]
title = "Bilan"
cadence = "monthly"
article = "{article}"
replaces = {{ title = "Bilan"{replaces} }}
"""


def with_avenants(*avenants):
    two = '[[conventions.obligations]]\ntitle = "Bilan"\ncadence = "monthly"\narticle = "{}"\n\n'
    before, comes = SMALL[: SMALL.index("[[conventions.avenants]]")], "[[plans]]"
    both = two.format("5") + two.format("6")
    return before + both + "".join(avenants) + "\n" + SMALL[SMALL.index(comes) :]


def test_an_avenant_names_exactly_the_obligation_that_it_replaces():
    text = with_avenants(
        again(1, ', article = "6"'), again(2, ', article = "6", avenant = 1', article="7")
    )

    load_text(text)

    chain = Obligation.objects.filter(title="Bilan").order_by("pk")
    assert [(one.article, one.replaces and one.replaces.article) for one in chain] == [
        ("5", None),
        ("6", None),
        ("6", "6"),
        ("7", "6"),
    ]
    assert chain[3].replaces == chain[2]
    assert adds_nothing(text)
    assert adds_nothing(dumped())


def test_an_obligation_of_an_avenant_is_named_alone_when_it_is_alone():
    first = again(1, ', article = "5"', article="8")
    text = with_avenants(first, again(2, ', article = "8"', article="8"))

    load_text(text)

    assert adds_nothing(text)
    assert adds_nothing(dumped())


def test_a_title_that_two_articles_share_is_refused_and_says_how_to_name_one():
    found = faults(with_avenants(again(1, "")))

    assert list(found) == ["conventions[1].avenants[1].obligations[1].replaces"]
    assert "donnez aussi article, ou avenant" in next(iter(found.values()))
