"""What the page of a plan says of its aids: the rule, both perimeters."""

from dataclasses import replace
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from budget.enums import Section, Side
from financing import actions, readings
from financing.actions import ItemSpec
from financing.enums import Perimeter, PlanFinding
from financing.models import Plan, PlanItem
from financing.pages.plans import plan_page
from financing.readings import with_aid_and_own_part
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import ConventionFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
READING = "notre lecture de la délibération"


def charge(amount, passes=False):
    return ItemSpec(
        Side.CHARGE, "Poste", Decimal(amount), section=Section.FUNCTIONING, pays_passes=passes
    )


def resource(label, amount, funder=None, aid=False):
    return ItemSpec(Side.RESOURCE, label, Decimal(amount), funder=funder, is_public_aid=aid)


def both_plans(programme, **feder_terms):
    """The plan of the State's convention, then that of the FEDER operation."""
    state, region = OrganisationFactory(name="ANCT"), OrganisationFactory(name="Région")
    anct = ConventionFactory(programme=programme, funder=state, signed=True)
    feder = ConventionFactory(programme=programme, funder=region, voted=True)
    actions.record(
        programme,
        code="anct",
        title="ANCT",
        perimeter=Perimeter.OPERATION,
        total=Decimal(550_000),
        convention=anct,
        items=[
            charge(500_000, passes=True),
            charge(50_000),
            resource("État", 275_000, state, aid=True),
            resource("Département", 275_000, programme.authority),
        ],
        **WHO,
    )
    terms = {"aid_limit": Decimal(80), "limit_reason": READING, **feder_terms}
    return actions.record(
        programme,
        code="feder",
        title="FEDER",
        perimeter=terms.pop("perimeter", Perimeter.OPERATION),
        total=Decimal("2971219.36"),
        convention=feder,
        items=[
            charge("2471219.36"),
            charge(500_000, passes=True),
            resource("FEDER", 2_101_975, region, aid=True),
            resource("État", 275_000, state, aid=True),
            resource("Département", "594244.36", programme.authority),
        ],
        **terms,
        **WHO,
    )


def shown(plan):
    every = readings.plans_of(plan.programme)
    return plan_page(next(one for one in every if one.pk == plan.pk), every, None)


def plain(text):
    return text.replace("\u00a0", " ")


def test_both_perimeters_stand_side_by_side_with_the_rule_and_what_it_gives(programme):
    whole, line = shown(both_plans(programme)).aids

    assert plain(whole.rate) == "79,99998 % (2 376 975,00 € sur 2 971 219,36 €)"
    assert plain(whole.rule) == f"Plafond : 80 %, soit 2 376 975,48 €. Règle : {READING}."
    assert plain(whole.verdict) == "Le plafond est respecté : il reste 0,48 €."
    assert plain(line.rate) == "120,74 % (603 722,62 € sur 500 000,00 €)"
    assert plain(line.detail) == "État 250 000,00 € + FEDER 353 722,62 €"
    assert plain(line.verdict) == "Ces aides dépassent de 103 722,62 € le coût de la ligne."
    assert "pas sur cette ligne" in line.rule
    assert (whole.is_over, line.is_over) == (False, True)


def findings_on_aid():
    found = readings.plan_findings(Plan.objects.get(), {}, [])
    return [one for one in found if one.code == PlanFinding.AID]


def plan_of_a_part(programme, part, *aids):
    """The plan of seed 002, in which the FEDER pays in Picardie only."""
    charges = [charge("687500", passes=True), charge("76400")]
    own = Decimal(763_900) - sum(aid.amount for aid in aids)
    return actions.record(
        programme,
        code="picardie",
        title="Plan",
        perimeter=Perimeter.OPERATION,
        total=Decimal(763_900),
        part_name="Picardie",
        part_amount=Decimal(part),
        items=[*charges, *aids, resource("Région", own, programme.authority)],
        **WHO,
    )


def test_aid_on_a_part_of_the_territory_adds_the_one_kept_for_it_to_the_ratio_of_the_others(
    programme,
):
    feder = replace(resource("FEDER", 125_000, aid=True), is_for_part=True)
    state = resource("État", 488_900, aid=True)

    page = shown(plan_of_a_part(programme, 280_000, state, feder))
    on_part = page.aids[-1]
    (found,) = findings_on_aid()

    assert plain(page.resources[1].remark) == "aide publique, réservée à « Picardie »"
    assert on_part.name == "Partie «\u00a0Picardie\u00a0»"
    assert plain(on_part.rate) == "108,64 % (304 201,47 € sur 280 000,00 €)"
    assert plain(on_part.detail) == "État 179 201,47 € + FEDER 125 000,00 €"
    assert plain(found.sentence) == (
        "Sur la partie « Picardie », les aides publiques font 108,64 % (304 201,47 € sur "
        "280 000,00 €), soit 24 201,47 € de plus que son coût : "
        "État 179 201,47 € + FEDER 125 000,00 €."
    )
    assert found.ruling.startswith("Notre lecture")


def test_aid_that_a_part_of_the_territory_bears_is_no_finding(programme):
    plan = plan_of_a_part(programme, 763_900, resource("État", 488_900, aid=True))

    assert shown(plan).aids[-1].verdict == "Ces aides tiennent dans le coût de cette partie."
    assert findings_on_aid() == []


def test_two_aids_of_a_funder_count_together(programme):
    plan = both_plans(programme)
    state = plan.items.get(label="État")
    PlanItem.objects.create(
        plan=plan,
        side=Side.RESOURCE,
        position=9,
        label="FEDER, complément",
        amount=25,
        funder=plan.convention.funder,
        is_public_aid=True,
    )

    label, aid = readings.convention_funder_aid(plan, plan)

    assert (label, aid.amount) == ("FEDER et FEDER, complément", Decimal(2_102_000))
    assert state.funder != plan.convention.funder


def test_one_cent_above_the_limit_is_said(programme):
    plan = both_plans(programme, aid_limit=Decimal("79.99998"))

    whole = shown(plan).aids[0]

    assert whole.is_over
    assert plain(whole.verdict) == "Le plafond est dépassé de 0,11 €."


def test_a_plan_without_limit_says_so(programme):
    plan = both_plans(programme, aid_limit=None, limit_reason="")

    assert shown(plan).aids[0].verdict == "Le plan ne nomme aucun plafond d’aides publiques."


def test_the_plan_of_a_line_has_one_perimeter(programme):
    aids = shown(both_plans(programme, perimeter=Perimeter.LINE)).aids

    assert [aid.name for aid in aids] == ["Ligne du plan"]


def test_the_own_share_and_who_brings_what_are_told(programme):
    page = shown(both_plans(programme))

    assert plain(page.own) == "20,00 % (594 244,36 € sur 2 971 219,36 €)"
    assert [row.funder for row in page.resources[:2]] == ["Région", "ANCT"]
    assert [row.remark for row in page.charges] == ["", "achat de pass"]


def test_aid_and_own_share_are_summed_by_the_database(programme):
    plan = both_plans(programme)

    found = with_aid_and_own_part(Plan.objects.filter(pk=plan.pk)).get()

    assert (found.aid, found.own) == (Decimal(2_376_975), Decimal("594244.36"))
