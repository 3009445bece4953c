"""The pages of findings: the list and its files, one finding, its acceptance."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from conventions.enums import ClauseKind
from findings.models import Acceptance
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.conventions import ClauseFactory
from tests.factories.findings import AcceptanceFactory, planted
from tests.factories.programmes import ProgrammeFactory
from tests.reading import page, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = reverse("findings:findings")


@pytest.fixture
def breach(convention):
    """A grant above the budget of a signed convention."""
    facts = {"convention": convention, "in_force": True, "day": None, "article": "3"}
    ClauseFactory(kind=ClauseKind.GRANT_MAX, amount=200, **facts)
    ClauseFactory(kind=ClauseKind.BUDGET, amount=100, **facts)


@pytest.fixture
def finding(programme):
    return planted(programme)


def at(finding, name="findings:finding"):
    return reverse(name, args=[finding.fingerprint])


def rows(answer):
    return [row.record.name for row in answer.context["listing"].table.paginated_rows]


@pytest.mark.usefixtures("manager", "breach", "finding")
def test_the_list_says_how_many_and_the_gravest_first(client):
    answer = client.get(LIST)

    assert rows(answer) == ["Subvention et dépenses", "Section et imputation"]
    assert "2 écarts ouverts, dont 1 limite dépassée." in texts(answer)
    assert "Convention, article 3" in texts(answer)


@pytest.mark.usefixtures("manager")
def test_a_programme_without_a_finding_says_so(client):
    answer = texts(client.get(LIST))

    assert "Aucun écart ouvert." in answer
    assert "Aucun écart : les textes, les plans et les lignes se tiennent." in answer


@pytest.mark.usefixtures("manager", "breach")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "SUBVENTION"}, ["Subvention et dépenses"]),
        ({"q": "depenses"}, ["Subvention et dépenses"]),
        ({"q": "rien de tel"}, []),
        ({"gravite": "watch"}, ["Section et imputation"]),
        ({"etat": "accepte"}, ["Section et imputation"]),
        ({"etat": "ouvert"}, ["Subvention et dépenses"]),
        ({"gravite": "nimporte"}, ["Subvention et dépenses", "Section et imputation"]),
        ({"sort": "name"}, ["Section et imputation", "Subvention et dépenses"]),
        ({"sort": "-severity"}, ["Section et imputation", "Subvention et dépenses"]),
    ],
)
def test_filters_and_sort_are_in_the_address(client, programme, finding, query, found):
    AcceptanceFactory(programme=programme, fingerprint=finding.fingerprint)

    assert rows(client.get(LIST, query)) == found


@pytest.mark.usefixtures("manager", "breach", "finding")
def test_the_list_of_one_convention(client, convention):
    assert rows(client.get(LIST, {"convention": convention.public_id})) == [
        "Subvention et dépenses"
    ]
    assert "Aucun écart pour ces filtres." in texts(client.get(LIST, {"q": "rien de tel"}))


@pytest.mark.usefixtures("manager", "breach")
def test_the_files_hold_what_the_screen_shows(client, programme, finding):
    AcceptanceFactory(programme=programme, fingerprint=finding.fingerprint)

    sheet = client.get(LIST, {"fichier": "csv"}).content.decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(sheet), delimiter=";")
    book = openpyxl.load_workbook(io.BytesIO(client.get(LIST, {"fichier": "xlsx"}).content))

    assert head == ["Constat", "Gravité", "Convention", "Texte", "Écart", "État"]
    assert first[:4] == [
        "Subvention et dépenses",
        "Limite dépassée",
        "Convention ANCT",
        "Convention, article 3",
    ]
    assert [first[5], second[5]] == ["ouvert", "accepté le 15/05/2023"]
    assert [cell.value for cell in book.active[1]] == head


@pytest.mark.usefixtures("manager")
def test_the_list_takes_as_many_queries_for_one_and_five(client, programme):
    planted(programme)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(4):
        planted(programme)
    with CaptureQueriesContext(connection) as five:
        client.get(LIST)

    assert len(one) == len(five)


@pytest.mark.usefixtures("manager", "breach")
def test_a_finding_says_what_rules_and_where_to_read_it(client, convention):
    link = client.get(LIST).context["listing"].table.rows[0].record.get_absolute_url()

    answer = client.get(link)

    assert "Aucune aide ne dépasse la dépense." in texts(answer)
    assert "Convention, article 3 : « Subvention maximale »." in texts(answer)
    assert convention.title in texts(answer)
    assert "Accepter cet écart" in texts(answer)


def test_who_only_reads_accepts_nothing(client, programme, finding):
    sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))

    assert "Accepter cet écart" not in texts(client.get(at(finding)))
    assert client.get(at(finding, "findings:accept")).status_code == 403


@pytest.mark.usefixtures("manager")
def test_a_finding_of_another_programme_does_not_exist(client):
    other = planted(ProgrammeFactory())
    theirs = AcceptanceFactory()

    assert client.get(at(other)).status_code == 404
    assert client.post(at(other, "findings:accept"), {"reason": "Lettre"}).status_code == 404
    assert client.post(at(theirs, "findings:withdraw")).status_code == 404


@pytest.mark.usefixtures("manager")
def test_accepting_asks_for_a_reason_and_says_it_is_done(client, finding):
    empty = client.post(at(finding, "findings:accept"), {"reason": " "})
    done = client.post(at(finding, "findings:accept"), {"reason": "Lettre du 12 mai"}, follow=True)

    assert "Indiquez pourquoi cet écart est accepté." in texts(empty)
    assert "Écart accepté. Son motif est au journal." in texts(done)
    assert "Motif : Lettre du 12 mai" in texts(done)
    assert "Retirer l’acceptation" in texts(done)


@pytest.mark.usefixtures("manager")
def test_accepting_twice_is_done_once_and_says_so(client, finding):
    for _ in range(2):
        answer = client.post(at(finding, "findings:accept"), {"reason": "Lettre"})

    assert "Cet écart est déjà accepté, le" in texts(answer)
    assert Acceptance.objects.count() == 1


@pytest.mark.usefixtures("manager")
def test_an_acceptance_is_taken_back_and_says_so(client, finding):
    client.post(at(finding, "findings:accept"), {"reason": "Lettre"})

    done = client.post(at(finding, "findings:withdraw"), follow=True)
    again = client.post(at(finding, "findings:withdraw"), follow=True)

    assert "Acceptation retirée. L’écart est de nouveau ouvert." in texts(done)
    assert "Accepter cet écart" in texts(done)
    assert "Cette acceptation est déjà retirée" in texts(again)


@pytest.mark.usefixtures("manager", "breach")
def test_the_convention_shows_open_findings_then_accepted_ones_with_their_reason(
    client, programme, convention
):
    (breach,) = (row.record for row in client.get(LIST).context["listing"].table.rows)
    before = words(page(client, "dossiers:convention", convention))
    AcceptanceFactory(programme=programme, convention=convention, fingerprint=breach.fingerprint)
    after = words(page(client, "dossiers:convention", convention))

    assert "limite dépassée Convention, article 3 La subvention maximale (200,00 €)" in before
    assert "Accepté par Claire Duhem le 15 mai 2023 : Lettre du 12 mai 2023" in after
