"""The occurrence that a quarterly report meets: ready with it, sent with it as its proof."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.enums import Cadence, MetBy
from deadlines.actions import occurrences
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from reporting.actions import reports
from reporting.models import Report
from reporting.readings.quarters import quarter_lines
from reporting.rules import Quarter
from tests.factories.accounts import NOON
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.files import pdf
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "manager")]
TODAY, Q1 = dt.date(2023, 5, 15), Quarter(dt.date(2023, 1, 1))
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def asked(convention):
    """Progress is sent each quarter, 20 days after its end."""
    row = ObligationFactory(
        convention=convention,
        in_force=True,
        title="Communiquer les avancées",
        cadence=Cadence.QUARTERLY,
        due_on=None,
        offset_days=20,
        met_by=MetBy.QUARTERLY_REPORT,
        addressee="ANCT",
    )
    occurrences.plan(convention, on=TODAY, **WHO)
    return row


def produced(convention, quarter=Q1):
    found = reports.request(convention, quarter, on=TODAY, **WHO)
    taken = reports.take(found.pk, real_now=NOON, **WHO)
    version = {"facts": {"version": found.version}, "made": {}}
    document = pdf(lambda writer: writer.add_metadata({"/Title": f"Version {found.version}"}))
    reports.freeze(taken, data=version, document=document, **WHO)
    return Report.objects.get(pk=found.pk)


def send(client, report):
    address = reverse("reporting:send-report", args=[report.public_id])
    return client.post(address, {"on": "12/05/2023", "who": "ANCT"})


def test_a_report_is_due_with_what_it_meets_and_makes_it_ready(convention, asked):
    (made,) = reports.create_due(convention, on=dt.date(2023, 4, 20), **WHO)

    assert made.due_on == made.occurrence.due_on == dt.date(2023, 4, 20)
    assert made.occurrence.obligation == asked
    lines = quarter_lines(convention, TODAY)
    assert [line.due_on for line in lines[:2]] == [dt.date(2023, 7, 20), dt.date(2023, 4, 20)]
    taken = reports.take(made.pk, real_now=NOON, **WHO)
    reports.freeze(taken, data={"facts": {}, "made": {}}, document=b"%PDF", **WHO)
    made.occurrence.refresh_from_db()
    assert made.occurrence.state == OccurrenceState.READY


def test_without_days_of_its_own_it_is_due_as_the_programme_says(convention):
    """30 days: one day for the report and for what it meets."""
    ObligationFactory(
        convention=convention,
        in_force=True,
        cadence=Cadence.QUARTERLY,
        due_on=None,
        met_by=MetBy.QUARTERLY_REPORT,
    )
    occurrences.plan(convention, on=TODAY, **WHO)

    met = produced(convention).occurrence

    assert met.due_on == dt.date(2023, 4, 30)


def test_sending_it_sends_what_it_meets_and_a_later_version_is_one_more_proof(
    client, convention, asked
):
    first = produced(convention)
    form = client.get(reverse("reporting:send-report", args=[first.public_id])).context["form"]
    assert form["who"].value() == "ANCT"

    send(client, first)
    send(client, produced(convention))

    met = Occurrence.objects.get(pk=first.occurrence_id)
    assert (met.state, met.sent_on) == (OccurrenceState.SENT, dt.date(2023, 5, 12))
    assert [proof.file.title for proof in met.proofs.order_by("pk")] == [
        f"point-trimestriel_{convention.programme.code}_{convention.code}_2023-T1_v{version}.pdf"
        for version in (1, 2)
    ]


def test_an_earlier_quarter_is_linked_and_nothing_is_expected_of_it(convention, asked):
    met = produced(convention, Quarter(dt.date(2022, 7, 1))).occurrence

    assert (met.due_on, met.state) == (dt.date(2022, 10, 20), OccurrenceState.EARLIER)


def test_an_obligation_that_is_not_in_force_is_not_met(convention):
    ObligationFactory(
        convention=convention,
        cadence=Cadence.QUARTERLY,
        due_on=None,
        met_by=MetBy.QUARTERLY_REPORT,
    )

    assert produced(convention).occurrence is None


def test_the_programme_s_own_report_meets_nothing(client, convention):
    report = reports.request(convention, Q1, on=TODAY, **WHO)

    page = words(client.get(reverse("reporting:report", args=[report.public_id])))

    assert report.occurrence is None
    assert "Rapport propre au programme : aucune obligation ne le demande." in page
    assert send(client, report).status_code == 404


def test_a_report_that_is_not_ready_is_not_sent(client, convention, asked):
    report = reports.request(convention, Q1, on=TODAY, **WHO)

    assert "il n’est pas encore prêt" in words(send(client, report))


def test_who_only_reads_is_not_asked_to_send(client, convention, asked, acting):
    report = reports.request(convention, Q1, on=TODAY, **WHO)
    acting(Role.AUDITOR)

    page = client.get(reverse("reporting:report", args=[report.public_id]))

    assert "Communiquer les avancées, 20\u00a0avril\u00a02023" in page.text
    assert "Enregistrer l’envoi" not in page.text


def test_what_it_meets_stays_when_an_avenant_replaces_its_obligation(convention, asked):
    """The report of a quarter of before is kept: planning again deletes nothing that it meets."""
    met = produced(convention, Quarter(dt.date(2022, 7, 1))).occurrence
    ObligationFactory(
        convention=convention,
        avenant=AvenantFactory(convention=convention, signed=True),
        replaces=asked,
        effective_on=dt.date(2022, 7, 1),
        recorded_at=NOON,
    )

    occurrences.plan(convention, on=TODAY, **WHO)

    assert list(asked.occurrences.filter(due_on__gt=dt.date(2022, 7, 31))) == [met]


def test_what_is_planned_after_its_report_is_made_ready_once(convention):
    produced(convention)
    ObligationFactory(
        convention=convention,
        in_force=True,
        cadence=Cadence.QUARTERLY,
        due_on=None,
        met_by=MetBy.QUARTERLY_REPORT,
    )
    occurrences.plan(convention, on=TODAY, **WHO)
    met = Occurrence.objects.get(due_on=dt.date(2023, 4, 30))
    next_one = Occurrence.objects.get(due_on=dt.date(2023, 7, 30))

    reports.create_due(convention, on=TODAY, **WHO)

    states = [Occurrence.objects.get(pk=one.pk).state for one in (met, next_one)]
    assert states == [OccurrenceState.READY, OccurrenceState.TO_PREPARE]
    occurrences.resume(met, **WHO)
    reports.create_due(convention, on=TODAY, **WHO)
    met.refresh_from_db()
    assert met.state == OccurrenceState.TO_PREPARE


def test_a_report_made_before_its_obligation_was_planned_meets_it_all_the_same(client, convention):
    """A signed avenant may ask, after the fact, for the progress of a quarter already reported."""
    report = produced(convention)
    assert report.occurrence is None
    ObligationFactory(
        convention=convention,
        in_force=True,
        title="Communiquer les avancées",
        cadence=Cadence.QUARTERLY,
        due_on=None,
        met_by=MetBy.QUARTERLY_REPORT,
        addressee="ANCT",
    )
    occurrences.plan(convention, on=TODAY, **WHO)

    address = reverse("reporting:send-report", args=[report.public_id])
    assert "pour «\u00a0Communiquer les avancées\u00a0»" in client.get(address).text
    send(client, report)

    met = Occurrence.objects.get(due_on=dt.date(2023, 4, 30))
    assert (met.state, met.proofs.count()) == (OccurrenceState.SENT, 1)
