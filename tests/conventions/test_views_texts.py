"""Preparing a text from its pages: tasks, parts, refusals, nothing lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from common.line_forms import MAX_LINES
from conventions.enums import Block, ClauseKind, PartyQuality
from conventions.models import Convention
from tests.factories.accounts import OrganisationFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.reading import page, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BLANK = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "200"}


@pytest.fixture
def draft(programme):
    return ConventionFactory(programme=programme, title="Convention ANCT")


@pytest.fixture
def opened(convention):
    """An avenant in project that opens the duration."""
    return AvenantFactory(convention=convention, blocks=[Block.DURATION])


def lines(name, *rows):
    """Lines as a browser sends them."""
    sent = {f"{name}-{key}": value for key, value in BLANK.items()}
    sent[f"{name}-TOTAL_FORMS"] = str(len(rows))
    for rank, row in enumerate(rows):
        sent |= {f"{name}-{rank}-{key}": value for key, value in row.items()}
    return sent


def fill(client, text, slug, answers, name="conventions:text"):
    url = reverse(name, args=[text.public_id, slug])
    return client.post(url, answers, follow=True)


def values(text):
    return {ClauseKind(one.kind): one for one in text.clauses.all()}


def test_a_convention_is_opened_with_a_funder_named_for_the_first_time(manager, programme):
    response = manager.post(
        reverse("conventions:add"),
        {"title": "Convention ANCT", "other_name": "ANCT", "quality": "funder"},
        follow=True,
    )

    convention = Convention.objects.get()
    assert (convention.code, convention.funder.name) == ("convention-anct", "ANCT")
    assert "Projet de convention ouvert." in texts(response)
    assert "1 tâche sur 7 faite" in texts(response)


def test_two_conventions_of_one_title_get_two_short_names(manager, programme, draft):
    answers = {"title": "Convention ANCT", "other_name": "ANCT", "quality": "funder"}
    for _ in range(2):
        manager.post(reverse("conventions:add"), answers)

    found = programme.conventions.exclude(pk=draft.pk).order_by("code")
    assert [one.code for one in found] == ["convention-anct", "convention-anct-2"]


def test_an_opened_form_says_what_is_missing_and_keeps_what_was_typed(manager):
    response = manager.post(reverse("conventions:add"), {"title": "", "filed_on": "05/08/2021"})

    shown = texts(response)
    assert "Indiquez l’intitulé de la convention." in shown
    assert "Choisissez le financeur dans la liste, ou indiquez son nom." in shown
    assert 'value="05/08/2021"' in shown
    assert not Convention.objects.exists()


def test_the_title_and_the_funder_of_a_project_change(manager, draft):
    other = OrganisationFactory(name="Région Hauts-de-France")
    ConventionFactory(programme=draft.programme, funder=other)
    response = manager.post(
        reverse("conventions:identity", args=[draft.public_id]),
        {"title": "Convention FEDER", "organisation": other.pk, "quality": "managing_authority"},
        follow=True,
    )

    draft.refresh_from_db()
    assert "Intitulé et financeur enregistrés." in texts(response)
    assert (draft.title, draft.funder) == ("Convention FEDER", other)
    assert draft.funder_quality == PartyQuality.MANAGING_AUTHORITY


def test_a_part_is_written_and_read_back_as_pages_print_it(manager, draft):
    answers = {
        "action_end": "30 juillet 2023",
        "action_end_article": "2",
        "action_end_wording": "L’action prend fin le 30 juillet 2023.",
        "action_end_note": "rapport n° 24",
        "duration_months": "31 mois",
    }
    response = fill(manager, draft, "duree", answers)

    end = values(draft)[ClauseKind.ACTION_END]
    assert (end.day, end.article, end.note) == (dt.date(2023, 7, 30), "2", "rapport n° 24")
    assert "Fin de l’action : 30 juillet 2023 ; Durée énoncée : 31 mois" in texts(response)
    again = page_of_part(manager, draft, "duree")
    assert 'value="30/07/2023"' in again
    assert "L’action prend fin le 30 juillet 2023." in again
    assert 'value="31"' in again


def page_of_part(client, text, slug, name="conventions:text"):
    return texts(client.get(reverse(name, args=[text.public_id, slug])))


def test_a_part_sent_empty_is_cleared(manager, draft):
    fill(manager, draft, "duree", {"action_end": "30/07/2023"})
    fill(manager, draft, "duree", {"action_end": ""})

    assert not draft.clauses.exists()
    assert "à remplir" in texts(page(manager, "conventions:edit", draft))


def test_tables_of_a_text_are_kept_line_by_line(manager, draft):
    answers = lines(
        "deployment_steps",
        {"day": "31/12/2021", "number": "10 000"},
        {"day": "", "number": ""},
        {"day": "31/12/2022", "number": "30 000 pass"},
    ) | lines("target_shares", {"label": "Éloignés de l’emploi", "rate": "50 %"})
    fill(manager, draft, "deploiement", {**answers, "deployment_steps_article": "4"})

    found = values(draft)
    steps = found[ClauseKind.DEPLOYMENT_STEPS]
    assert [(row.day.year, row.number) for row in steps.rows] == [(2021, 10_000), (2022, 30_000)]
    assert steps.article == "4"
    assert found[ClauseKind.TARGET_SHARES].rows[0].rate == Decimal(50)
    shown = texts(page(manager, "dossiers:convention", draft))
    assert "31 décembre 2021" in shown
    assert "<b>10 000</b></td>" in shown


def test_one_more_line_loses_nothing_and_saves_nothing(manager, draft):
    answers = lines("payments", {"label": "Avance", "amount": "", "rate": "50"})
    response = fill(manager, draft, "cout", {**answers, "budget": "beaucoup", "add-payments": "1"})

    assert 'value="beaucoup"' in response.text
    assert 'value="Avance"' in response.text
    assert not draft.clauses.exists()


@pytest.mark.parametrize(
    ("slug", "answers", "said"),
    [
        ("duree", {"action_end": "hier"}, "Écrivez la fin de l’action comme 15/05/2023."),
        ("duree", {"duration_months": "long"}, "Écrivez la durée énoncée en chiffres."),
        ("duree", {"duration_months": "9" * 5000}, "Écrivez la durée énoncée en chiffres."),
        ("duree", {"action_end": "31/12/9999"}, "elle va de 1900 à 2200."),
        ("duree", {"action_end_article": "2"}, "Indiquez la fin de l’action, ou videz"),
        ("cout", {"aid_rate": "la moitié"}, "Écrivez le taux d’aide énoncé en pour cent"),
        ("cout", {"aid_rate": "10,000001"}, "Écrivez le taux d’aide énoncé en pour cent"),
        ("cout", {"aid_rate": "470"}, "Vérifiez le taux d’aide énoncé : de 0 à 100 %."),
        ("cout", {"budget": "-5"}, "Indiquez le budget du projet sans signe moins."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(manager, draft, slug, answers, said):
    tables = lines("payments") if slug == "cout" else {}
    response = fill(manager, draft, slug, {**answers, **tables})

    assert said in texts(response)
    assert not draft.clauses.exists()
    assert f'value="{next(iter(answers.values()))}"' in response.text


def test_a_payment_has_an_amount_or_a_part_and_only_one(manager, draft):
    for row in ({"label": "Avance"}, {"label": "Avance", "amount": "5", "rate": "5"}):
        response = fill(manager, draft, "cout", lines("payments", row))
        assert "Indiquez le montant du versement, ou sa part : un seul." in texts(response)


def test_obligations_are_added_changed_and_taken_away(manager, draft):
    committee = {"title": "Comité", "nature": "attend", "cadence": "monthly"}
    launch = {
        "title": "Lancer l’achat",
        "nature": "do",
        "cadence": "within",
        "delay_months": "2",
        "counted_from": "signature",
    }
    fill(manager, draft, "obligations", lines("obligations", committee, launch))
    shown = texts(page(manager, "dossiers:convention", draft))
    fill(
        manager,
        draft,
        "obligations",
        lines("obligations", {**committee, "remove": "on"}, {**launch, "article": "6"}),
    )

    assert "Dans les 2 mois après la signature de la convention" in shown
    kept = draft.obligations.get()
    assert (kept.title, kept.article, kept.delay_months) == ("Lancer l’achat", "6", 2)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"cadence": "once"}, "Indiquez l’échéance de l’obligation."),
        ({"cadence": "within"}, "Indiquez le délai de l’obligation, en mois."),
        ({"cadence": "monthly", "delay_months": "2"}, "ou videz le délai."),
        ({"cadence": "once", "offset_days": "15"}, "Ces jours se comptent après une période"),
        ({"cadence": "monthly", "member": "Mme Duhem"}, "ou videz le nom."),
        ({"cadence": "monthly", "met_by": "quarterly_report"}, "une obligation trimestrielle."),
        ({"cadence": "monthly", "send_to": "anct"}, "l’adresse d’envoi"),
    ],
)
def test_an_obligation_says_what_its_rhythm_asks_for(manager, draft, row, said):
    response = fill(
        manager,
        draft,
        "obligations",
        lines("obligations", {"title": "Rapport", "nature": "send", **row}),
    )

    assert said in texts(response)
    assert not draft.obligations.exists()


def test_what_few_texts_say_of_an_obligation_is_folded_until_it_is_said(manager, draft):
    ObligationFactory(convention=draft, title="Comité")
    ObligationFactory(convention=draft, title="Bilan", addressee="ANCT")
    form = manager.get(reverse("conventions:text", args=[draft.public_id, "obligations"]))

    assert [line.has_rare for line in form.context["form"].cards.forms[:3]] == [False, True, False]
    assert form.content.decode().count('<details class="folded"') == 5


def test_the_same_obligation_twice_is_refused(manager, draft):
    twice = {"title": "Comité", "nature": "attend", "cadence": "monthly"}
    response = fill(manager, draft, "obligations", lines("obligations", twice, twice))

    assert "« Comité » est déjà une obligation de cette convention" in texts(response)
    assert not draft.obligations.exists()


def test_an_avenant_replaces_an_obligation_in_force(manager, convention):
    old = ObligationFactory(convention=convention, title="Rapport", in_force=True)
    avenant = AvenantFactory(convention=convention, blocks=[Block.OBLIGATIONS])
    row = {
        "title": "Rapport annuel",
        "nature": "send",
        "cadence": "once",
        "due_on": "31/01/2024",
        "replaces": old.pk,
    }
    fill(
        manager, avenant, "obligations", lines("obligations", row), name="conventions:avenant-text"
    )

    assert avenant.obligations.get().replaces == old
    shown = texts(page(manager, "conventions:difference", avenant))
    assert "Obligation remplacée" in shown
    assert "Rapport : 31 janvier 2022, depuis le 11 mars 2021" in shown


def test_parties_are_proposed_then_kept_in_their_order(manager, draft):
    proposed = page_of_part(manager, draft, "parties")
    funder = {"organisation": draft.funder_id, "quality": "funder", "represented_by": "A. Martin"}
    new = {"other_name": "Banque des territoires", "quality": "partner"}
    fill(manager, draft, "parties", lines("parties", funder, new))

    assert draft.funder.name in proposed
    assert draft.programme.authority.name in proposed
    found = draft.parties.order_by("position").select_related("organisation")
    assert [(one.organisation.name, one.represented_by) for one in found] == [
        (draft.funder.name, "A. Martin"),
        ("Banque des territoires", ""),
    ]
    assert "Signe : A. Martin" in texts(page(manager, "dossiers:convention", draft))


def test_a_party_twice_is_refused_and_its_new_organisation_is_not_kept(manager, draft):
    twice = {"organisation": draft.funder_id, "quality": "funder"}
    new = {"other_name": "Banque des territoires", "quality": "partner"}
    response = fill(manager, draft, "parties", lines("parties", new, twice, twice))

    assert "déjà partie à ce texte" in texts(response)
    assert not draft.parties.exists()
    assert not type(draft.funder).objects.filter(name="Banque des territoires").exists()


def test_an_avenant_shows_the_value_in_force_beside_what_it_changes(manager, opened):
    shown = page_of_part(manager, opened, "duree", "conventions:avenant-text")

    assert "En vigueur, fin de l’action :</span> 30 juillet 2023, article 2" in shown


def test_a_part_that_an_avenant_does_not_open_is_refused(manager, opened):
    shown = texts(fill(manager, opened, "cout", {"budget": "5"}, name="conventions:avenant-text"))

    assert "L’avenant n’ouvre pas la partie « Coût et financement »." in shown
    assert not opened.clauses.exists()


def test_closing_a_part_of_an_avenant_drops_what_it_wrote(manager, opened):
    fill(manager, opened, "duree", {"action_end": "31/12/2023"}, name="conventions:avenant-text")
    manager.post(
        reverse("conventions:avenant-subject", args=[opened.public_id]),
        {"subject": "Coût", "blocks": ["cost"]},
    )

    opened.refresh_from_db()
    assert (opened.subject, opened.blocks) == ("Coût", ["cost"])
    assert not opened.clauses.exists()


def test_a_second_avenant_is_refused_while_one_is_open(manager, opened):
    response = manager.post(
        reverse("conventions:add-avenant", args=[opened.convention.public_id]),
        {"subject": "Autre", "blocks": ["duration"]},
    )

    assert "L’avenant n° 1 est encore ouvert." in texts(response)
    assert opened.convention.avenants.count() == 1


def test_a_voted_text_is_no_longer_written(manager, programme):
    voted = ConventionFactory(programme=programme, voted=True)
    ClauseFactory(convention=voted)
    shown = texts(fill(manager, voted, "duree", {"action_end": "31/12/2030"}))

    assert "Ce texte n’est plus un projet. Retirez son vote pour le modifier." in shown
    assert voted.clauses.get().day == dt.date(2023, 7, 30)
    assert "Indiquer la durée</a>" not in shown


def test_a_part_that_does_not_exist_is_not_found(manager, draft):
    url = reverse("conventions:text", args=[draft.public_id, "autre"])

    assert manager.get(url).status_code == 404


def test_a_text_may_have_as_many_obligations_as_its_page_has_lines(manager, draft):
    row = {"nature": "send", "cadence": "monthly", "due_on": "", "delay_months": "", "note": ""}
    row |= {"counted_from": "", "article": "", "responsible": ""}
    rows = [{**row, "title": f"Obligation {rank}"} for rank in range(MAX_LINES)]

    answered = fill(manager, draft, "obligations", lines("obligations", *rows))

    assert answered.status_code == 200
    assert draft.obligations.count() == MAX_LINES
