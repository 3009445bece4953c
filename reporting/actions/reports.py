"""Request a report, let a worker prepare it, and freeze what it made."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import journal
from audit.actors import ActorKind, Author
from common.errors import Refusal
from common.formats import day
from common.saving import lock
from common.workflow import check_move
from conventions.enums import ProofKind
from conventions.models import Convention
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from finance.readings.texts import Texts
from reporting.documents import file_name
from reporting.enums import REPORT_MOVES, ReportKind, ReportState
from reporting.models import Report
from reporting.readings import quarters
from reporting.readings.reports import content_of
from reporting.rules import LEASE, MOST_ATTEMPTS, Quarter, canonical_json, sha256

AUTOMATIC = "Production automatique"
KIND = ReportKind.ANCT_QUARTERLY


class QuarterNotOver(Refusal):
    """The quarter is not over: its figures may still change."""


class QuarterNotCovered(Refusal):
    """The convention is not reported, or its action does not cover the quarter."""


class ReportUnderWay(Refusal):
    """A version of this report is already being prepared."""


class ReportUnchanged(Refusal):
    """Nothing that the report shows has changed since its last version."""


class NothingToSend(Refusal):
    """No obligation asks for the report, or it is not ready."""


@transaction.atomic
def request(convention: Convention, quarter: Quarter, *, on: dt.date, by: Author) -> Report:
    """Ask for the report of a quarter: its first version, or a new one when figures changed.

    A report that failed is tried again. Refuses `quarter_not_over`, `quarter_not_covered`,
    `report_under_way`, `report_unchanged`.
    """
    check_covered(convention, quarter, on, Texts(convention.programme))
    _lock_convention(convention)
    last = _last_version(convention, quarter)
    if last is None:
        return _create(convention, quarter, version=1, by=by)
    if last.state == ReportState.FAILED:
        _move(last, ReportState.TO_PRODUCE, attempts=0, failure="")
        journal.record("report.requested", last, by=by)
        return last
    check_changed(last, content_of(convention, quarter))
    return _create(convention, quarter, version=last.version + 1, by=by)


@transaction.atomic
def create_due(convention: Convention, *, on: dt.date, by: Author) -> list[Report]:
    """Create the reports of a convention due by a day that nobody requested yet.

    Called twice, it creates nothing more; called late, it creates all that is missing. What was
    planned after the report that meets it is made ready, as production would have done.
    """
    _lock_convention(convention)
    programme, asked = convention.programme, convention.reports.filter(kind=KIND)
    known = set(asked.values_list("starts_on", flat=True))
    over = quarters.quarters_to_report(convention, on)
    met = quarters.occurrences_met(convention, over)
    _prepare_planned_since(convention, met, by=by)
    due = [
        quarter
        for quarter in over
        if quarter.starts_on not in known
        and not quarter.is_earlier_than(programme.managed_from)
        and quarters.report_due_on(quarter, programme, met.get(quarter)) <= on
    ]
    return [_create(convention, quarter, version=1, by=by) for quarter in due]


def _prepare_planned_since(
    convention: Convention, met: Mapping[Quarter, Occurrence], *, by: Author
) -> None:
    """Make ready what a report made before meets; what somebody moved since is left as it is."""
    made_before = convention.reports.filter(kind=KIND, state=ReportState.READY, occurrence=None)
    days = set(made_before.values_list("starts_on", flat=True))
    for quarter, occurrence in met.items():
        waits = occurrence.state == OccurrenceState.TO_PREPARE and quarter.starts_on in days
        if waits and not journal.events_of(occurrence).exists():
            occurrences.prepare(occurrence, by=by)


@transaction.atomic
def take(report_id: int, *, real_now: dt.datetime, by: Author) -> Report | None:
    """Reserve a report for a worker until its lease ends.

    None when another worker has it, when it is ready, or after too many attempts, which make it
    fail. The lease is counted by the real clock: the work of a worker that died is free again
    when it ends.
    """
    report = _locked().filter(pk=report_id).first()
    if report is None or not _is_free(report, real_now):
        return None
    if report.attempts >= MOST_ATTEMPTS:
        failure = f"{MOST_ATTEMPTS} essais sans résultat."
        _move(report, ReportState.FAILED, leased_until=None, failure=failure)
        journal.record("report.failed", report, by=by)
        return None
    attempts, until = report.attempts + 1, real_now + LEASE
    _move(report, ReportState.IN_PROGRESS, leased_until=until, attempts=attempts)
    journal.record("report.taken", report, by=by)
    return report


@transaction.atomic
def freeze(report: Report, *, data: dict[str, Any], document: bytes, by: Author) -> bool:
    """Store the data and the document for ever; False when another worker has the lease.

    The occurrence that the report meets is then ready, unless it went further.
    """
    held = _locked().get(pk=report.pk)
    if held.state != ReportState.IN_PROGRESS or held.leased_until != report.leased_until:
        return False
    met = quarters.met_by(held)
    _move(
        held,
        ReportState.READY,
        leased_until=None,
        occurrence=met,
        produced_at=by.at,
        data=data,
        data_hash=sha256(canonical_json(data["facts"])),
        document=document,
        document_hash=sha256(document),
    )
    journal.record("report.produced", held, by=by, data_hash=held.data_hash)
    if met and met.state == OccurrenceState.TO_PREPARE:
        occurrences.prepare(met, by=by)
    return True


@transaction.atomic
def send(report: Report, *, proof: ProofSpec, by: Author) -> None:
    """Record that a version was sent: it is the proof of its occurrence, or one more proof of it.

    Refuses the programme's own report, which no obligation asks for, and one that is not ready.
    """
    met = quarters.met_by(report)
    if met is None or report.document is None:
        raise NothingToSend("Aucune obligation ne demande ce rapport, ou il n’est pas encore prêt.")
    sent = replace(proof, file_name=file_name(report), content=bytes(report.document))
    if met.state == OccurrenceState.SENT:
        occurrences.add_proof(met, kind=ProofKind.SENT, proof=sent, by=by)
    else:
        occurrences.send(met, proof=sent, by=by)
    journal.record("report.sent", report, by=by)


def check_covered(convention: Convention, quarter: Quarter, on: dt.date, texts: Texts) -> None:
    """Whether the report of a quarter may be asked for on a day, else why it may not."""
    if quarter.ends_on >= on:
        raise QuarterNotOver(
            f"Ce trimestre finit le {day(quarter.ends_on)}\u00a0: demandez son rapport ensuite."
        )
    if convention not in quarters.reported_conventions(texts):
        raise QuarterNotCovered(
            "Cette convention n’est pas signée, ou ne compte pas les pass consommés\u00a0: "
            "elle n’a pas de rapport."
        )
    if quarter not in quarters.quarters_to_report(convention, on, texts):
        raise QuarterNotCovered("L’action de la convention ne couvre pas ce trimestre.")


def check_changed(last: Report, facts: Mapping[str, Any]) -> None:
    """Whether what a report shows now differs from its last version, which did not fail."""
    if last.state != ReportState.READY:
        raise ReportUnderWay("Ce rapport est déjà en préparation. Revenez dans une minute.")
    if sha256(canonical_json(facts)) == last.data_hash:
        raise ReportUnchanged(
            "Aucune donnée de ce trimestre n’a changé depuis la version "
            f"{last.version}, du {day(last.produced_at)}. Elle reste valable."
        )


def _lock_convention(convention: Convention) -> None:
    """Lock the convention, so that its reports are created one after the other."""
    lock(convention, no_key=True)


def _last_version(convention: Convention, quarter: Quarter) -> Report | None:
    """The last version, locked until the transaction ends."""
    versions = _locked().filter(convention=convention, kind=KIND, starts_on=quarter.starts_on)
    return versions.order_by("-version").first()


def _create(convention: Convention, quarter: Quarter, *, version: int, by: Author) -> Report:
    programme = convention.programme
    met = quarters.occurrences_met(convention, [quarter]).get(quarter)
    report = Report(
        convention=convention,
        occurrence=met,
        kind=KIND,
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        due_on=quarters.report_due_on(quarter, programme, met),
        is_earlier=quarter.is_earlier_than(programme.managed_from),
        version=version,
        requested_at=by.at,
        requested_by=AUTOMATIC if by.actor.kind == ActorKind.SYSTEM else by.label,
    )
    report.save()
    journal.record("report.requested", report, by=by)
    return report


def _is_free(report: Report, real_now: dt.datetime) -> bool:
    if report.state == ReportState.IN_PROGRESS:
        return report.leased_until is not None and report.leased_until < real_now
    return report.state == ReportState.TO_PRODUCE


def _move(report: Report, to: ReportState, **changes: Any) -> None:
    """Change the state of a report, and the fields that change with it."""
    check_move(REPORT_MOVES, ReportState(report.state), to)
    for name, value in (changes | {"state": to}).items():
        setattr(report, name, value)
    report.save(update_fields=["state", *changes])


def _locked() -> QuerySet[Report]:
    return Report.objects.select_for_update(of=("self",)).select_related(
        "convention__programme__authority", "convention__funder", "convention__deliberation"
    )
