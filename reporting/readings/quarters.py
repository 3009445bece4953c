"""The conventions that a programme reports on, their quarters, and the last report of each."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from common import formats
from conventions.enums import COUNT_CONSUMED, ONCE_SIGNED, ClauseKind, MetBy
from conventions.models import Convention
from conventions.readings.schedules import first_day
from deadlines.models import Occurrence
from deadlines.readings import dates_of
from finance.readings.texts import Texts
from programmes.models import Programme
from reporting.enums import ReportKind, ReportState
from reporting.models import Report
from reporting.rules import Quarter, quarter_of, quarters_between

STATE_FAMILIES = {
    ReportState.TO_PRODUCE: "to_come",
    ReportState.IN_PROGRESS: "under_way",
    ReportState.READY: "done",
    ReportState.FAILED: "stopped",
}


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A quarter of the list of reports on a day, `today`; `report` is its last version, None when
    there is none.
    """

    convention: Convention
    quarter: Quarter
    due_on: dt.date
    is_earlier: bool
    today: dt.date
    report: Report | None

    @property
    def starts_on(self) -> dt.date:
        return self.quarter.starts_on

    @property
    def name(self) -> str:
        return formats.quarter(self.quarter.starts_on)

    @property
    def version(self) -> int | None:
        return self.report.version if self.report else None

    @property
    def is_over(self) -> bool:
        return self.quarter.ends_on < self.today

    @property
    def is_late(self) -> bool:
        """It was due, and nobody asked for it."""
        return self.report is None and not self.is_earlier and self.due_on < self.today

    @property
    def family(self) -> str:
        """How the state is shown: one of the families of components/state.html."""
        if self.report is None:
            return "watch" if self.is_late else "to_come"
        return STATE_FAMILIES[ReportState(self.report.state)]

    @property
    def word(self) -> str:
        """The state in words."""
        if self.report is not None:
            return str(self.report.get_state_display())
        if not self.is_over:
            return "trimestre en cours"
        if self.is_late:
            return "en retard"
        return "sur demande" if self.is_earlier else "à venir"

    @property
    def due(self) -> str:
        """The day on which the report is due, or that the quarter is an earlier one."""
        return "antérieur" if self.is_earlier else f"{self.due_on:%d/%m/%Y}"

    @property
    def can_be_requested(self) -> bool:
        """The quarter is over and no report of it is being prepared."""
        under_way = self.report and self.report.state in {
            ReportState.TO_PRODUCE,
            ReportState.IN_PROGRESS,
        }
        return self.is_over and not under_way


def reported_conventions(texts: Texts) -> list[Convention]:
    """The conventions of a programme that count passes consumed: the funder of each receives its
    reports.

    Those in force first, then the last closed or terminated: their reports stay due.
    """
    found = [one for one in texts.standing if one.state in ONCE_SIGNED and _counts(one, texts)]
    return sorted(found, key=lambda one: one.ended_on or dt.date.max, reverse=True)


def _counts(convention: Convention, texts: Texts) -> bool:
    """Whether a clause that is or was in force says that it counts the passes consumed."""
    return any(
        one.kind == ClauseKind.BASIS and one.text in COUNT_CONSUMED and one.effective_on
        for one in texts.clauses_of(convention)
    )


def quarters_to_report(
    convention: Convention, on: dt.date, texts: Texts | None = None
) -> list[Quarter]:
    """The quarters that ended before a day, from the first day to the end of the action, or to that
    of the convention; `texts` are those of its programme, when they are read already.
    """
    terms = texts.in_force(convention, on) if texts else convention.clauses_in_force(on)
    start, end = first_day(convention, terms), terms.get(ClauseKind.ACTION_END)
    if start is None:
        return []
    ends = (on, end.day if end else None, convention.ended_on)
    last = min(day for day in ends if day is not None)
    return [quarter for quarter in quarters_between(start.on, last) if quarter.ends_on < on]


def occurrences_met(
    convention: Convention, quarters: Iterable[Quarter]
) -> dict[Quarter, Occurrence]:
    """The occurrences that the reports of quarters meet, in one query."""
    asked = Occurrence.objects.filter(
        obligation__convention=convention, obligation__met_by=MetBy.QUARTERLY_REPORT
    )
    found = list(asked.select_related("obligation").order_by("pk"))
    sought, keys = list(quarters), {}
    for obligation in {one.obligation_id: one.obligation for one in found}.values():
        obligation.convention = convention
        if dates := dates_of(obligation, {}, None):
            for quarter in sought:
                keys[obligation.pk, dates.legal_day(quarter.ends_on)] = quarter
    met = ((keys.get((one.obligation_id, one.due_on)), one) for one in found)
    return {quarter: one for quarter, one in met if quarter is not None}


def met_by(report: Report) -> Occurrence | None:
    """What a report meets: the occurrence known when it was made, else one planned since."""
    quarter = Quarter(report.starts_on)
    return report.occurrence or occurrences_met(report.convention, [quarter]).get(quarter)


def report_due_on(quarter: Quarter, programme: Programme, met: Occurrence | None) -> dt.date:
    """When the report of a quarter is due: with what it meets, else as the programme says."""
    return met.due_on if met else quarter.due_on(programme.report_delay_days)


def quarter_lines(
    convention: Convention, today: dt.date, texts: Texts | None = None
) -> list[QuarterLine]:
    """The quarters of a convention, the newest first, from its first day to the current one."""
    programme = convention.programme
    quarters = quarters_to_report(convention, today, texts)
    current = quarter_of(today)
    if not quarters or quarters[-1].next == current:
        quarters = [*quarters, current]
    last, met = _last_versions(convention), occurrences_met(convention, quarters)
    return [
        QuarterLine(
            convention,
            quarter,
            report_due_on(quarter, programme, met.get(quarter)),
            quarter.is_earlier_than(programme.managed_from),
            today,
            last.get(quarter.starts_on),
        )
        for quarter in reversed(quarters)
    ]


def _last_versions(convention: Convention) -> dict[dt.date, Report]:
    versions = (
        convention.reports.filter(kind=ReportKind.ANCT_QUARTERLY)
        .defer("data", "document")
        .order_by("starts_on", "version")
    )
    return {report.starts_on: report for report in versions}
