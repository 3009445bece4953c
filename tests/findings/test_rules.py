"""Each rule on findings: a planted fault is found, a sound text is not."""

import datetime as dt
from decimal import Decimal

import pytest

from budget.enums import Section
from budget.rules import phasing_finding, section_finding
from common.findings import Severity
from conventions.enums import ClauseKind, ConventionFinding
from conventions.rules.clause_rows import Row
from deadlines.rules import responsible_finding
from finance.rules import window_finding
from financing.rules import plans
from findings import rules

GRANT, BASE = Decimal(2101975), Decimal("2971219.36")
START, END = dt.date(2020, 3, 1), dt.date(2023, 12, 31)


def plain(finding):
    """The sentence of a finding, its spaces made plain."""
    return finding.sentence.replace("\u00a0", " ")


def test_a_period_that_ends_before_it_begins_is_found():
    found = rules.period_finding(END, START, ClauseKind.WINDOW_END)

    assert found.code == ConventionFinding.PERIOD
    assert "Dernier jour des dépenses éligibles » (1er mars 2020) précède" in plain(found)
    assert rules.period_finding(START, START, ClauseKind.ACTION_END) is None


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (dt.date(2020, 2, 29), ClauseKind.WINDOW_START),
        (START, None),
        (END, None),
        (dt.date(2024, 1, 1), ClauseKind.WINDOW_END),
    ],
)
def test_a_payment_outside_the_window_is_found_both_ends_inside(on, kind):
    found = window_finding("Mandat 12", on, START, END)

    assert (found and found.kind) == kind
    if found:
        assert found.severity == Severity.BREACH
        assert "hors de la période des dépenses (du 1er mars 2020 au 31 décembre 2023" in plain(
            found
        )


@pytest.mark.parametrize(
    ("published", "transmitted", "said"),
    [
        (None, None, ""),
        (START, START, ""),
        (START, END, "la transmission de la délibération n° 1, le 31 décembre 2023"),
        (END, None, "la publication de la délibération n° 1, le 31 décembre 2023"),
    ],
)
def test_a_signature_before_its_vote_is_executory_is_found(published, transmitted, said):
    found = rules.early_signature_finding(START, "n° 1", published, transmitted)

    assert bool(found) == bool(said)
    assert not found or said in plain(found)


def test_an_open_side_of_the_window_leaves_no_payment_out():
    assert window_finding("Mandat 12", START, None, None) is None
    assert window_finding("Mandat 12", END, START, None) is None
    assert window_finding("Mandat 12", START, None, END) is None


def test_a_planned_payment_outside_the_window_is_only_to_be_known():
    found = rules.payment_outside_window_finding("Solde", dt.date(2024, 7, 1), START, END)

    assert (found.code, found.severity) == (ConventionFinding.OUTSIDE_WINDOW, Severity.NOTE)
    assert "« Solde » (1er juillet 2024)" in plain(found)
    assert rules.payment_outside_window_finding("Avance", START, START, END) is None


def test_a_rounded_rate_says_what_it_would_lose():
    found = rules.rate_finding(GRANT, BASE, Decimal("70.74000"))

    assert found.severity == Severity.NOTE
    assert "70,74 %, est arrondi. L’appliquer ferait perdre 134,42 €" in plain(found)
    assert rules.rate_finding(Decimal(275_000), Decimal(550_000), Decimal(50)) is None


def test_a_rate_rounded_up_says_what_it_would_give_too_much():
    found = rules.rate_finding(GRANT, BASE, Decimal(71))

    assert found.severity == Severity.NOTE
    assert "donnerait 7 590,75 € de trop" in plain(found)


def test_a_rate_of_other_amounts_is_to_be_checked():
    found = rules.rate_finding(GRANT, BASE, Decimal(80))

    assert found.severity == Severity.WATCH
    assert "80 %, n’est pas celui des montants, 70,74 % (2 101 975,00 €" in plain(found)


