import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.actors import SYSTEM
from conventions.enums import Cadence, ClauseKind, Origin
from conventions.models import Convention
from deadlines.actions import occurrences
from financing.models import PlanItem
from tests.factories.accounts import NOON
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deliberations import DeliberationFactory
from tests.factories.financing import PlanFactory
from tests.factories.reporting import feder_convention
from tests.reading import page, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_day_before_its_signature_a_convention_says_when_it_takes_effect(manager, convention):
    shown = texts(page(manager, "dossiers:convention", convention, jour="2021-03-10"))

    assert "en vigueur à partir du 11 mars 2021" in shown
    assert "en vigueur depuis" not in shown.lower()


@pytest.mark.parametrize("day", ["01/01/1900", "07/02/2021", "10/03/2021", "14/05/2023"])
def test_a_past_day_shows_nothing_that_came_later(manager, convention, avenant, day):
    ObligationFactory(convention=avenant.convention, avenant=avenant, title="Bilan de l’avenant")
    shown = texts(page(manager, "dossiers:convention", convention, jour=day))

    assert "Ce qui est venu après ce jour ne figure pas ici." in shown
    assert "Aucun avenant." in shown
    assert not {one for one in ("avenant n° 1", "Annoncé", "Bilan de l’avenant") if one in shown}
    assert "Signer" not in shown
    if day != "14/05/2023":
        assert "pas encore signée" in shown
    if day in ("01/01/1900", "07/02/2021"):
        assert "Aucun jour connu encore." in shown


def test_a_convention_voted_later_shows_on_a_past_day_neither_vote_nor_values(manager, programme):
    feder = feder_convention(programme)
    Convention.objects.filter(pk=feder.pk).update(voted_on=dt.date(2022, 7, 4))

    before = texts(page(manager, "dossiers:convention", feder, jour="03/07/2022"))
    since = texts(page(manager, "dossiers:convention", feder, jour="04/07/2022"))

    assert "Au 3 juillet 2022 : rien n’est en vigueur." in before
    assert not {one for one in ("Votée le", "2 101 975,00 €", "Parties") if one in before}
    assert "Votée le 4 juillet 2022" in since
    assert "2 101 975,00 €" in since


def test_a_convention_that_a_vote_cites_is_not_known_before_it(manager, programme):
    cites = DeliberationFactory(programme=programme, session_on=dt.date(2022, 2, 4))
    cited = ConventionFactory(
        programme=programme, state="signed", signed_source="un visa", signed_at=NOON, cited_by=cites
    )

    before = texts(page(manager, "dossiers:convention", cited, jour="03/02/2022"))
    since = texts(page(manager, "dossiers:convention", cited, jour="04/02/2022"))

    assert "4 février 2022" not in before
    assert "avant le 4 février 2022, jour inconnu" in since


def test_a_past_day_before_its_vote_says_so(manager, convention):
    Convention.objects.update(voted_on=dt.date(2021, 2, 8))

    assert "pas encore votée" in texts(
        page(manager, "dossiers:convention", convention, jour="07/02/2021")
    )


def test_a_convention_shows_its_values_on_a_chosen_day(manager, convention, avenant):
    shown = texts(page(manager, "dossiers:convention", convention, jour="2023-05-20"))

    assert "Au 20 mai 2023 : l’action finit le 30 juillet 2023" in shown
    assert "Article 2, en vigueur depuis le 11 mars 2021" in shown
    assert "Annoncé : 31 décembre 2023" in shown
    assert "avenant n° 1, voté, pas encore signé" in shown
    assert "Signer l’avenant n° 1" in shown


def test_before_its_signature_nothing_of_a_convention_was_in_force(manager, convention):
    shown = texts(page(manager, "dossiers:convention", convention, jour="10/03/2021"))

    assert "Au 10 mars 2021 : rien n’est en vigueur." in shown
    assert "Revenir au 15 mai 2023" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [("31/02/2023", "Ce jour n’existe pas"), ("", "Indiquez le jour de la situation.")],
)
def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(manager, convention, typed, said):
    shown = texts(page(manager, "dossiers:convention", convention, jour=typed))

    assert said in shown
    assert "Au 15 mai 2023" in shown


def test_a_value_to_come_says_from_which_day(manager, convention):
    avenant = AvenantFactory(convention=convention, number=1, signed=True)
    ClauseFactory(
        convention=convention,
        avenant=avenant,
        day=dt.date(2023, 12, 31),
        effective_on=dt.date(2023, 6, 1),
        recorded_at=NOON,
    )

    before = texts(page(manager, "dossiers:convention", convention))
    after = texts(page(manager, "dossiers:convention", convention, jour="2023-06-01"))

    assert "Annoncé : 31 décembre 2023 (à partir du 1er juin 2023)" in before.replace(
        '</span> <span class="muted small">', " "
    )
    assert "Avant : </span>30 juillet 2023</del>" in after
    assert "<ins>31 décembre 2023</ins>" in after


@pytest.mark.parametrize(
    ("trait", "said"),
    [
        ({}, "Ce texte est un projet."),
        ({"voted": True}, "Votée le 8 février 2021, signature pas encore connue."),
    ],
)
def test_an_unsigned_text_is_shown_as_stated(manager, programme, trait, said):
    convention = ConventionFactory(programme=programme, **trait)
    ClauseFactory(convention=convention)
    ObligationFactory(convention=convention)

    shown = texts(page(manager, "dossiers:convention", convention))

    assert said in shown
    assert "30 juillet 2023" in shown
    assert "Pas encore en vigueur." in shown
    assert "convention, pas encore signée" in shown


