"""A convention read as a document: at a day, as known on another, with its tables and parties."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from common.formats import end_of_day
from conventions.enums import Block, Cadence, ClauseKind, PartyQuality
from conventions.models import Avenant, Party
from conventions.rules.as_of import Situation
from tests.factories.accounts import OrganisationFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.financing import PlanFactory
from tests.reading import page, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIGNED = dt.datetime.fromisoformat("2021-03-12T09:00:00+01:00")
# One second before and after midnight in Paris, on the night of 11 to 12 May 2023.
EVENING = dt.datetime.fromisoformat("2023-05-11T23:59:59+02:00")
NIGHT = dt.datetime.fromisoformat("2023-05-12T00:00:00+02:00")


@pytest.fixture
def convention(programme):
    convention = ConventionFactory(
        programme=programme, signed=True, title="Convention ANCT", signed_at=SIGNED
    )
    ClauseFactory(convention=convention, in_force=True, recorded_at=SIGNED, article="2")
    return convention


def amend(convention, recorded_at, *, end=dt.date(2023, 12, 31), **facts):
    """An avenant in force from 1 May 2023, recorded at an instant."""
    avenant = AvenantFactory(
        convention=convention,
        signed=True,
        signed_on=dt.date(2023, 5, 1),
        signed_at=recorded_at,
        **facts,
    )
    ClauseFactory(
        convention=convention,
        avenant=avenant,
        day=end,
        effective_on=dt.date(2023, 5, 1),
        recorded_at=recorded_at,
    )
    return avenant


@pytest.mark.parametrize(("instant", "end"), [(EVENING, "31 décembre"), (NIGHT, "30 juillet")])
def test_what_was_known_on_a_day_ends_at_midnight_in_paris(manager, convention, instant, end):
    amend(convention, instant)

    shown = texts(
        page(manager, "dossiers:convention", convention, jour="15/05/2023", connu="11/05/2023")
    )

    assert f"Au 15 mai 2023 : l’action finit le {end} 2023" in shown
    assert "Cette page montre ce qui était connu le 11 mai 2023, fin de journée." in shown
    assert '<details class="folded" open>' in shown


@pytest.mark.parametrize("day", [dt.date(2023, 3, 25), dt.date(2023, 10, 28), dt.date(2024, 2, 29)])
def test_the_end_of_a_legal_day_holds_on_nights_that_change_the_hour(day):
    end = end_of_day(day)

    assert end.date() == day
    assert (end.hour, end.minute, end.microsecond) == (23, 59, 999_999)
    assert Situation(day, day).is_known(end)
    assert not Situation(day, day).is_known(end + dt.timedelta(microseconds=1))


def test_what_was_recorded_later_is_neither_announced_nor_in_the_history(manager, convention):
    amend(convention, NIGHT)
    coming = AvenantFactory(convention=convention, voted=True)
    ClauseFactory(convention=convention, avenant=coming, day=dt.date(2024, 6, 30))

    shown = texts(page(manager, "dossiers:convention", convention, connu="11/05/2023"))

    assert "Annoncé" not in shown
    assert "Avenant n° 1 signé" not in shown
    assert "Annoncé : 30 juin 2024" in texts(page(manager, "dossiers:convention", convention))


def test_the_history_tells_the_later_step_of_a_day_first(manager, convention):
    may = dt.date(2023, 5, 12)
    AvenantFactory(convention=convention, signed=True, voted_on=may, signed_on=may, signed_at=NIGHT)

    shown = texts(page(manager, "dossiers:convention", convention))
    before = texts(page(manager, "dossiers:convention", convention, connu="11/05/2023"))

    steps = ["Avenant n° 1 signé", "Avenant n° 1 voté", "Convention signée"]
    assert sorted(steps, key=shown.index) == steps
    assert "Avenant n° 1" not in before
    assert "Aucun avenant." in before


def test_before_a_signature_was_recorded_the_page_does_not_tell_it(manager, convention):
    shown = texts(
        page(manager, "dossiers:convention", convention, jour="11/03/2021", connu="11/03/2021")
    )

    assert "pas encore signée" in shown
    assert "Au 11 mars 2021 : rien n’est en vigueur." in shown


def test_before_the_signature_the_title_calls_its_values_stated(manager, convention):
    before = texts(page(manager, "dossiers:convention", convention, jour="10/03/2021"))
    since = texts(page(manager, "dossiers:convention", convention, jour="11/03/2021"))

    assert "pas encore signée" in before
    assert "<dt>Fin de l’action énoncée</dt>" in before
    assert "pas encore signée" not in since
    assert "<dt>Fin de l’action</dt>" in since


def test_the_contents_lead_to_each_part_and_to_the_plan(manager, convention):
    PlanFactory(programme=convention.programme, convention=convention, title="Plan de 2021")

    shown = texts(page(manager, "dossiers:convention", convention))

    contents = shown.split('class="contents"')[1].split("</nav>")[0]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert [f'id="{anchor}"' in shown for anchor in anchors] == [True] * len(anchors)
    assert "Plan de 2021" in contents


def test_what_is_of_today_is_left_out_of_a_page_as_it_was_known(manager, convention):
    coming = AvenantFactory(convention=convention, voted=True)
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.DURATION_MONTHS,
        day=None,
        number=31,
        in_force=True,
        recorded_at=SIGNED,
    )
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.ACTION_START,
        in_force=True,
        day=dt.date(2021, 1, 1),
        recorded_at=SIGNED,
    )
    today = texts(page(manager, "dossiers:convention", convention))
    then = texts(
        page(manager, "dossiers:convention", convention, jour="15/05/2023", connu="11/05/2023")
    )

    for said in ("Écarts relevés dans les textes", "attend sa signature", "Signer l’avenant n° 1"):
        assert said in today
        assert said not in then
    assert coming.convention == convention


def test_both_days_stay_in_the_address_and_lead_back(manager, convention):
    shown = texts(
        page(manager, "dossiers:convention", convention, jour="30/04/2023", connu="11/05/2023")
    )

    assert 'value="30/04/2023"' in shown
    assert 'value="11/05/2023"' in shown
    assert "Revenir au 15 mai 2023" in shown


def test_a_table_is_drawn_as_a_table_with_its_former_rows_struck(manager, convention):
    facts = {"kind": ClauseKind.DEPLOYMENT_STEPS, "day": None}
    ClauseFactory(
        convention=convention,
        **facts,
        table=[{"day": "2021-12-31", "number": 10_000}],
        in_force=True,
        recorded_at=SIGNED,
        wording="Le titulaire déploie les pass suivant l’échéancier.",
    )
    avenant = amend(convention, NIGHT)
    ClauseFactory(
        convention=convention,
        avenant=avenant,
        **facts,
        table=[{"day": "2022-12-31", "number": 30_000}, {"day": "2023-12-31", "number": 50_000}],
        effective_on=dt.date(2023, 5, 1),
        recorded_at=NIGHT,
    )

    shown = texts(page(manager, "dossiers:convention", convention))
    before = texts(page(manager, "dossiers:convention", convention, jour="30/04/2023"))

    assert (
        '31 décembre 2022</th> <td data-label="Pass, en cumul" class="num"><b>30 000</b></td>'
        in shown
    )
    assert "Avant : </span>31 décembre 2021 : 10 000 pass</del>" in shown
    assert "« Le titulaire déploie les pass suivant l’échéancier. »" in before


def test_payments_keep_their_label_their_day_and_what_they_are_of(manager, convention):
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.PAYMENTS,
        day=None,
        table=[
            {"label": "Avance", "rate": "50"},
            {"label": "Solde", "day": "2024-06-30", "amount": "137500.00"},
        ],
        in_force=True,
    )

    shown = texts(page(manager, "dossiers:convention", convention))

    assert '<th scope="row">Solde</th> <td data-label="Jour" ><b>30 juin 2024</b></td>' in shown
    assert '<td data-label="Montant (€)" class="num"><b>137 500,00</b></td>' in shown
    assert "sans objet" in shown


def test_the_parties_are_those_of_the_last_text_in_force(manager, convention):
    first, second = OrganisationFactory(name="Agence"), OrganisationFactory(name="Banque")
    Party.objects.create(
        convention=convention,
        position=1,
        organisation=first,
        quality=PartyQuality.FUNDER,
        represented_by="A. Martin",
        represented_as="Directrice",
    )
    avenant = amend(convention, NIGHT, blocks=[Block.DURATION, Block.PARTIES])
    Party.objects.create(
        convention=convention,
        avenant=avenant,
        position=1,
        organisation=second,
        quality=PartyQuality.PARTNER,
        effective_on=avenant.effective_on,
        recorded_at=avenant.signed_at,
    )

    today = texts(page(manager, "dossiers:convention", convention))
    before = texts(page(manager, "dossiers:convention", convention, jour="30/04/2023"))
    unknown = texts(
        page(manager, "dossiers:convention", convention, connu="11/05/2023", jour="15/05/2023")
    )

    assert "Banque" in today
    assert "Signe : A. Martin, Directrice" not in today
    for shown in (before, unknown):
        assert "Signe : A. Martin, Directrice" in shown
        assert "Banque" not in shown


def test_a_replaced_obligation_leaves_on_the_day_of_what_replaces_it(manager, convention):
    old = ObligationFactory(convention=convention, title="Rapport annuel", in_force=True)
    avenant = amend(convention, NIGHT)
    ObligationFactory(
        convention=convention,
        avenant=avenant,
        title="Rapport semestriel",
        replaces=old,
        effective_on=dt.date(2023, 5, 1),
        recorded_at=NIGHT,
    )

    unseen = texts(page(manager, "dossiers:convention", convention, jour="30/04/2023"))
    Avenant.objects.update(voted_on=dt.date(2023, 4, 3))
    before = texts(page(manager, "dossiers:convention", convention, jour="30/04/2023"))
    after = texts(page(manager, "dossiers:convention", convention))

    assert "Rapport annuel" in unseen
    assert "Remplacée" not in unseen
    assert "Avenant n° 1 voté" in before
    assert "Remplacée à partir du 1er mai 2023." in before
    assert "Rapport annuel" not in after
    assert "Rapport semestriel" in after


def test_an_obligation_leads_to_its_next_due_day(manager, convention):
    obligation = ObligationFactory(
        convention=convention, cadence=Cadence.MONTHLY, due_on=None, in_force=True
    )
    for month in (6, 5):
        occurrence = OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, month, 28))

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "Prochaine échéance : 28 mai 2023." in shown
    assert reverse("deadlines:occurrence", args=[occurrence.public_id]) in shown


def test_an_obligation_that_waits_for_a_day_gone_by_is_told_late(manager, convention):
    obligation = ObligationFactory(
        convention=convention, cadence=Cadence.MONTHLY, due_on=None, in_force=True
    )
    OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 4, 30))

    shown = texts(page(manager, "dossiers:convention", convention))

    assert 0 < shown.index("en retard") < shown.index("Suivre l’échéance du 30 avril 2023")


def test_an_action_that_has_ended_is_told_in_the_past(manager, convention):
    last = texts(page(manager, "dossiers:convention", convention, jour="30/07/2023"))
    past = texts(page(manager, "dossiers:convention", convention, jour="31/07/2023"))

    assert "Au 30 juillet 2023 : l’action finit le 30 juillet 2023" in last
    assert "Au 31 juillet 2023 : l’action a fini le 30 juillet 2023" in past


def test_a_difference_says_what_is_taken_again_and_what_changes(manager, convention):
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.BUDGET,
        day=None,
        amount=Decimal(550_000),
        in_force=True,
    )
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION, Block.COST])
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31))
    ClauseFactory(
        convention=convention,
        avenant=avenant,
        kind=ClauseKind.BUDGET,
        day=None,
        amount=Decimal(550_000),
    )

    shown = texts(page(manager, "conventions:difference", avenant))

    assert "1 différence, 1 valeur reprise sans changement." in shown
    assert "Rien de cet avenant n’est en vigueur." in shown
    assert "inchangé" in shown
    assert "<strong>31 décembre 2023</strong>" in shown


def test_an_empty_avenant_compares_to_nothing_and_says_so(manager, convention):
    avenant = AvenantFactory(convention=convention)

    assert "Cet avenant n’écrit encore aucune valeur." in texts(
        page(manager, "conventions:difference", avenant)
    )


@pytest.mark.parametrize(
    "name",
    ["dossiers:convention", "conventions:edit", "dossiers:avenant", "conventions:difference"],
)
def test_as_many_queries_for_one_row_of_each_kind_as_for_five(
    manager, convention, name, django_assert_num_queries
):
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION, Block.OBLIGATIONS])
    shown = convention if name in ("dossiers:convention", "conventions:edit") else avenant

    def add(rank):
        organisation = OrganisationFactory()
        for text in (None, avenant):
            obligation = ObligationFactory(
                convention=convention, avenant=text, title=f"Obligation {rank} {text}"
            )
            Party.objects.create(
                convention=convention,
                avenant=text,
                position=rank,
                organisation=organisation,
                quality=PartyQuality.PARTNER,
            )
        OccurrenceFactory(obligation=obligation)
        kind = [ClauseKind.ACTION_START, ClauseKind.DURATION_MONTHS][rank % 2]
        value = dt.date(2021, 1, 1) if kind.carries == "day" else 31
        if not convention.clauses.filter(avenant=avenant, kind=kind).exists():
            facts = {"day": None, kind.carries: value}
            ClauseFactory(convention=convention, avenant=avenant, kind=kind, **facts)

    def count():
        with django_assert_num_queries(40, exact=False) as found:
            assert page(manager, name, shown).status_code == 200
        return len(found)

    add(1)
    count()
    one = count()
    for rank in range(2, 6):
        add(rank)

    assert count() == one
