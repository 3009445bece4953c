"""Generated programmes, and what each convention counts recomputed from the rows, in plain SQL."""

import datetime as dt
import random
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from itertools import groupby

from django.db import connection

from distribution.models import Carnet, Lot
from finance.models import FundingKey
from tests.factories.distribution import DepotFactory, LotFactory, handed_out_carnet
from tests.factories.finance import ExpenseFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend, state_convention

END = dt.date(2023, 6, 30)
BASES = ("consumed", "consumed", "purchased", "advance")
PASSES = """
SELECT r.held_on, p.value, c.number, l.territory
FROM mediation_redeemedpass p
JOIN mediation_redemption r ON r.id = p.redemption_id
JOIN distribution_pass s ON s.id = p.pass_id
JOIN distribution_carnet c ON c.id = s.carnet_id
JOIN distribution_lot l ON l.id = c.lot_id
WHERE r.programme_id = %s AND r.held_on <= %s
"""
EXPENSES = """
SELECT p.convention_id, e.kind, e.paid_on, e.amount, l.first_carnet, l.last_carnet, l.territory
FROM finance_expense e LEFT JOIN distribution_lot l ON l.id = e.lot_id
LEFT JOIN financing_planitem i ON i.id = e.post_id LEFT JOIN financing_plan p ON p.id = i.plan_id
WHERE e.programme_id = %s
"""
KEYS = """
SELECT convention_id, basis, first_carnet, last_carnet, share FROM finance_fundingkey
WHERE programme_id = %s ORDER BY rank
"""
SHARES = ("100", "100", "60", "33.3333")


def rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def day(chance, first, last):
    return first + dt.timedelta(days=chance.randrange((last - first).days))


def conventions(chance, programme):
    """Two or three, each with its terms: basis, territory, period, part, whole and cap."""
    for basis in chance.sample(BASES, chance.choice([2, 3])):
        start = day(chance, dt.date(2022, 1, 1), dt.date(2023, 2, 1))
        end = day(chance, dt.date(2023, 2, 1), dt.date(2023, 8, 1))
        whole = Decimal(chance.randrange(1_000, 90_000))
        part = (whole * chance.randrange(1, 99) / 100).quantize(Decimal("0.01"))
        cap = Decimal(chance.choice([0, 10, 25]))
        terms = {
            "basis": {"text": basis},
            "action_start": {"day": start},
            "action_end": {"day": end},
            "eligible_base": {"amount": whole},
            "grant_max": {"amount": part},
            "budget": {"amount": whole},
            "engineering_cap": {"rate": cap} if cap else None,
        }
        listed = chance.choice([None, None, ["62"], ["02", "62"], ["59", "62"]])
        terms["territory"] = listed and {"text": ", ".join(listed)}
        # Nothing is outside a territory that holds the whole programme.
        territory = None if listed == programme.territory else listed
        limit = Fraction(whole) * Fraction(cap) / 100 if cap else None
        yield (
            state_convention(programme, **terms),
            (*(basis, territory, start, end, part, whole, limit),),
        )


def activity(chance, programme, of_conventions):
    depot = DepotFactory(programme=programme)
    lots = [LotFactory(depot=depot, carnets=3) for _ in range(2)]
    for _ in range(5):
        on = day(chance, dt.date(2022, 12, 1), dt.date(2023, 5, 1))
        carnet = handed_out_carnet(depot, on=on)
        for passes in (chance.randrange(1, 5), chance.randrange(1, 5)):
            spend(carnet, passes, on=day(chance, on, END + dt.timedelta(days=20)))
    posts = [
        PlanFactory(programme=programme, convention=row).items.get(label="Accompagnement")
        for row, terms in of_conventions
        if terms[0] == "purchased" or chance.random() < 0.5
    ]
    for _ in range(12):
        kind = chance.choice(["passes", "engineering", "other"])
        ExpenseFactory(
            programme=programme,
            paid=True,
            paid_on=day(chance, dt.date(2022, 6, 1), END + dt.timedelta(days=20)),
            kind=kind,
            post=chance.choice([None, *posts]) if kind != "passes" else None,
            amount=Decimal(chance.randrange(100, 900_000)) / 100,
            lot=chance.choice([None, *lots]),
        )
    for lot in lots:
        for number in range(lot.first_carnet, lot.last_carnet + 1):
            bounds = {"first_carnet": number, "last_carnet": number}
            for basis in ("consumed", "purchased"):
                able = [row for row, terms in of_conventions if counted(terms[0]) == basis]
                named = chance.sample(able, min(len(able), chance.choice([0, 1, 1, 2])))
                for rank, payer in enumerate(named, 1):
                    key = {"convention": payer, "basis": basis, "rank": rank} | bounds
                    key["share"] = Decimal(chance.choice(SHARES))
                    FundingKey.objects.create(programme=programme, lot=lot, **key)
        # After its keys: one that does not fit its convention gives it nothing.
        territory = chance.choice([[], ["62"], ["59", "62"], ["02"]])
        Lot.objects.filter(pk=lot.pk).update(territory=territory)


