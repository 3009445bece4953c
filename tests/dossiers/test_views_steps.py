"""The legal steps of a text from its pages: each says what it changes, and is taken once."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from conventions.enums import AvenantState, Block, Cadence, ConventionState
from conventions.models import Convention
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import file_of
from tests.factories.financing import PlanFactory
from tests.reading import page, sent, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def deliberation(programme):
    return DeliberationFactory(
        programme=programme, number="2021-10", session_on=dt.date(2021, 2, 8)
    )


@pytest.fixture
def draft(programme):
    draft = ConventionFactory(programme=programme, title="Convention FEDER")
    ClauseFactory(convention=draft)
    ObligationFactory(convention=draft)
    return draft


@pytest.fixture
def voted(programme, deliberation):
    voted = ConventionFactory(programme=programme, voted=True, deliberation=deliberation)
    ClauseFactory(convention=voted)
    return voted


def take(client, name, row, **answers):
    return sent(client, name, row, answers, follow=True)


def test_a_vote_takes_the_day_of_its_session(manager, draft, deliberation):
    shown = texts(take(manager, "dossiers:vote", draft, deliberation=deliberation.pk))

    draft.refresh_from_db()
    assert (draft.state, draft.voted_on) == (ConventionState.VOTED, dt.date(2021, 2, 8))
    assert "Convention votée. Elle attend sa signature : rien n’en est encore en vigueur." in shown
    assert "Signer la convention" in shown


def test_a_vote_without_its_deliberation_is_asked_for(manager, draft):
    shown = texts(take(manager, "dossiers:vote", draft))

    assert "Choisissez la délibération." in shown
    assert "Le texte ne se modifie plus. Retirer le vote en refait un projet." in shown


def test_a_vote_is_withdrawn_and_voted_again_while_the_journal_keeps_both(
    manager, voted, deliberation
):
    shown = texts(take(manager, "dossiers:withdraw-vote", voted))
    take(manager, "dossiers:vote", voted, deliberation=deliberation.pk, voted_on="15/02/2021")

    voted.refresh_from_db()
    assert "Vote retiré. La convention est de nouveau un projet." in shown
    assert (voted.state, voted.voted_on) == (ConventionState.VOTED, dt.date(2021, 2, 15))
    verbs = Event.objects.filter(verb__startswith="convention.vote").order_by("pk")
    assert [one.verb for one in verbs] == ["convention.vote_withdrawn", "convention.voted"]


def test_signing_says_before_what_it_puts_in_force_then_does_it(manager, voted):
    ObligationFactory(convention=voted)
    before = texts(page(manager, "dossiers:sign", voted))
    shown = texts(take(manager, "dossiers:sign", voted, signed_on="11/03/2021"))

    assert "1 valeur entre en vigueur." in before
    assert "1 obligation s’ajoute" in before
    assert "Convention signée. Ses valeurs sont en vigueur." in shown
    assert "l’action finit le 30 juillet 2023" in shown
    assert voted.clauses.get().effective_on == dt.date(2021, 3, 11)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Indiquez le jour de la signature, ou le jour d’effet si elle n’est pas connue."),
        ({"source": "un rapport"}, "Indiquez le jour de la signature, ou le jour d’effet"),
        ({"effective_on": "11/03/2021"}, "Indiquez d’où la signature est connue."),
        ({"signed_on": "01/01/2021"}, "doit suivre le vote"),
        ({"signed_on": "16/05/2023"}, "ne peut pas suivre ce jour"),
    ],
)
def test_a_signature_that_does_not_hold_is_refused(manager, voted, answers, said):
    shown = texts(take(manager, "dossiers:sign", voted, **answers))

    voted.refresh_from_db()
    assert said in shown
    assert voted.state == ConventionState.VOTED


def test_an_unknown_day_of_signature_becomes_known_and_values_keep_their_effect(manager, voted):
    take(manager, "dossiers:sign", voted, source="délibération 2023-204", effective_on="01/04/2021")
    shown = texts(page(manager, "dossiers:convention", voted))
    after = texts(take(manager, "dossiers:signature-day", voted, signed_on="11/03/2021"))
    again = texts(take(manager, "dossiers:signature-day", voted, signed_on="12/03/2021"))

    voted.refresh_from_db()
    assert "jour inconnu" in shown
    assert "Indiquer le jour de la signature" in shown
    assert "Jour de la signature enregistré." in after
    assert "La convention a été signée le 11 mars 2021. Enregistré par" in again
    assert voted.signed_on == dt.date(2021, 3, 11)
    assert voted.clauses.get().effective_on == dt.date(2021, 4, 1)


def test_a_convention_is_closed_on_a_day_and_says_so_first(manager, convention):
    shown = texts(
        take(manager, "dossiers:close", convention, ended_on="01/05/2023", reason="Solde versé")
    )

    convention.refresh_from_db()
    assert (convention.state, convention.ended_on) == (
        ConventionState.CLOSED,
        dt.date(2023, 5, 1),
    )
    assert "la convention est close depuis le 1er mai 2023. Solde versé." in shown
    assert "Clore la convention" not in shown
    assert "Au 30 avril 2023 : l’action finit" in texts(
        page(manager, "dossiers:convention", convention, jour="30/04/2023")
    )


def test_closing_says_first_what_remains_due(manager, convention):
    none = texts(page(manager, "dossiers:close", convention))
    report = ObligationFactory(convention=convention, in_force=True, title="Rapport final")
    for month in range(1, 8):
        OccurrenceFactory(obligation=report, due_on=dt.date(2024, month, 1))
    asked = texts(page(manager, "dossiers:close", convention))

    assert "Aucune échéance ne reste due après ce jour." in none
    assert "Reste dû après ce jour : Rapport final, 1er janvier 2024 ; Rapport final" in asked
    assert "Rapport final, 1er juillet 2024." in asked


def test_closing_says_first_which_rhythms_go_on_to_the_end_of_their_period(manager, convention):
    monthly = ObligationFactory(
        convention=convention, in_force=True, title="Comité", cadence=Cadence.MONTHLY, due_on=None
    )
    for due_on in (dt.date(2023, 5, 31), dt.date(2023, 6, 30)):
        OccurrenceFactory(obligation=monthly, due_on=due_on)

    asked = texts(page(manager, "dossiers:close", convention, ended_on="15/05/2023"))

    assert "Reste dû après ce jour : Comité, 31 mai 2023." in asked


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"signed_on": "16/05/2023"}, "ne peut pas suivre ce jour"),
        ({"signed_on": "01/01/2021"}, "doit suivre le vote"),
        ({"signed_on": "11/03/2021", "effective_on": "01/01/1990"}, "précède le programme"),
    ],
)
def test_a_day_that_does_not_hold_is_refused_before_its_check_is_shown(manager, voted, days, said):
    shown = page(manager, "dossiers:sign", voted, **days).text
    right = page(manager, "dossiers:sign", voted, signed_on="11/03/2021").text

    voted.refresh_from_db()
    assert said in shown
    assert 'name="source"' not in shown
    assert 'name="source"' in right
    assert voted.state == ConventionState.VOTED
    assert not Event.objects.filter(verb="convention.signed").exists()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"ended_on": "01/05/2023"}, "Indiquez le motif de la résiliation."),
        ({"ended_on": "16/05/2023", "reason": "Abandon"}, "ne peut pas suivre ce jour"),
        ({"ended_on": "10/03/2021", "reason": "Abandon"}, "doit suivre la signature"),
        ({"reason": "Abandon"}, "Indiquez le jour de la résiliation."),
    ],
)
def test_an_end_that_does_not_hold_is_refused(manager, convention, answers, said):
    shown = texts(take(manager, "dossiers:terminate", convention, **answers))

    convention.refresh_from_db()
    assert said in shown
    assert convention.state == ConventionState.SIGNED


@pytest.mark.parametrize("name", ["dossiers:close", "dossiers:terminate"])
def test_a_convention_that_ended_says_so_and_asks_no_day(manager, convention, name):
    take(manager, "dossiers:close", convention, ended_on="01/05/2023", reason="Solde versé")

    shown = page(manager, name, convention)

    assert "La convention est close depuis le 1er\u00a0mai\u00a02023. Solde versé." in shown.text
    assert 'name="ended_on"' not in shown.text
    assert reverse("dossiers:convention", args=[convention.public_id]) in shown.text
    again = take(manager, name, convention, ended_on="02/05/2023", reason="Encore")
    assert "Une convention qui a pris fin" in again.text


def test_a_convention_does_not_end_while_an_avenant_is_open(manager, avenant):
    shown = texts(
        take(
            manager,
            "dossiers:terminate",
            avenant.convention,
            ended_on="01/05/2023",
            reason="Abandon",
        )
    )

    assert "L’avenant n° 1 est encore ouvert." in shown


def test_a_project_is_deleted_and_the_journal_keeps_it(manager, draft):
    before = texts(page(manager, "dossiers:discard", draft))
    shown = texts(take(manager, "dossiers:discard", draft))

    assert "Un projet supprimé ne se rétablit pas." in before
    assert "Projet « Convention FEDER » supprimé." in shown
    assert not Convention.objects.exists()
    assert Event.objects.filter(verb="convention.discarded").exists()


def test_a_project_on_which_a_plan_stands_is_kept(manager, draft):
    PlanFactory(programme=draft.programme, convention=draft, title="Plan ANCT")
    shown = texts(take(manager, "dossiers:discard", draft))

    assert "Le plan « Plan ANCT » tient à ce projet." in shown
    assert draft.clauses.exists()


def test_a_project_to_which_a_file_was_joined_is_kept_and_said_to_have_no_effect(manager, draft):
    file_of(draft)
    shown = texts(take(manager, "dossiers:discard", draft))

    assert "Sa trace reste, et le projet avec elle" in shown
    assert draft.clauses.exists()


def test_a_step_taken_twice_is_done_once_and_said(manager, voted):
    take(manager, "dossiers:sign", voted, signed_on="11/03/2021")
    shown = texts(take(manager, "dossiers:sign", voted, signed_on="12/03/2021"))

    voted.refresh_from_db()
    assert "La convention a été signée le 11 mars 2021. Enregistré par" in shown
    assert voted.signed_on == dt.date(2021, 3, 11)


def test_an_avenant_is_voted_withdrawn_and_given_up(manager, convention, deliberation):
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION])
    voted = texts(take(manager, "dossiers:vote-avenant", avenant, deliberation=deliberation.pk))
    withdrawn = texts(take(manager, "dossiers:withdraw-avenant-vote", avenant))
    before = texts(page(manager, "dossiers:abandon-avenant", avenant))
    given_up = texts(take(manager, "dossiers:abandon-avenant", avenant))

    avenant.refresh_from_db()
    assert "Avenant n° 1 voté. Il attend sa signature." in voted
    assert "Vote retiré. L’avenant n° 1 est de nouveau un projet." in withdrawn
    assert "Il garde son numéro." in before
    assert "Avenant n° 1 abandonné. Ses valeurs ne prendront pas effet." in given_up
    assert avenant.state == AvenantState.ABANDONED
    assert "Signer" not in given_up


def test_the_acts_of_a_page_follow_its_state_and_the_role(client, manager, avenant, draft, voted):
    convention = avenant.convention
    expected = {
        draft: ["Préparer la convention", "Supprimer le projet"],
        voted: ["Signer la convention", "Retirer le vote"],
        convention: ["Signer l’avenant n° 1", "Clore la convention", "Résilier la convention"],
    }
    for row, labels in expected.items():
        shown = texts(page(manager, "dossiers:convention", row))
        assert all(label in shown for label in labels), row
        assert shown.count("btn-primary") == 1
    member = UserFactory(role=Role.FINANCE, organisation=convention.programme.authority)
    reader = sign_in(client, member)
    for row, labels in expected.items():
        shown = texts(page(reader, "dossiers:convention", row))
        assert not any(label in shown for label in labels), row


def test_the_document_of_an_avenant_is_a_file_named_after_it(manager, avenant):
    response = manager.get(reverse("dossiers:avenant-document", args=[avenant.public_id]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('attachment; filename="avenant-1_')
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("trait", [{}, {"voted": True}])
def test_another_authority_takes_no_step(client, programme, trait):
    convention = ConventionFactory(programme=programme, **trait)
    stranger = sign_in(client, UserFactory(role=Role.MANAGER))

    for name in (
        "dossiers:vote",
        "dossiers:withdraw-vote",
        "dossiers:sign",
        "dossiers:close",
        "dossiers:terminate",
        "dossiers:discard",
        "conventions:edit",
    ):
        assert page(stranger, name, convention).status_code in (302, 404)
    assert Convention.objects.filter(pk=convention.pk, state=convention.state).exists()


def test_a_long_subject_is_cut_between_two_words_and_says_so(manager, programme):
    subject = (
        "Convention attributive d’aide européenne portant sur la stratégie territoriale des usages"
        " et services numériques"
    )
    DeliberationFactory(programme=programme, number="2022-284", subject=subject)
    draft = ConventionFactory(programme=programme)

    shown = texts(manager.get(reverse("dossiers:vote", args=[draft.public_id])))

    assert "portant sur la stratégie territoriale des …" in shown
