import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from reporting import documents
from reporting.actions import reports
from reporting.models import Report
from reporting.readings.quarters import quarter_lines
from reporting.rules import Quarter
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.deliberations import CalendarFactory, DeliberationFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory, feder_convention, spend, state_convention
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME, REPORTS = reverse("reporting:home"), reverse("reporting:reports")
FIGURES = reverse("reporting:indicators")
Q1 = Quarter(dt.date(2023, 1, 1))
TODAY = dt.date(2023, 5, 15)


def frozen(convention, quarter=Q1):
    report = reports.request(convention, quarter, on=TODAY, by=SYSTEM.at(NOON))
    report = reports.take(report.pk, real_now=NOON, by=SYSTEM.at(NOON))
    data = documents.data_of(report, at=NOON)
    reports.freeze(report, data=data, document=documents.render(data), by=SYSTEM.at(NOON))
    return Report.objects.get(pk=report.pk)


def produce(convention, code="2022-T4"):
    return reverse("reporting:produce", args=[convention.public_id, code])


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.usefixtures("manager")
def test_figures_are_those_of_the_day_asked(client, programme):
    hand_out(DepotFactory(programme=programme, carnets=2), on=TODAY)

    now, before = client.get(FIGURES), client.get(FIGURES, {"jour": "14/05/2023"})

    assert "Chiffres au 15\u00a0mai\u00a02023" in now.text
    assert "1\u00a0public de moins de 5 personnes" in now.text
    assert words(now).count("masqué masqué masqué Total masqué") == 2
    assert "Chiffres au 14\u00a0mai\u00a02023" in before.text
    assert "Aucun pass remis à cette date." in before.text


def test_figures_say_how_many_passes_the_text_in_force_asks(client):
    programme = ProgrammeFactory()
    sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))
    voted = DeliberationFactory(programme=programme, number="2023-1")
    facts = {"starts_on": Q1.starts_on, "ends_on": TODAY, "note": "article 2"}
    facts |= {"programme": programme, "passes": 68_750}
    CalendarFactory(in_force_on=Q1.starts_on, deliberation=voted, **facts)
    CalendarFactory(in_force_on=TODAY, **facts)

    before, found = (client.get(FIGURES, {"jour": on}) for on in ("31/12/2022", "01/01/2023"))
    unvoted = client.get(FIGURES)

    assert "Aucun texte en vigueur ce jour-là ne dit combien." in before.text
    assert "68\u00a0750\u00a0pass à déployer" in found.text
    assert "Délibération n°\u00a02023-1" in found.text
    assert "En vigueur depuis le 1er\u00a0janvier\u00a02023. Article 2." in found.text
    assert "<dt>Calendrier</dt>" in unvoted.text


@pytest.mark.usefixtures("manager")
def test_figures_say_how_many_passes_a_clause_asks(client, convention):
    found = client.get(FIGURES).text

    assert "50\u00a0000\u00a0pass" in found
    assert "En vigueur depuis le 11\u00a0mars\u00a02021." in found
    assert found.count(reverse("dossiers:convention", args=[convention.public_id])) == 1


@pytest.mark.usefixtures("manager")
def test_years_say_whose_passes_they_count(client, convention, depot):
    """The table of lots above them counts all those of the programme."""
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 2, on=Q1.ends_on)

    page = client.get(FIGURES).text

    assert f"Ceux que compte «\u00a0{convention}\u00a0»." in page


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("day", "sentence"),
    [("demain", "Écrivez le jour comme"), ("16/05/2023", "n’est pas encore passé")],
)
def test_a_day_that_cannot_be_shown_is_said_and_today_stands_in(client, day, sentence):
    page = client.get(FIGURES, {"jour": day}).text

    assert sentence in page
    assert f'value="{day}"' in page
    assert "Chiffres au 15\u00a0mai\u00a02023" in page


@pytest.mark.usefixtures("manager")
def test_figures_of_two_departements_are_told_apart(client, programme):
    programme.territory = ["62", "80"]
    programme.save()
    depot = DepotFactory(programme=programme, carnets=2)
    for commune in (CommuneFactory(), CommuneFactory(in_picardie=True)):
        person = PersonFactory(
            programme=programme, registered_by=depot.organisation, commune=commune
        )
        hand_out(depot, person=person, on=TODAY)

    assert "Pass par département d’habitation" in client.get(FIGURES).text


