"""The pages where a version is entered, corrected and taken back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.enums import Status
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    PersonFactory,
    ReglementVersionFactory,
)
from tests.factories.deliberations import DeliberationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "manager")]
LIST = reverse("beneficiaries:reglements")
ADD = reverse("beneficiaries:add-reglement")
PUBLIC = {
    "label": "Aînés de l’Artois",
    "min_age": "60",
    "passes_granted": "10 pass",
    "ceiling": "10",
}


@pytest.fixture
def former(programme):
    """In force without end, of jobseekers."""
    version = ReglementVersionFactory(programme=programme, title="Règlement de 2021")
    CategoryFactory(version=version, code="demandeurs-emploi", period_months=6)
    return version


def address(name, version):
    return reverse(f"beneficiaries:{name}-reglement", args=[version.public_id])


def typed(*publics, **facts):
    """What the form sends."""
    sent = {"title": "Règlement de juin", "starts_on": "1er juin 2023", **facts}
    sent["publics-TOTAL_FORMS"] = len(publics)
    sent["publics-INITIAL_FORMS"] = 0
    for rank, public in enumerate(publics):
        sent |= {f"publics-{rank}-{name}": value for name, value in public.items()}
    return sent


def version_of(programme):
    return programme.reglements.order_by("-starts_on").first()


def text(answer):
    return " ".join(answer.text.replace("\u00a0", " ").split())


def test_a_version_is_entered_with_what_was_left_empty_said_by_the_rules(client, programme):
    vote = DeliberationFactory(programme=programme, number="2023.00417")

    answer = client.post(ADD, typed(PUBLIC, deliberation=str(vote.public_id)), follow=True)

    version = version_of(programme)
    assert (version.code, version.starts_on, version.ends_on) == (
        "2023-00417",
        dt.date(2023, 6, 1),
        None,
    )
    public = version.categories.get()
    assert (public.code, public.period_months, public.passes_granted_alone, public.statuses) == (
        "aines-de-l-artois",
        12,
        None,
        [],
    )
    said = text(answer)
    assert "enregistrée. Elle juge les demandes déposées à partir du 1er juin 2023." in said
    assert "s’arrête la veille" not in said
    assert "Ce que change cette version" not in said


def test_without_a_vote_the_short_name_comes_from_the_title(client, programme):
    client.post(ADD, typed(PUBLIC))

    assert version_of(programme).code == "reglement-de-juin"


def test_the_page_proposes_the_publics_of_the_version_in_force(client, programme, former):
    programme.reglements.update(ends_on=dt.date(2030, 12, 31))
    ReglementVersionFactory(programme=programme, starts_on=dt.date(2031, 1, 1))

    page = text(client.get(ADD))

    assert f'href="?reprendre={former.public_id}"' in page
    assert "Reprendre les publics de « Règlement de 2021 »" in page


def test_a_programme_without_a_version_proposes_none(client):
    assert "Reprendre les publics" not in text(client.get(ADD))


def test_the_publics_taken_up_keep_their_short_names_and_conditions(client, former):
    form = client.get(ADD, {"reprendre": former.public_id}).context["form"]

    line = form.cards.forms[0].initial
    assert (line["code"], line["period_months"]) == ("demandeurs-emploi", 6)
    assert line["statuses"] == [Status.JOBSEEKER]


def test_each_situation_is_named_by_its_own_label(client):
    form = client.get(ADD).context["form"]

    statuses = form.cards.forms[0]["statuses"]
    assert statuses.field.widget.attrs.get("aria-label") is None
    assert 'aria-label="Âge minimal"' in str(form.cards.forms[0]["min_age"])


@pytest.mark.parametrize("named", ["n-importe-quoi", "885892ed-8988-41a9-b32c-25ccfd59ad77"])
def test_publics_are_not_taken_up_from_what_does_not_exist(client, named):
    assert client.get(ADD, {"reprendre": named}).status_code == 404


def test_publics_are_not_taken_up_from_another_programme(client):
    other = ReglementVersionFactory()

    assert client.get(ADD, {"reprendre": other.public_id}).status_code == 404


def test_the_end_of_the_version_in_force_is_asked_with_its_day_then_done(client, programme, former):
    first = client.post(ADD, typed(PUBLIC))

    assert "Arrêter « Règlement de 2021 » le 31 mai 2023" in text(first)
    assert "<title>Erreur :" in text(first)
    assert 'type="checkbox" name="former_ends_on"' in text(first)
    assert programme.reglements.get() == former

    second = client.post(ADD, typed(PUBLIC, former_ends_on="2023-05-31"), follow=True)

    assert "« Règlement de 2021 » s’arrête la veille." in text(second)
    former.refresh_from_db()
    assert former.ends_on == dt.date(2023, 5, 31)


def test_the_confirmation_stays_while_something_else_is_mended(client, former):
    page = text(client.post(ADD, typed(PUBLIC, former_ends_on="2023-05-31", title="")))

    assert 'type="hidden" name="former_ends_on" value="2023-05-31"' in page


def test_days_already_judged_are_refused_beside_the_first_day(client, programme, former):
    person = PersonFactory(programme=programme)
    DecisionFactory(person=person, version=former, request__filed_on=dt.date(2023, 5, 15))

    answer = client.post(ADD, typed(PUBLIC, starts_on="01/05/2023"))

    assert "a déjà jugé 1 demande" in str(answer.context["form"].errors["starts_on"]).replace(
        "\u00a0", " "
    )


def test_a_version_without_a_public_is_refused_on_its_page(client, programme):
    answer = client.post(ADD, typed())

    assert "Ajoutez au moins un public." in text(answer)
    assert not programme.reglements.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"max_age": "59"}, "max_age", "L’âge maximal (59)"),
        ({"ceiling": "5"}, "ceiling", "Le plafond (5)"),
        ({"passes_granted": "99999"}, "passes_granted", "au plus 32767"),
        ({"min_age": "-1"}, "min_age", "au moins 0"),
        ({"label": "…"}, "code", "Indiquez le nom court du public."),
        ({"label": ""}, "label", "Indiquez le public."),
    ],
)
def test_a_public_is_mended_in_its_own_card(client, programme, wrong, field, said):
    answer = client.post(ADD, typed(PUBLIC, PUBLIC | {"label": "Jeunes"} | wrong))

    first, second = answer.context["form"].cards.forms
    assert said in str(second.errors[field]).replace("\u00a0", " ")
    assert (first.is_opened, second.is_opened) == (False, True)
    assert "<title>Erreur :" in text(answer)
    assert not programme.reglements.exists()


def test_a_press_for_more_publics_keeps_what_was_typed(client, programme):
    answer = client.post(ADD, {**typed(PUBLIC), "add-publics": "1"})

    form = answer.context["form"]
    assert form.cards.forms[0]["label"].value() == PUBLIC["label"]
    assert [line.is_opened for line in form.cards.forms] == [False, True, False, False]
    assert not programme.reglements.exists()


def test_a_version_is_corrected_and_a_public_dropped(client, programme, former):
    shown = client.get(address("edit", former)).context["form"]
    assert shown["starts_on"].value() == "01/01/2021"
    known = {"code": "demandeurs-emploi", "label": "Demandeurs", "remove": "on"}
    known |= {"passes_granted": "10", "ceiling": "10"}

    answer = client.post(
        address("edit", former),
        typed(known, PUBLIC, starts_on="01/02/2021", seen=shown.fingerprint),
        follow=True,
    )

    assert "Version « Règlement de juin » corrigée." in text(answer)
    former.refresh_from_db()
    assert former.starts_on == dt.date(2021, 2, 1)
    assert [public.label for public in former.categories.all()] == [PUBLIC["label"]]


def test_a_correction_of_what_changed_meanwhile_keeps_what_was_typed(client, former):
    answer = client.post(address("edit", former), typed(PUBLIC, seen="autre"))

    assert "a été modifié depuis que vous l’avez ouverte" in text(answer)
    assert answer.context["form"]["title"].value() == "Règlement de juin"


def test_a_version_is_taken_back_and_its_days_given_to_the_one_before(client, programme, former):
    client.post(ADD, typed(PUBLIC, former_ends_on="2023-05-31"))
    version = version_of(programme)
    page = text(client.get(address("remove", version)))
    assert "Prolonger « Règlement de 2021 » sans fin prévue" in page

    answer = client.post(address("remove", version), {"extends_former": "on"}, follow=True)

    assert "Version « Règlement de juin » retirée." in text(answer)
    assert programme.reglements.get().ends_on is None


def test_the_days_of_a_version_with_an_end_are_given_back_until_that_end(client, programme, former):
    sent = typed(PUBLIC, former_ends_on="2023-05-31", ends_on="31/12/2023")
    client.post(ADD, sent)

    page = text(client.get(address("remove", version_of(programme))))

    assert "Prolonger « Règlement de 2021 » jusqu’au 31 décembre 2023" in page


def test_the_only_version_is_taken_back_without_a_question(client, programme, former):
    assert "Prolonger" not in text(client.get(address("remove", former)))

    client.post(address("remove", former))

    assert not programme.reglements.exists()


@pytest.mark.parametrize("name", ["edit", "remove"])
def test_a_version_that_judged_sends_back_to_its_page(client, programme, former, name):
    DecisionFactory(person=PersonFactory(programme=programme), version=former)

    for method in (client.get, client.post):
        answer = method(address(name, former), follow=True)
        assert "Des décisions s’appuient sur cette version" in text(answer)
    page = text(client.get(reverse("beneficiaries:reglement", args=[former.public_id])))
    assert "Corriger cette version" not in page
    assert "Saisir une version à partir de celle-ci" in page


def test_a_version_tells_what_it_changes(client, programme, former):
    client.post(ADD, typed(PUBLIC, former_ends_on="2023-05-31"))

    version = version_of(programme)
    page = text(client.get(reverse("beneficiaries:reglement", args=[version.public_id])))

    assert "1 public ajouté, 1 public retiré." in page
    assert "Corriger cette version" in page


def test_a_version_that_changes_nothing_says_so(client, programme, former):
    known = {"code": "demandeurs-emploi", "label": "Demandeurs d’emploi", "statuses": "jobseeker"}
    known |= {"passes_granted": "10", "ceiling": "10", "period_months": "6 mois"}
    client.post(ADD, typed(known, former_ends_on="2023-05-31"))

    version = version_of(programme)
    page = text(client.get(reverse("beneficiaries:reglement", args=[version.public_id])))

    assert "les publics et leurs pass ne changent pas" in page


def test_the_list_offers_to_enter_a_version_to_those_who_may(client, programme):
    assert f'href="{ADD}"' in client.get(LIST).text


def test_the_pages_of_a_version_cost_the_same_for_1_and_5_publics(client, programme, former):
    own = [address("edit", former), reverse("beneficiaries:reglement", args=[former.public_id])]
    pages = [*own, f"{ADD}?reprendre={former.public_id}"]
    costs = []
    for more in (0, 0, 4):
        CategoryFactory.create_batch(more, version=former)
        with CaptureQueriesContext(connection) as queries:
            assert {client.get(page).status_code for page in pages} == {200}
        costs.append(len(queries))

    assert costs[1] == costs[2]


def test_the_same_form_sent_twice_adds_one_version_and_says_so(client, programme, former):
    sent = typed(PUBLIC, former_ends_on="2023-05-31")

    first, second = client.post(ADD, sent), client.post(ADD, sent)

    assert (first.status_code, second.status_code) == (302, 200)
    assert programme.reglements.count() == 2
    assert "« Règlement de juin » juge déjà les demandes déposées" in text(second)
