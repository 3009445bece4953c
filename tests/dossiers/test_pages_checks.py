"""The page that checks a legal act before it binds."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from conventions.enums import Block, ClauseKind, PartyQuality
from conventions.models import Party
from deadlines.models import Occurrence
from deliberations.models import Deliberation
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import file_of
from tests.reading import page, sent, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def voted(programme):
    """A voted avenant that moves the end, with a finding and something still empty."""
    convention = ConventionFactory(programme=programme, signed=True, title="Convention ANCT")
    effect = {"convention": convention, "in_force": True}
    ClauseFactory(**effect)
    ClauseFactory(**effect, kind=ClauseKind.BUDGET, day=None, amount=550_000)
    ClauseFactory(**effect, kind=ClauseKind.GRANT_MAX, day=None, amount=600_000)
    vote = DeliberationFactory(
        programme=programme, number="2023-204", votes_for=43, votes_against=0, abstentions=0
    )
    blocks = [Block.DURATION, Block.COST, Block.OBLIGATIONS]
    avenant = AvenantFactory(convention=convention, voted=True, deliberation=vote, blocks=blocks)
    own = {"convention": convention, "avenant": avenant}
    ClauseFactory(**own, day=dt.date(2023, 12, 31), article="2")
    former = ObligationFactory(**effect, title="Bilan")
    ObligationFactory(
        **own, title="Bilan final", due_on=dt.date(2024, 7, 1), replaces=former, asks_member=True
    )
    return avenant


def test_the_signature_of_an_avenant_is_checked_on_one_page(manager, voted):
    Party.objects.create(
        convention=voted.convention,
        avenant=voted,
        position=1,
        quality=PartyQuality.FUNDER,
        organisation=OrganisationFactory(name="Agence"),
        represented_by="Stanislas Bourron",
    )
    file_of(voted, title="Avenant signé")

    shown = words(page(manager, "dossiers:sign-avenant", voted))

    for said in (
        "Signer l’avenant n° 1 à la convention ANCT",
        "La fin de l’action passe du 30 juillet 2023 au 31 décembre 2023.",
        "11 mars 2021 Convention signée",
        "jour à indiquer Signature",
        "1 valeur change, 1 partie aussi",
        "Fin de l’action 30 juillet 2023 31 décembre 2023 2",
        "Inchangés : budget du projet : 550 000,00 € ; subvention maximale : 600 000,00 €.",
        "1 obligation remplacée",
        "Bilan final Remplace « Bilan » Membre désigné : non indiqué à désigner 1er juillet 2024",
        "1 limite dépassée",
        "Un écart n’empêche pas cet acte.",
        "Non écrit dans le texte : partie « Coût et financement ».",
        "Sans responsable désigné : Bilan final.",
        "Sans le membre que le texte demande : Bilan final.",
        "Agence Stanislas Bourron",
        "Délibération n° 2023-204",
        "43 pour, 0 contre, 0 abstention",
        "Avenant à signer (PDF)",
        "Avenant signé (",
        "Corriger ne sera possible que par une correction enregistrée",
        "Revenir à l’avenant n° 1 sans signer",
    ):
        assert said in shown, said


def test_reading_the_page_writes_nothing(manager, voted):
    before = Event.objects.count()

    for name, row in (("sign-avenant", voted), ("close", voted.convention)):
        page(manager, f"dossiers:{name}", row)

    assert (Event.objects.count(), Occurrence.objects.count()) == (before, 0)
    assert voted.clauses.get().effective_on is None


def test_an_avenant_that_changes_no_end_says_how_much_it_changes(manager, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION, Block.PARTIES])
    own = {"convention": convention, "avenant": avenant}
    empty = words(page(manager, "dossiers:sign-avenant", avenant))
    ClauseFactory(**own, kind=ClauseKind.DURATION_MONTHS, day=None, number=36)
    ClauseFactory(**own, kind=ClauseKind.EXTENSION_MONTHS, day=None, number=5)
    ObligationFactory(**own)
    several = words(page(manager, "dossiers:sign-avenant", avenant))
    ClauseFactory(**own)
    first_end = words(page(manager, "dossiers:sign-avenant", avenant))

    assert "Aucune disposition ne change. Pas encore voté, pas encore de signature." in empty
    assert "Aucune valeur ne change" in empty
    assert "Aucun écart ouvert" in empty
    assert "Délibération qui autorise la signature : inconnue." in empty
    assert "Jour du vote : inconnu." in empty
    assert "3 dispositions changent." in several
    assert "1 obligation s’ajoute" in several
    assert "La fin de l’action est fixée au 30 juillet 2023." in first_end


def test_what_differs_of_a_replaced_obligation_changes_the_convention(manager, programme):
    convention = ConventionFactory(programme=programme, signed=True)
    avenant = AvenantFactory(convention=convention, blocks=[Block.OBLIGATIONS])
    former = ObligationFactory(
        convention=convention, in_force=True, title="Bilan", addressee="ANCT"
    )
    ObligationFactory(
        convention=convention,
        avenant=avenant,
        title="Bilan",
        addressee="Préfet",
        replaces=former,
    )

    shown = words(page(manager, "dossiers:sign-avenant", avenant))

    assert "1 disposition change." in shown
    assert "1 obligation remplacée" in shown
    assert "Bilan Remplace « Bilan » Destinataire : ANCT Préfet" in shown


def test_a_value_of_a_later_effect_stays_in_force_and_the_page_says_so(manager, voted):
    voted.stated_effective_on = dt.date(2021, 1, 1)
    voted.save()

    shown = words(page(manager, "dossiers:sign-avenant", voted))

    assert "Une valeur d’effet plus tardif reste en vigueur : fin de l’action." in shown
    assert "La fin de l’action est fixée au 31 décembre 2023." in shown
    assert "Pass consommés prévus" not in shown


def test_the_day_from_which_the_vote_is_executory_is_said_or_missing(manager, voted):
    unknown = words(page(manager, "dossiers:sign-avenant", voted))
    days = {"published_on": dt.date(2023, 5, 16), "transmitted_on": dt.date(2023, 5, 17)}
    Deliberation.objects.filter(pk=voted.deliberation_id).update(**days)
    known = words(page(manager, "dossiers:sign-avenant", voted))

    assert "Jour où la délibération est exécutoire : inconnu." in unknown
    assert "transmise au représentant de l’État le 17 mai 2023" in known
    assert "exécutoire : inconnu" not in known


def test_the_signature_of_a_convention_is_checked_on_one_page(manager, programme):
    convention = ConventionFactory(programme=programme, voted=True, title="Convention ANCT")
    none = words(page(manager, "dossiers:sign", convention))
    ClauseFactory(convention=convention)
    ClauseFactory(convention=convention, kind=ClauseKind.WINDOW_START)
    ObligationFactory(convention=convention)
    shown = words(page(manager, "dossiers:sign", convention))

    assert "Ce texte ne contient encore aucune valeur." in none
    assert "Base de règlement ; Obligations." in none
    for said in (
        "2 valeurs entrent en vigueur.",
        "Objet Après Article Fin de l’action 30 juillet 2023",
        "1 obligation s’ajoute",
        "30 juillet 2023 Fin de l’action",
        "Non écrit dans le texte : Pass à déployer ; Budget du projet",
        "Revenir à la convention sans signer",
    ):
        assert said in shown, said


def test_an_end_says_what_it_leaves_open(manager, voted):
    shown = words(page(manager, "dossiers:terminate", voted.convention))

    assert "La convention devient résiliée au jour indiqué." in shown
    assert "L’avenant n° 1 est encore ouvert : signez-le ou abandonnez-le d’abord." in shown
    assert "Revenir à la convention sans rien changer" in shown


def test_a_refused_form_keeps_the_check_and_its_errors(manager, voted):
    name = "dossiers:sign-avenant"
    shown = words(sent(manager, name, voted, {"signed_on": "30/02/2023"}))
    again = sent(manager, name, voted, {"signed_on": "15/05/2023"}, follow=True)

    assert "Il y a un point à corriger" in shown
    assert "La fin de l’action passe du 30 juillet 2023" in shown
    done = words(page(manager, "dossiers:sign-avenant", voted))
    assert "L’avenant n° 1 a été signé le 15 mai 2023." in done
    assert "Avenant n° 1 signé" in words(again)


@pytest.mark.parametrize("name", ["sign-avenant", "sign", "close"])
def test_a_check_asks_as_many_queries_whatever_it_shows(manager, voted, name):
    row = voted if name == "sign-avenant" else voted.convention

    def number():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(manager, f"dossiers:{name}", row)
        return len(asked)

    number()
    few = number()
    for rank in range(5):
        facts = {"convention": voted.convention, "avenant": voted if rank % 2 else None}
        effect = {} if rank % 2 else {"in_force": True}
        ObligationFactory(**facts, **effect)
    for kind in (ClauseKind.DURATION_MONTHS, ClauseKind.EXTENSION_MONTHS):
        ClauseFactory(convention=voted.convention, avenant=voted, kind=kind, day=None, number=3)

    assert number() == few


def test_the_check_of_a_signature_is_made_again_for_the_days_that_are_typed(manager, voted):
    ClauseFactory(
        convention=voted.convention,
        avenant=AvenantFactory(convention=voted.convention, signed=True),
        day=dt.date(2023, 9, 30),
        effective_on=dt.date(2023, 6, 1),
        recorded_at=NOON,
    )
    name = "dossiers:sign-avenant"

    supposed = words(page(manager, name, voted))
    early = words(page(manager, name, voted, signed_on="15/05/2023"))
    late = words(page(manager, name, voted, signed_on="15/05/2023", effective_on="02/06/2023"))
    unknown = words(page(manager, name, voted, effective_on="02/06/2023"))

    assert "Vérifier pour ce jour" in supposed
    assert "jour à indiquer Signature" in supposed
    assert "Le 15 mai 2023. Changer de jour" in early
    assert "La fin de l’action passe du 30 juillet 2023 au 31 décembre 2023." in early
    assert "15 mai 2023 Signature" in early
    assert "Le 15 mai 2023, avec effet au 2 juin 2023." in late
    assert "La fin de l’action passe du 30 septembre 2023 au 31 décembre 2023." in late
    assert "valeurs en vigueur au 2 juin 2023" in late
    assert "prenait effet le 2 juin 2023" in late
    assert "date inconnue Signature" in unknown
    assert "Un jour inconnu, avec effet au 2 juin 2023." in unknown


def test_only_the_days_that_were_checked_are_signed(manager, voted):
    """A form that was made up, or the days of another page, sign nothing."""
    url = reverse("dossiers:sign-avenant", args=[voted.public_id])

    unchecked = manager.post(url, {"signed_on": "15/05/2023"})
    voted.refresh_from_db()
    assert "Indiquez le jour de la signature, ou le jour d’effet" in words(unchecked)
    assert voted.signed_at is None

    manager.post(f"{url}?signed_on=15/05/2023", {"signed_on": "14/05/2023"})
    voted.refresh_from_db()
    assert voted.signed_on == dt.date(2023, 5, 15)


def test_a_refused_day_is_asked_again_at_its_field_beside_its_check(manager, voted):
    refused = sent(manager, "dossiers:sign-avenant", voted, {"signed_on": "16/05/2023"})

    assert list(refused.context["form"].errors) == ["signed_on"]
    assert "Vérifier pour ce jour" in words(refused)
    assert "prenait effet le 16 mai 2023" in words(refused)


def test_the_findings_are_those_that_the_act_brings(manager, voted):
    days = {"published_on": dt.date(2023, 5, 20), "transmitted_on": dt.date(2023, 5, 20)}
    Deliberation.objects.filter(pk=voted.deliberation_id).update(**days)
    name = "dossiers:sign-avenant"
    before = page(manager, name, voted, signed_on="15/05/2023").context["check"].findings
    after = page(manager, name, voted, signed_on="20/05/2023").context["check"].findings

    assert len(before) == len(after) + 1


def test_an_end_is_checked_for_its_day(manager, voted):
    ObligationFactory(
        convention=voted.convention, in_force=True, title="Suivi", cadence="monthly", due_on=None
    )
    convention = voted.convention
    convention.programme.managed_from = dt.date(2023, 1, 1)
    convention.programme.save()

    today = words(page(manager, "dossiers:close", convention))
    april = words(page(manager, "dossiers:close", convention, ended_on="10/04/2023"))

    assert "La convention devient close au jour indiqué." in today
    assert "5 échéances, jusqu’au 31 mai 2023" in today
    assert "La convention devient close le 10 avril 2023." in april
    assert "4 échéances, jusqu’au 30 avril 2023" in april