@pytest.mark.usefixtures("manager")
def test_a_report_that_was_due_and_is_not_made_is_late(client, convention, programme):
    programme.managed_from = dt.date(2023, 1, 1)
    programme.save()

    assert "en retard" in client.get(REPORTS).text
    early = quarter_lines(convention, dt.date(2023, 4, 10))
    assert [line.word for line in early[:2]] == ["trimestre en cours", "à venir"]
    frozen(convention)
    assert "en retard" not in client.get(REPORTS).text


@pytest.mark.usefixtures("manager")
def test_the_list_shows_every_quarter_since_the_signature_and_its_state(client, convention):
    frozen(convention)

    page = client.get(REPORTS).text

    assert page.count("trimestre\u00a02021") >= 4
    assert "trimestre en cours" in page
    assert "sur demande" in page
    assert "prêt" in page
    coming = f"2e\u00a0trimestre\u00a02023, {convention}, dû le 30\u00a0juillet\u00a02023."
    assert f"Prochain rapport\u00a0: {coming}" in page


def test_a_programme_that_owes_no_report_says_why(client):
    authority = ProgrammeFactory().authority
    sign_in(client, UserFactory(role=Role.FINANCE, organisation=authority))

    page = client.get(REPORTS).text

    assert "aucune convention signée ne compte les pass consommés" in page


def test_a_role_that_may_not_read_reports_has_none():
    report = ReportFactory()
    authority = report.convention.programme.authority

    seen = {
        role: Report.objects.visible_to(UserFactory(role=role, organisation=authority)).count()
        for role in (Role.MANAGER, Role.FINANCE, Role.AUDITOR, Role.REGISSEUR)
    }

    assert seen == {Role.MANAGER: 1, Role.FINANCE: 1, Role.AUDITOR: 1, Role.REGISSEUR: 0}


def test_once_the_action_is_over_no_report_is_expected(client, acting, clock, convention):
    clock.on(dt.date(2024, 6, 3))
    reports.create_due(convention, on=dt.date(2024, 6, 3), by=SYSTEM.at(NOON))
    acting(Role.AUDITOR)

    page = client.get(REPORTS).text

    assert "Aucun rapport n’est attendu après le 3\u00a0juin\u00a02024." in page
    assert "Demander un rapport" not in page


@pytest.mark.usefixtures("manager")
def test_a_quarter_asked_is_prepared_once_and_its_page_says_so(client, convention):
    response = client.post(produce(convention), follow=True)

    report = Report.objects.get()
    assert report.starts_on == dt.date(2022, 10, 1)
    assert response.redirect_chain[-1][0] == reverse("reporting:report", args=[report.public_id])
    assert "Revenez dans une minute" in response.text
    again = client.post(produce(convention), follow=True)
    assert "déjà en préparation" in again.text
    assert Report.objects.count() == 1


@pytest.mark.usefixtures("manager")
def test_a_quarter_that_is_not_over_is_not_checked_either(client, convention):
    page = client.get(produce(convention, "2023-T2"), follow=True)

    assert page.redirect_chain == [(REPORTS, 302)]
    assert "Ce trimestre finit le 30\u00a0juin\u00a02023" in page.text


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("code", ["2022-T9", "0000-T1", "9999-T4"])
def test_what_is_no_quarter_is_no_page(client, convention, code):
    url = produce(convention, code)

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def given(depot):
    return hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()


@pytest.mark.usefixtures("manager")
def test_a_report_is_checked_before_it_is_frozen(client, convention, depot):
    spend(given(depot), 3, on=Q1.ends_on)
    first = words(client.get(produce(convention, "2023-T1")))
    frozen(convention)
    spend(given(depot), 2, on=Q1.ends_on)
    changed = words(client.get(produce(convention, "2023-T1")))

    assert Report.objects.count() == 1
    for said in (
        "Produire le rapport du 1er trimestre 2023",
        "Ce sera la première version.",
        "Pass consommés 3",
        "Rapport dû",
        "Une fois produit, le rapport ne se modifie plus.",
        "Revenir aux rapports sans produire",
    ):
        assert said in first, said
    assert "écart" not in first
    assert "Version 1 (PDF)" in changed
    assert "Pass consommés 3 5" in changed
    assert "Ce sera la version 2" in changed


@pytest.mark.usefixtures("manager")
def test_a_report_that_would_be_refused_is_not_asked(client, convention):
    """Nothing changed since its last version, or that one is being prepared."""
    ready = frozen(convention)
    same = client.get(produce(convention, "2023-T1"))
    client.post(produce(convention))
    under_way = client.get(produce(convention))

    assert "version 1, du 15\u00a0mai\u00a02023. Elle reste valable." in same.text
    assert "Ce rapport est déjà en préparation." in under_way.text
    for page, read in ((same, ready), (under_way, Report.objects.latest("pk"))):
        assert 'method="post"' not in page.text.split('id="contenu"')[1]
        assert reverse("reporting:report", args=[read.public_id]) in page.text