def test_the_reading_of_the_grant_is_said_when_it_fits():
    found = plans.grant_computation_finding(GRANT, BASE, Decimal(275_000), Decimal(80))

    assert "font 2 101 975,488 €" in plain(found)
    assert plans.grant_computation_finding(GRANT, BASE, Decimal(0), Decimal(80)) is None


def test_a_grant_above_what_it_finances_is_a_breach():
    found = rules.grant_finding(BASE + 1, BASE)

    assert (found.code, found.severity) == (ConventionFinding.GRANT_OVER_BASE, Severity.BREACH)
    assert "dépasse de 1,00 €" in plain(found)
    assert rules.grant_finding(BASE, BASE) is None


ADVANCE, BALANCE = Row(label="Avance", rate=Decimal(30)), Row(label="Solde", amount=Decimal(70))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ADVANCE, BALANCE], ""),
        ([ADVANCE], "1 versement fait 30,00 € ; la subvention maximale est de 100,00 €"),
        ([BALANCE, BALANCE], "Les 2 versements font 140,00 €"),
        ([ADVANCE, Row(label="Solde, à la fin")], ""),
        ([], ""),
    ],
)
def test_planned_payments_make_the_grant(rows, said):
    found = rules.payments_finding(rows, Decimal(100))

    assert bool(found) == bool(said)
    assert said in (plain(found) if found else "")


def steps(*numbers):
    return [
        Row(day=dt.date(2021 + rank, 12, 31), number=number) for rank, number in enumerate(numbers)
    ]


def test_steps_climb_to_the_target():
    assert list(rules.step_findings(steps(10_000, 30_000, 50_000), 50_000)) == []
    assert list(rules.step_findings(steps(10_000, 30_000), None)) == []
    assert list(rules.step_findings([Row(label="à fixer")], 50_000)) == []


def test_steps_that_miss_the_target_are_found():
    (short,) = rules.step_findings(steps(10_000, 45_000), 50_000)
    (long,) = rules.step_findings(steps(60_000), 50_000)

    assert "porte 45 000 pass ; la convention en prévoit 50 000. Il en manque 5 000." in plain(
        short
    )
    assert "Il y en a en trop : 10 000." in plain(long)


def test_steps_that_go_back_are_found():
    (found,) = rules.step_findings(steps(20_000, 15_000, 50_000), 50_000)

    assert "20 000 pass au 31 décembre 2021, puis 15 000 pass au 31 décembre 2022" in plain(found)


def test_parts_of_publics_above_the_whole_are_found():
    half = Row(label="Éloignés de l’emploi", rate=Decimal(50))
    more = Row(label="Séniors", rate=Decimal("60.5"))

    found = rules.shares_finding([half, more, Row(label="Autres")])

    assert "font 110,5 %" in plain(found)
    assert rules.shares_finding([half, half]) is None


def test_a_plan_of_another_amount_than_its_convention_is_found():
    less = plans.total_finding("Plan", Decimal(540), Decimal(550), ClauseKind.BUDGET)
    more = plans.total_finding("Plan", Decimal(560), Decimal(550), ClauseKind.BUDGET)

    assert "fait 540,00 € ; la convention énonce 550,00 €" in plain(less)
    assert "Il manque 10,00 € au plan" in plain(less)
    assert "Le plan a 10,00 € de trop" in plain(more)
    assert plans.total_finding("Plan", BASE, BASE, ClauseKind.BUDGET) is None


def test_the_cap_is_exceeded_by_ten_euros_and_by_enough_digits():
    stated = plans.cap_finding(Decimal(763_900), Decimal(687_500), Decimal(10))
    usual = plans.cap_finding(Decimal(763_900), Decimal(687_500), None)

    assert "76 400,00 €, soit 10,0013 % du total et 10,00 € de plus que 10 % (76 390,00 €)" in (
        plain(stated)
    )
    assert (stated.severity, stated.kind) == (Severity.BREACH, ClauseKind.ENGINEERING_CAP)
    assert (usual.severity, usual.kind) == (Severity.WATCH, None)
    assert "appel national" in usual.ruling