def counted(basis):
    return "purchased" if basis == "purchased" else "consumed"


def expected(convention, terms, everything):
    """What a convention counts, its share and its passes, from the rows alone."""
    basis, _, start, end, part, whole, limit = terms
    paying = Paying(convention, {row.pk: one for row, one in everything})
    spent = [
        amount
        for on, value, carnet, lot in rows(PASSES, convention.programme_id, END)
        if start <= on <= min(end, END)
        and (amount := piece(Fraction(value), 0, 1, paying.bounds(carnet, lot, on)))
    ]
    paid = [
        (payer, kind, paying.part_of(Fraction(amount), first, last, lot or [], on), amount)
        for payer, kind, on, amount, first, last, lot in rows(EXPENSES, convention.programme_id)
        if start <= on <= min(end, END)
    ]
    if basis == "purchased":
        bought = sum(part for _, kind, part, _ in paid if kind == "passes")
        of_posts = sum(Fraction(whole) for payer, *_, whole in paid if payer == convention.pk)
        base, passes = bought + of_posts, 0
    else:
        engineering = sum(part for _, kind, part, _ in paid if kind == "engineering")
        kept = engineering if limit is None else min(engineering, limit)
        base, passes = sum(spent) + kept, len(spent)
    return base, cents(min(base * Fraction(part) / Fraction(whole), Fraction(part))), passes


def own_carnets(convention, everything):
    """The carnets that a convention may pay on some day; those of rivals too without any key."""
    paying = Paying(convention, {row.pk: one for row, one in everything})

    def may_pay(carnet):
        lot = carnet.lot.territory
        payers = [key[0] for key in paying.naming(carnet.number)]
        is_free = not paying.keys or not any(inside(lot, one) for one in paying.rivals)
        return inside(lot, paying.territory) and (convention.pk in payers if payers else is_free)

    carnets = Carnet.objects.filter(lot__programme=convention.programme_id)
    return [*filter(may_pay, carnets.select_related("lot", "hand_out"))]


class Paying:
    """Which part of a carnet a convention pays, from the rows of keys and the terms of all."""

    def __init__(self, convention, terms):
        self.own, self.terms = convention.pk, terms
        basis, self.territory = counted(terms[self.own][0]), terms[self.own][1]
        self.rivals = [
            one[1] for pk, one in terms.items() if counted(one[0]) == basis and pk != self.own
        ]
        self.keys = [key for key in rows(KEYS, convention.programme_id) if key[1] == basis]

    def naming(self, carnet):
        return [key for key in self.keys if carnet is not None and key[2] <= carnet <= key[3]]

    def bounds(self, carnet, lot, on):
        """From where to where it pays a pass of a carnet, or its purchase, on a day."""
        if not inside(lot, self.territory):
            return 0, 0
        if not self.naming(carnet):
            return 0, int(not any(inside(lot, one) for one in self.rivals))
        taken = Fraction(0)
        for payer, *_, share in self.naming(carnet):
            after = min(1, taken + Fraction(share) / 100)
            if payer == self.own:
                return taken, after
            territory, first, last = self.terms[payer][1:4]
            if inside(lot, territory) and first <= on <= last:
                taken = after
        return 0, 0

    def part_of(self, amount, first, last, lot, on):
        """What the lot costs up to each run of carnets of the same keys, less what it costs before;
        of the run, in its order.
        """
        found, before, size = Fraction(0), 0, 1 if first is None else last - first + 1
        for _, run in groupby([None] if first is None else range(first, last + 1), self.naming):
            carnets = list(run)
            own = Fraction(len(carnets), size)
            found += piece(amount, before, own, self.bounds(carnets[0], lot, on))
            before += own
        return found


def piece(amount, before, own, bounds):
    """An amount up to the end of a part of it, less what it is at its beginning."""
    low, high = (half_up(amount * (before + at * own)) for at in bounds)
    return high - low


def inside(lot, territory):
    return territory is None or (bool(lot) and set(lot) <= set(territory))


def half_up(exact):
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


def cents(exact):
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def programme_of(seed):
    """A programme with its activity, and its conventions, each with its terms."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    territory = chance.choice([[], ["59", "62"]])
    programme = ProgrammeFactory(with_calendar=True, territory=territory)
    made = list(conventions(chance, programme))
    activity(chance, programme, made)
    return programme, made
