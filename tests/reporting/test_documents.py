import datetime as dt
import hashlib
import io
import json
from decimal import Decimal

import pypdf
import pytest

from conventions.enums import Cadence, MetBy
from files.rules import PDF, flaw_of
from reporting import documents
from reporting.readings import reports
from reporting.rules import Quarter, canonical_json, sha256
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import PersonFactory, version_of
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory, spend, state_convention

pytestmark = pytest.mark.django_db
Q1 = Quarter(dt.date(2023, 1, 1))


@pytest.fixture
def convention():
    return state_convention()


@pytest.fixture
def report(convention):
    return ReportFactory(convention=convention)


def activity(convention, people=6, **commune):
    depot = DepotFactory(programme=convention.programme, carnets=people)
    for _ in range(people):
        person = PersonFactory(
            programme=convention.programme,
            registered_by=depot.organisation,
            commune=CommuneFactory(**commune),
        )
        given = hand_out(depot, person=person, on=dt.date(2023, 2, 1))
        spend(given.carnets.select_related("lot__programme").get(), 2, on=dt.date(2023, 3, 1))


def pages(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_the_same_frozen_data_give_the_same_bytes_after_a_stay_in_the_database(report):
    activity(report.convention)
    data = documents.data_of(report, at=NOON)

    first = documents.render(data)
    again = documents.render(json.loads(json.dumps(data)))

    assert first == again


def test_the_pdf_says_from_whom_to_whom_what_and_when_and_carries_its_data(report):
    activity(report.convention)
    data = documents.data_of(report, at=NOON)

    pdf = documents.render(data)
    texts = pages(pdf)

    authority = report.convention.programme.authority.name
    for said in (
        authority,
        "Point trimestriel de la convention",
        "1er trimestre 2023",
        f"{report.convention.programme.code}-{report.convention.code}-2023-T1, version 1",
        "15 mai 2023",
        "Production automatique",
        report.convention.title,
        f"Adressé à {report.convention.funder.name}",
        "Signatures",
    ):
        assert said in texts[0]
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} sur {len(texts)}" in text
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    (attached,) = reader.attachments["donnees-figees.json"]
    whole = sha256(canonical_json(data["facts"]))
    assert hashlib.sha256(attached).hexdigest() == whole
    start = " ".join(whole[place : place + 4] for place in (0, 4, 8, 12))
    assert (start in texts[-1], whole in " ".join(texts)) == (True, False)
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert {round(page.mediabox.width) for page in reader.pages} == {595}  # A4, in points
    assert flaw_of(PDF, pdf) is None  # it is attached to what it meets


def test_the_pdf_tells_the_figures_of_the_quarter(report):
    activity(report.convention)

    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert "hypothèse linéaire" in text
    assert "Pass remis 60 60 sans objet sans objet" in text
    assert "Pass consommés 12 12 43 061 0,0 %" in text
    assert "2022 0 20 929 −20 929 0 2023, jusqu’au 31 mars 2023 12" in text
    assert "Carnets entamés 6 6" in text
    assert "Aide aux démarches administratives 6 12" in text
    assert "Avenants néant" in text
    assert "Taux d’aide énoncé : convention" in text
    assert "0,0 % (0 sur 60) pass remis" in text


def test_a_quarter_without_anything_says_nothing_in_words(report):
    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert "Services rendus : néant" in text
    assert "Aucun pass remis" in text
    assert "Pass commandés néant néant sans objet" in text


def test_counts_of_one_to_four_people_are_masked_in_the_pdf_and_in_its_data(report):
    activity(report.convention, people=3)

    data = documents.data_of(report, at=NOON)
    text = " ".join(pages(documents.render(data)))

    assert "Demandeurs d’emploi masqué (moins de 5)" in text
    assert '"people":3' not in canonical_json(data["facts"])


def test_the_avenant_is_told_on_the_last_day_and_on_the_day_of_the_report(convention):
    AvenantFactory(
        convention=convention,
        voted=True,
        number=1,
        deliberation=DeliberationFactory(programme=convention.programme, number="2023-204"),
    )
    report = ReportFactory(convention=convention)

    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert (
        "Avenant n° 1, au 15 mai 2023 Prolongation : voté le 15 mai 2023, "
        "signature attendue, délibération n° 2023-204"
    ) in text