@pytest.mark.parametrize(("total", "passes"), [(550_000, 500_000), (100, 90), (2_971_219, 500_000)])
def test_costs_under_the_cap_or_a_plan_that_is_not_of_passes_are_not_found(total, passes):
    assert plans.cap_finding(Decimal(total), Decimal(passes), Decimal(10)) is None


@pytest.mark.parametrize(
    ("rest", "total", "over"),
    [
        ("10.00", "100.00", None),
        ("10.01", "100.09", "0,01 €"),
        ("10.01", "100.06", "0,01 €"),
        ("10.01", "100.10", None),
        ("10.02", "100.10", "0,01 €"),
    ],
)
def test_a_cap_is_exact_to_the_cent(rest, total, over):
    passes = Decimal(total) - Decimal(rest)

    found = plans.cap_finding(Decimal(total), passes, Decimal(10))

    assert (found is None) == (over is None)
    if over:
        assert f"du total et {over} de plus que 10 %" in plain(found)


def test_aid_above_the_limit_of_its_perimeter_is_a_breach():
    found = plans.aid_finding(Decimal(2_400_000), BASE, Decimal(80), "notre lecture.")

    assert found.severity == Severity.BREACH
    assert "soit 23 024,52 € de plus que 80 %" in plain(found)
    assert found.ruling.endswith("notre lecture.")
    assert plans.aid_finding(GRANT + 275_000, BASE, Decimal(80), "lecture") is None


def test_aid_above_the_line_of_passes_is_to_be_checked():
    found = plans.line_aid_finding(Decimal("603722.62"), Decimal(500_000), "Règle.")

    assert "120,74 % (603 722,62 € sur 500 000,00 €)" in plain(found)
    assert plans.line_aid_finding(Decimal(500_000), Decimal(500_000), "Règle.") is None


def test_years_that_do_not_make_the_authorisation_are_found():
    years = [Decimal(244_450), Decimal(427_780), Decimal(91_670)]

    found = phasing_finding(years[:2], Decimal(763_900))

    assert "Il manque 91 670,00 €" in plain(found)
    assert phasing_finding(years, Decimal(763_900)) is None
    assert phasing_finding([], Decimal(763_900)) is None


@pytest.mark.parametrize(
    ("section", "chapter", "nature", "said"),
    [
        (Section.INVESTMENT, "930", "13172", "Le chapitre 930"),
        (Section.FUNCTIONING, "900", "6568", "Le chapitre 900"),
        (Section.INVESTMENT, "", "6568", "La nature 6568"),
        (Section.FUNCTIONING, "", "2051", "La nature 2051"),
        (Section.INVESTMENT, "900", "13172", ""),
        (Section.FUNCTIONING, "935", "6518", ""),
        (Section.FUNCTIONING, "", "", ""),
    ],
)
def test_a_line_in_the_other_section_than_its_chapter_is_found(section, chapter, nature, said):
    found = section_finding(section, chapter, nature)

    assert bool(found) == bool(said)
    assert said in (plain(found) if found else "")


def test_an_obligation_that_nobody_sees_to_is_named():
    assert "« Rapport final »" in plain(responsible_finding("Rapport final"))


def test_a_delay_that_misses_its_due_day_is_found():
    signed, due = dt.date(2021, 3, 11), dt.date(2021, 5, 12)

    found = rules.delay_finding("Lancer l’achat", signed, 2, due, "signature de la convention")

    assert "2 mois depuis le 11 mars 2021 (signature de la convention) mènent au 11 mai" in (
        plain(found)
    )
    assert rules.delay_finding("Lancer", signed, 2, dt.date(2021, 5, 11), "signature") is None