@pytest.mark.usefixtures("manager")
def test_a_report_that_failed_is_asked_again_beside_the_version_that_stands(client, convention):
    frozen(convention)
    ReportFactory(convention=convention, failed=True, starts_on=Q1.starts_on, version=2)

    assert "Ce sera la version 2" in words(client.get(produce(convention, "2023-T1")))


@pytest.mark.usefixtures("manager")
def test_the_check_of_a_report_asks_as_many_queries_whatever_it_counts(client, convention, depot):
    spend(given(depot), 1, on=Q1.ends_on)
    few = queries(client, produce(convention, "2023-T1"))
    for _ in range(3):
        spend(given(depot), 1, on=Q1.ends_on)

    assert queries(client, produce(convention, "2023-T1")) == few


def test_a_report_that_no_clause_explains_says_what_is_empty(client):
    dropped = ("passes_target", "grant_max", "aid_rate", "budget", "eligible_base")
    bare = state_convention(**dict.fromkeys(dropped))
    sign_in(client, UserFactory(role=Role.MANAGER, organisation=bare.programme.authority))

    shown = words(client.get(produce(bare, "2023-T1")))

    assert "Échéancier : les clauses en vigueur n’en donnent pas." in shown
    assert "Taux de l’aide : aucune clause en vigueur ne le dit." in shown
    assert "Néant : pass commandés" in shown


@pytest.mark.usefixtures("manager")
def test_a_convention_that_is_not_reported_has_nothing_to_check(client, programme):
    convention = feder_convention(programme)

    page = client.get(produce(convention, "2023-T1"), follow=True)

    assert page.redirect_chain == [(REPORTS, 302)]
    assert "ne compte pas les pass consommés\u00a0: elle n’a pas de rapport" in page.text


@pytest.mark.usefixtures("manager")
def test_asking_rings_the_worker_at_once(client, convention, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rung:
        client.post(produce(convention))

    (ring,) = rung
    assert ring.keywords == {"report_id": Report.objects.get().pk}


@pytest.mark.usefixtures("manager")
def test_a_report_is_read_on_its_page_and_downloaded_as_it_was_frozen(client, convention):
    depot = DepotFactory(programme=convention.programme, carnets=1)
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 3, on=Q1.ends_on)
    AvenantFactory(convention=convention, voted=True)
    report = frozen(convention)

    page = client.get(reverse("reporting:report", args=[report.public_id])).text
    file = client.get(reverse("reporting:report-file", args=[report.public_id]))

    assert report.data_hash in page
    assert "Indicateurs au regard de l’échéancier" in page
    assert "signature attendue" in page
    assert file.content == bytes(report.document)
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].endswith(f'_2023-T1_v{report.version}.pdf"')


@pytest.mark.usefixtures("manager")
def test_a_report_that_failed_says_what_to_do(client, convention):
    report = ReportFactory(convention=convention, failed=True)

    page = client.get(reverse("reporting:report", args=[report.public_id])).text

    assert "5 essais sans résultat. Relancez-le" in page


@pytest.mark.usefixtures("manager")
def test_a_report_without_document_has_no_file(client, convention):
    report = ReportFactory(convention=convention)

    url = reverse("reporting:report-file", args=[report.public_id])

    assert client.get(url).status_code == 404


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("name", ["report", "report-file"])
def test_the_report_of_another_authority_does_not_exist(client, name):
    stranger = ReportFactory(ready=True)

    assert client.get(reverse(f"reporting:{name}", args=[stranger.public_id])).status_code == 404


def test_an_auditor_reads_reports_and_asks_none(client, acting, convention):
    acting(Role.AUDITOR)

    assert "Produire le rapport" not in client.get(REPORTS).text
    assert client.post(produce(convention)).status_code == 403


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("url", [HOME, REPORTS, FIGURES])
def test_five_rows_ask_no_more_queries_than_one(client, convention, programme, url):
    def fill(rank):
        hand_out(DepotFactory(programme=programme, carnets=1), on=TODAY)
        ReportFactory(convention=convention, failed=True, starts_on=dt.date(2022, 1 + rank, 1))
        ObligationFactory(convention=convention, in_force=True, due_on=dt.date(2023, 7, 31))

    fill(0)
    one = queries(client, url)
    for rank in range(1, 5):
        fill(rank)

    assert queries(client, url) == one