def test_a_convention_without_its_vote_is_told_by_the_one_that_cites_it(convention):
    cites = DeliberationFactory(programme=convention.programme, number="2020.00263")
    type(convention).objects.update(deliberation=None, voted_on=None, cited_by=cites)
    convention.refresh_from_db()

    data = documents.data_of(ReportFactory(convention=convention), at=NOON)

    said = " ".join(pages(documents.render(data)))
    assert "Délibération non communiquée, citée comme signée par la n° 2020.00263" in said


def test_two_departements_are_told_apart(convention):
    convention.programme.territory = ["62", "80"]
    activity(convention, people=5)
    activity(convention, people=5, in_picardie=True)
    report = ReportFactory(convention=convention)

    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert "62 5 50 10" in text
    assert "80 5 50 10" in text


def test_a_report_without_schedule_says_so():
    report = ReportFactory(convention=state_convention(passes_target=None))

    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert "ne donnent pas d’échéancier" in text
    assert "Rythme mensuel : néant" in text


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "100,0\u00a0% (60 sur\u00a060) pass remis. Les clauses en vigueur ne donnent pas"),
        ("50", "pass remis\u00a0: seuil de 50\u00a0% (convention) atteint."),
        ("100", "pass remis\u00a0: seuil de 100\u00a0% (convention) atteint."),
    ],
)
def test_the_share_of_people_far_from_employment_is_judged_by_its_clause(share, said):
    convention = state_convention(far_share=share and {"rate": Decimal(share)})
    category = version_of(convention.programme).categories.get()
    category.is_far_from_employment = True
    category.save()
    activity(convention)

    document = documents.ReportDocument(reports.content_of(convention, Q1), {})

    assert said in document.far_from_employment


def test_a_share_of_people_far_from_employment_below_its_clause_is_said():
    convention = state_convention(far_share={"rate": Decimal("0.1")})
    activity(convention)

    document = documents.ReportDocument(reports.content_of(convention, Q1), {})

    assert "seuil de 0,1\u00a0% (convention) non atteint." in document.far_from_employment


def test_a_demonstration_says_that_its_data_are_invented():
    programme = ProgrammeFactory(with_calendar=True, is_demonstration=True)
    report = ReportFactory(convention=state_convention(programme), is_earlier=True)

    text = " ".join(pages(documents.render(documents.data_of(report, at=NOON))))

    assert "données inventées" in text
    assert "trimestre antérieur" in text


def test_the_file_is_named_after_its_programme_its_quarter_and_its_version(report):
    name = documents.file_name(report)

    convention = report.convention
    codes = f"{convention.programme.code}_{convention.code}"
    assert name == f"point-trimestriel_{codes}_2023-T1_v1.pdf"


def test_each_demand_of_the_convention_has_its_answer(convention):
    obligations = {
        "Communiquer les avancées": {
            "met_by": MetBy.QUARTERLY_REPORT,
            "cadence": Cadence.QUARTERLY,
            "due_on": None,
        },
        "Participer au comité": {},
        "Transmettre le bilan": {},
        "Tenir le registre": {},
    }
    made = {
        title: ObligationFactory(convention=convention, title=title, in_force=True, **more)
        for title, more in obligations.items()
    }
    due = dt.date(2023, 3, 31)
    OccurrenceFactory(obligation=made["Participer au comité"], due_on=due)
    OccurrenceFactory(obligation=made["Transmettre le bilan"], due_on=due, state="waived")

    document = documents.ReportDocument(reports.content_of(convention, Q1), {})

    assert {one["asked"]: (one["said"], one["word"]) for one in document.answers[-4:]} == {
        "Communiquer les avancées": ("Ce document", "répondu"),
        "Participer au comité": ("0 sur 1\u00a0échéance du trimestre", "à compléter"),
        "Transmettre le bilan": ("1 sur 1\u00a0échéance du trimestre", "répondu"),
        "Tenir le registre": ("Rien n’était dû au trimestre", "sans objet"),
    }
    assert "Communiquer les avancées" in document.asked_by