def test_a_signature_of_unknown_day_is_shown_so(manager, programme):
    convention = ConventionFactory(
        programme=programme, signed=True, signed_on=None, signed_source="une délibération"
    )

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "jour inconnu" in shown
    assert "une délibération" in shown
    assert "Aucune valeur de ce texte" in shown


def test_obligations_say_their_rhythm_and_next_due_day(manager, convention, avenant):
    for title, cadence in (("Comité", Cadence.MONTHLY), ("État", Cadence.AT_END)):
        ObligationFactory(
            convention=convention, title=title, cadence=cadence, due_on=None, in_force=True
        )
    ObligationFactory(convention=convention, title="Rapport", in_force=True, article="6")
    ObligationFactory(convention=convention, avenant=avenant, title="Bilan")
    ObligationFactory(
        convention=convention,
        title="Plus tard",
        effective_on=dt.date(2024, 1, 1),
        recorded_at=NOON,
    )

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "Prochaine échéance : 31 mai 2023." in shown
    assert "À l’achèvement, le 30 juillet 2023" in shown
    assert "Article 6. Cette échéance est passée." in shown
    assert "Annoncée" in shown
    assert "Plus tard" not in shown


def test_a_delay_beyond_what_is_planned_has_the_same_day_as_its_occurrence(manager, convention):
    row = ObligationFactory(
        convention=convention,
        title="Évaluation",
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=30,
        counted_from=Origin.SIGNATURE,
        in_force=True,
    )

    shown = texts(page(manager, "dossiers:convention", convention, jour="2021-06-01"))
    occurrences.plan(convention, on=dt.date(2023, 1, 1), by=SYSTEM.at(NOON))

    assert "Prochaine échéance : 11 septembre 2023." in shown
    assert [one.due_on for one in row.occurrences.all()] == [dt.date(2023, 9, 11)]


def test_every_nature_of_value_is_written_in_french(manager, convention):
    for kind, value in (
        (ClauseKind.BUDGET, Decimal(550_000)),
        (ClauseKind.PASSES_TARGET, 50_000),
        (ClauseKind.DURATION_MONTHS, 31),
        (ClauseKind.ENGINEERING_CAP, Decimal(10)),
        (ClauseKind.BASIS, "consumed"),
        (ClauseKind.SCHEDULE, "linear"),
        (ClauseKind.NEW_SPENDING_ONLY, "Dépenses nouvelles seulement"),
    ):
        ClauseFactory(
            convention=convention, kind=kind, in_force=True, **{"day": None, kind.carries: value}
        )

    shown = texts(page(manager, "dossiers:convention", convention))

    for expected in (
        "550 000,00 €",
        "50 000 pass",
        "31 mois",
        "10 %",
        "Pass consommés",
        "Hypothèse linéaire",
        "Dépenses nouvelles seulement",
    ):
        assert expected in shown


def test_the_avenants_before_an_older_one_are_said_to_be_not_entered(manager, convention):
    response = manager.post(
        reverse("conventions:add-avenant", args=[convention.public_id]),
        {"number": "3", "subject": "Prolongation", "blocks": ["duration"]},
    )

    assert "Avenant n° 3 ouvert, en projet." in words(manager.get(response.url))
    shown = words(page(manager, "dossiers:convention", convention))
    assert "Avenant n° 1 à 2 non saisi Avenant n° 3 projet" in shown
    offered = page(manager, "conventions:add-avenant", convention).context["form"]
    assert offered["number"].value() == "4"


def test_after_the_largest_number_none_is_proposed_and_a_free_one_is_asked(manager, convention):
    AvenantFactory(convention=convention, number=32_767, signed=True)
    url = reverse("conventions:add-avenant", args=[convention.public_id])
    answers = {"subject": "Prolongation", "blocks": ["duration"]}

    offered = manager.get(url).context["form"]["number"].value()
    said = [
        manager.post(url, {**answers, "number": typed}).context["form"].errors["number"]
        for typed in ("", "32 768")
    ]
    opened = manager.post(url, {**answers, "number": "2"}, follow=True)

    assert offered is None
    assert "Le dernier avenant a le plus grand numéro possible" in said[0][0]
    assert "au plus 32767" in said[1][0]
    assert "Avenant n° 2 ouvert, en projet." in words(opened)


def test_a_plan_is_shown_with_its_limit_in_force(manager, convention):
    PlanFactory(programme=convention.programme, convention=convention)
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.ENGINEERING_CAP,
        day=None,
        rate=Decimal(9),
        in_force=True,
    )

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "Coûts annexes : 9,09 % (50,00 € sur 550,00 €)." in shown
    assert "Limite : 9 %, soit 49,50 €. Elle est dépassée de 0,50 €." in shown


def test_a_plan_without_a_limit_in_force_is_held_to_the_usual_one(manager, convention):
    PlanFactory(programme=convention.programme, convention=convention)

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "Limite de l’appel national, si elle s’applique : 10 %, soit 55,00 €." in shown


def test_a_plan_where_passes_are_a_small_part_says_nothing_of_the_rest(manager, convention):
    plan = PlanFactory(programme=convention.programme, convention=convention)
    plan.items.filter(pays_passes=True).update(pays_passes=False)
    PlanItem.objects.filter(plan=plan, label="État").update(is_public_aid=True)

    shown = texts(page(manager, "dossiers:convention", convention))

    assert "Coûts annexes" not in shown
    assert "Opération entière" in shown
    assert "Ligne des pass" not in shown
