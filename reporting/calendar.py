"""The quarters of a programme, each with its last report or what it waits for."""

import datetime as dt
from dataclasses import dataclass

from common.formats import day
from common.formats import quarter as quarter_name
from conventions.models import Programme
from reporting import actions, pace
from reporting.enums import ReportKind, ReportState
from reporting.models import Report
from reporting.rules import Quarter, quarter_of

FAMILIES = {
    ReportState.TO_PRODUCE: "to_come",
    ReportState.IN_PROGRESS: "under_way",
    ReportState.READY: "done",
    ReportState.FAILED: "stopped",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One quarter of the list."""

    quarter: Quarter
    due_on: dt.date
    is_earlier: bool
    is_over: bool
    report: Report | None

    @property
    def starts_on(self) -> dt.date:
        return self.quarter.starts_on

    @property
    def name(self) -> str:
        return quarter_name(self.quarter.starts_on)

    @property
    def version(self) -> int | None:
        return self.report.version if self.report else None

    @property
    def family(self) -> str:
        return FAMILIES[ReportState(self.report.state)] if self.report else "to_come"

    @property
    def word(self) -> str:
        if self.report is not None:
            return str(self.report.get_state_display())
        if not self.is_over:
            return "trimestre en cours"
        return "sur demande" if self.is_earlier else "à venir"

    @property
    def due(self) -> str:
        """`30/04/2023`, or why nothing is due."""
        return "antérieur" if self.is_earlier else f"{self.due_on:%d/%m/%Y}"

    @property
    def can_be_asked(self) -> bool:
        """Nothing is being prepared for this quarter, and it is over."""
        under_way = self.report and self.report.state in {
            ReportState.TO_PRODUCE,
            ReportState.IN_PROGRESS,
        }
        return self.is_over and not under_way


def lines_of(programme: Programme, today: dt.date) -> list[Line]:
    """The newest quarter first, from the signature to the current one."""
    convention = pace.reported_convention(programme)
    if convention is None:
        return []
    quarters = actions.quarters_of(convention, today)
    current = quarter_of(today)
    if not quarters or quarters[-1].next == current:
        quarters = [*quarters, current]
    last = _last_versions(programme)
    return [
        Line(
            quarter,
            quarter.due_on(programme.report_delay_days),
            quarter.is_earlier_than(programme.managed_from),
            quarter.ends_on < today,
            last.get(quarter.starts_on),
        )
        for quarter in reversed(quarters)
    ]


def lead_of(lines: list[Line], today: dt.date) -> str:
    """The line under the title: the next report due."""
    coming = [line for line in reversed(lines) if line.due_on >= today and line.report is None]
    if not coming:
        return f"Aucun rapport n’est attendu après le {day(today)}."
    return f"Prochain rapport\u00a0: {coming[0].name}, dû le {day(coming[0].due_on)}."


def _last_versions(programme: Programme) -> dict[dt.date, Report]:
    rows = (
        Report.objects.filter(programme=programme, kind=ReportKind.ANCT_QUARTERLY)
        .defer("data", "document")
        .order_by("starts_on", "version")
    )
    return {row.starts_on: row for row in rows}
