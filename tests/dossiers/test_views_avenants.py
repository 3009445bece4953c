import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from conventions.actions import avenants
from conventions.enums import AvenantState, Cadence
from conventions.models import Avenant
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ClauseFactory, ObligationFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import page, sent, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_an_avenant_shows_each_value_beside_the_one_it_replaces(manager, avenant):
    ObligationFactory(convention=avenant.convention, avenant=avenant, title="Bilan", article="6")
    ObligationFactory(
        convention=avenant.convention,
        avenant=avenant,
        title="Suivi",
        cadence=Cadence.MONTHLY,
        due_on=None,
    )

    shown = texts(page(manager, "dossiers:avenant", avenant))

    assert "Il attend sa signature" in shown
    assert "30 juillet 2023" in shown
    assert "<strong>31 décembre 2023</strong>" in shown
    assert "Bilan" in shown
    assert "Chaque mois" in shown


def test_an_avenant_compares_with_the_avenant_before_it(manager, avenant):
    first = Avenant.objects.filter(pk=avenant.pk)
    avenant.clauses.update(effective_on=dt.date(2023, 6, 1), recorded_at=NOON)
    vote = {
        "voted_on": dt.date(2023, 5, 15),
        "deliberation": DeliberationFactory(programme=avenant.convention.programme),
    }
    first.update(**vote, state=AvenantState.SIGNED, signed_on=dt.date(2023, 6, 1), signed_at=NOON)
    second = AvenantFactory(convention=avenant.convention, number=2)
    ClauseFactory(convention=avenant.convention, avenant=second, day=dt.date(2024, 6, 30))

    shown = texts(page(manager, "dossiers:avenant", second))

    assert "31 décembre 2023" in shown
    assert "30 juillet 2023" not in shown


@pytest.mark.parametrize(
    ("trait", "said"),
    [
        ({}, "Projet : rien n’en est en vigueur."),
        ({"abandoned": True}, "Abandonné : ses valeurs"),
        ({"signed": True}, "Signé le 1er juin 2023, en vigueur depuis le 1er juin 2023."),
    ],
)
def test_an_avenant_says_its_state_first(manager, convention, trait, said):
    avenant = AvenantFactory(convention=convention, **trait)

    assert said in texts(page(manager, "dossiers:avenant", avenant))


def sign(client, avenant, **answers):
    return sent(client, "dossiers:sign-avenant", avenant, answers)


def test_signing_puts_the_avenant_in_force_and_says_since_when(manager, avenant):
    response = sign(manager, avenant, signed_on="15/05/2023", effective_on="")

    avenant.refresh_from_db()
    shown = texts(manager.get(response.url))
    assert (avenant.state, avenant.signed_on) == (AvenantState.SIGNED, dt.date(2023, 5, 15))
    assert "Avenant n° 1 signé. Ses valeurs sont en vigueur à partir du 15 mai 2023." in shown
    assert Event.objects.get(verb="avenant.signed").address == "127.0.0.1"


def test_an_avenant_is_signed_on_an_unknown_day_that_is_said_later(manager, avenant):
    said = texts(
        manager.get(sign(manager, avenant, source="une lettre", effective_on="01/06/2023").url)
    )
    history = texts(page(manager, "dossiers:convention", avenant.convention))
    compared = texts(page(manager, "conventions:difference", avenant))
    days = reverse("dossiers:avenant-signature-day", args=[avenant.public_id])
    after = texts(manager.get(manager.post(days, {"signed_on": "15/05/2023"}).url))

    assert "Signé un jour inconnu, en vigueur depuis le 1er juin 2023." in said
    assert "une lettre" in said
    assert "1er juin 2023, une lettre" in history
    assert "Avenant n° 1 en vigueur, signé un jour inconnu" in history
    assert "Avenant signé un jour inconnu." in compared
    assert "Indiquer le jour de la signature" in said
    assert "Signé le 15 mai 2023, en vigueur depuis le 1er juin 2023." in after


def test_an_effect_after_the_end_asks_again_in_the_page(manager, avenant):
    days = {"signed_on": "15/05/2023", "effective_on": "01/08/2023"}
    first = page(manager, "dossiers:sign-avenant", avenant).text
    asked = texts(sign(manager, avenant, **days))
    again = texts(sign(manager, avenant, **days))
    done = sign(manager, avenant, **days, is_confirmed="on")

    assert "is_confirmed" not in first
    for shown in (asked, again):
        assert "suit la fin en vigueur (30/07/2023). Corrigez-le, ou confirmez-le." in shown
        assert 'name="is_confirmed"' in shown
    assert "à partir du 1er août 2023" in texts(manager.get(done.url))


@pytest.mark.parametrize(
    ("signed_on", "said"),
    [
        ("", "Indiquez le jour de la signature, ou le jour d’effet si elle n’est pas connue."),
        ("14/05/2023", "doit suivre le vote"),
        ("16/05/2023", "ne peut pas suivre ce jour"),
    ],
)
def test_a_wrong_day_of_signature_is_said_and_nothing_is_signed(manager, avenant, signed_on, said):
    response = sign(manager, avenant, signed_on=signed_on)

    avenant.refresh_from_db()
    assert said in texts(response)
    assert avenant.state == AvenantState.VOTED


def test_signing_twice_is_refused_and_said(manager, avenant):
    sign(manager, avenant, signed_on="15/05/2023")

    said = "L’avenant n° 1 a été signé le 15 mai 2023. Enregistré par"
    assert said in texts(sign(manager, avenant, signed_on="15/05/2023"))


def test_finance_reads_but_does_not_sign(client, avenant):
    authority = avenant.convention.programme.authority
    finance = sign_in(client, UserFactory(role=Role.FINANCE, organisation=authority))

    assert "Signer l’avenant" not in page(finance, "dossiers:avenant", avenant).text
    assert page(finance, "dossiers:sign-avenant", avenant).status_code == 403
    assert sign(finance, avenant, signed_on="15/05/2023").status_code == 403


@pytest.mark.parametrize(
    "name",
    ["dossiers:convention", "dossiers:avenant", "dossiers:sign-avenant", "dossiers:deliberation"],
)
def test_what_belongs_to_another_authority_does_not_exist(client, avenant, name):
    rows = {
        "dossiers:convention": avenant.convention,
        "dossiers:deliberation": avenant.deliberation,
    }
    stranger = sign_in(
        client, UserFactory(role=Role.MANAGER, organisation=ProgrammeFactory().authority)
    )

    assert page(stranger, name, rows.get(name, avenant)).status_code == 404


def test_an_avenant_abandoned_later_is_told_as_it_stood(manager, convention):
    """Voted on 1 March, abandoned on 15 May: each day says what was so on it."""
    voted = {"voted": True, "voted_on": dt.date(2023, 3, 1)}
    coming = AvenantFactory(convention=convention, **voted)
    avenants.abandon(coming, by=SYSTEM.at(NOON))
    draft = AvenantFactory(convention=convention)
    avenants.abandon(draft, by=SYSTEM.at(NOON))

    days = ({"jour": "14/05/2023"}, {"connu": "14/05/2023"}, {})
    shown = [page(manager, "dossiers:convention", convention, **day) for day in days]

    states = [[word for _, _, word in each.context["avenants"]] for each in shown]
    assert states == [["voté"], ["voté"], ["abandonné", "abandonné"]]
    assert ["Avenant n° 1 abandonné" in texts(each) for each in shown] == [False, False, True]
