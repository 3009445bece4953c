"""Texts written part by part, corrected, given up and ended."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import AlreadyRecorded
from common.past_days import DayBeforeCause, DayInFuture
from conventions.actions import avenants, conventions, signatures, texts, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import (
    AvenantState,
    Block,
    Cadence,
    ClauseKind,
    ConventionState,
    Origin,
    PartyQuality,
)
from conventions.models import Avenant, Convention, Obligation
from conventions.rules.clause_rows import Row
from tests.conftest import MONDAY
from tests.factories.accounts import OrganisationFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.financing import PlanFactory

pytestmark = pytest.mark.django_db

WHO = {"by": SYSTEM.at(MONDAY)}
DAY = MONDAY.date()
END = ClauseSpec(ClauseKind.ACTION_END, dt.date(2023, 12, 31), "2", wording="Jusqu’à la fin.")
GRANT = ClauseSpec(ClauseKind.GRANT_MAX, Decimal(275_000))
SUIVI = ObligationSpec("Suivi", Cadence.MONTHLY)


def kinds(text):
    return sorted(text.clauses.values_list("kind", flat=True))


@pytest.fixture
def draft():
    return ConventionFactory()


@pytest.fixture
def avenant():
    return AvenantFactory(blocks=[Block.DURATION, Block.OBLIGATIONS, Block.PARTIES])


def test_a_part_is_replaced_and_the_others_stay(draft):
    texts.set_block(draft, Block.COST, clauses=[GRANT], **WHO)
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)

    other = ClauseSpec(ClauseKind.DURATION_MONTHS, 36)
    texts.set_block(draft, Block.DURATION, clauses=[other], **WHO)

    assert kinds(draft) == ["duration_months", "grant_max"]
    said = Event.objects.filter(verb="convention.written").order_by("pk").last()
    assert said.details["part"] == "duration"


def test_a_part_without_values_is_cleared(draft):
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)

    texts.set_block(draft, Block.DURATION, clauses=(), **WHO)

    assert kinds(draft) == []


def test_a_value_keeps_its_article_wording_and_mention(draft):
    spec = ClauseSpec(ClauseKind.BUDGET, Decimal(550_000), "3", "Repris", "Le budget est estimé…")
    texts.set_block(draft, Block.COST, clauses=[spec], **WHO)

    kept = draft.clauses.get()
    assert (kept.article, kept.note, kept.wording) == ("3", "Repris", "Le budget est estimé…")


def test_rows_come_back_exactly(draft):
    rows = (
        Row(label="À la signature", day=dt.date(2021, 3, 11), amount=Decimal("137500.00")),
        Row(label="Second versement", rate=Decimal("30.5")),
        Row(day=dt.date(2023, 12, 31), number=50_000),
    )
    spec = ClauseSpec(ClauseKind.PAYMENTS, rows)
    texts.set_block(draft, Block.COST, clauses=[spec], **WHO)

    assert tuple(draft.clauses.get().rows) == rows


def test_a_value_of_another_part_is_refused_and_nothing_changes(draft):
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)

    with pytest.raises(texts.NotOfThisPart, match="Subvention maximale"):
        texts.set_block(draft, Block.DURATION, clauses=[GRANT], **WHO)
    assert kinds(draft) == ["action_end"]


def test_a_value_that_cannot_be_kept_leaves_the_former_ones(draft):
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)
    wrong = ClauseSpec(ClauseKind.DURATION_MONTHS, "trente-six")

    with pytest.raises(texts.WrongValue):
        texts.set_block(draft, Block.DURATION, clauses=[wrong], **WHO)
    assert kinds(draft) == ["action_end"]


def test_a_kind_comes_once_in_a_text(draft):
    with pytest.raises(texts.WrittenTwice, match="Fin de l’action"):
        texts.set_block(draft, Block.DURATION, clauses=[END, END], **WHO)
    assert kinds(draft) == []


def test_an_avenant_writes_only_in_the_parts_that_it_opens(avenant):
    texts.set_block(avenant, Block.DURATION, clauses=[END], **WHO)

    with pytest.raises(texts.BlockNotOpen, match="Coût et financement"):
        texts.set_block(avenant, Block.COST, clauses=[GRANT], **WHO)
    assert kinds(avenant) == ["action_end"]
    assert kinds(avenant.convention) == kinds(avenant)


@pytest.mark.parametrize("part", ["obligations", "parties"])
def test_obligations_and_parties_too_are_opened_first(part):
    avenant = AvenantFactory(blocks=[Block.DURATION])

    with pytest.raises(texts.BlockNotOpen):
        getattr(texts, f"set_{part}")(avenant, **{part: ()}, **WHO)


def test_an_avenant_drafted_whole_opens_the_parts_that_it_writes():
    convention = ConventionFactory(signed=True)

    found = avenants.draft(
        convention, subject="Objet", clauses=[GRANT, END], obligations=[SUIVI], **WHO
    )

    assert found.opens == [Block.DURATION, Block.COST, Block.OBLIGATIONS]
    assert found.number == 1


def test_an_avenant_does_not_write_outside_the_parts_that_it_says():
    convention = ConventionFactory(signed=True)

    with pytest.raises(texts.BlockNotOpen):
        avenants.draft(convention, subject="Objet", blocks=[Block.DURATION], clauses=[GRANT], **WHO)
    assert not Avenant.objects.exists()


def test_an_older_avenant_keeps_its_own_number_and_those_before_it_are_entered_later():
    convention = ConventionFactory(signed=True)
    for number in (3, 1, None):
        made = avenants.draft(convention, subject="Objet", number=number, **WHO)
        avenants.abandon(made, **WHO)

    entered = convention.avenants.order_by("pk").values_list("number", flat=True)
    assert list(entered) == [3, 1, 4]
    with pytest.raises(AlreadyRecorded):
        avenants.draft(convention, subject="Objet", number=3, **WHO)


def test_a_part_that_is_closed_loses_what_was_written_in_it(avenant):
    texts.set_block(avenant, Block.DURATION, clauses=[END], **WHO)
    texts.set_obligations(avenant, obligations=[SUIVI], **WHO)
    texts.set_parties(avenant, parties=[party("État")], **WHO)

    found = avenants.edit(avenant, subject="Autre objet", blocks=[Block.COST], **WHO)

    assert (found.subject, found.opens) == ("Autre objet", [Block.COST])
    assert not any(rows.exists() for rows in (found.clauses, found.obligations, found.parties))


def test_a_part_that_stays_open_keeps_what_was_written_in_it(avenant):
    texts.set_block(avenant, Block.DURATION, clauses=[END], **WHO)
    texts.set_obligations(avenant, obligations=[SUIVI], **WHO)
    texts.set_parties(avenant, parties=[party("État")], **WHO)

    avenants.edit(avenant, subject="Objet", blocks=[*avenant.opens, Block.COST], **WHO)

    assert kinds(avenant) == ["action_end"]
    assert (avenant.obligations.count(), avenant.parties.count()) == (1, 1)


def party(name, **more):
    return PartySpec(OrganisationFactory(name=name), PartyQuality.FUNDER, **more)


def test_parties_are_kept_in_their_order_with_who_represents_them(draft):
    first = party("Agence", represented_by="Sa direction", represented_as="Directeur général")
    texts.set_parties(draft, parties=[first, party("Département")], **WHO)

    found = list(draft.parties.order_by("position"))
    assert [one.organisation.name for one in found] == ["Agence", "Département"]
    assert (found[0].represented_by, found[0].represented_as) == (
        "Sa direction",
        "Directeur général",
    )


def test_an_organisation_is_a_party_once_to_a_text(draft):
    twice = party("Agence")

    with pytest.raises(texts.WrittenTwice, match="déjà partie à ce texte"):
        texts.set_parties(draft, parties=[twice, twice], **WHO)


def test_obligations_of_a_draft_are_replaced(draft):
    texts.set_obligations(draft, obligations=[SUIVI], **WHO)
    bilan = ObligationSpec(
        "Bilan", Cadence.WITHIN, delay_months=2, counted_from=Origin.SIGNATURE, article="6"
    )

    texts.set_obligations(draft, obligations=[bilan], **WHO)

    kept = draft.obligations.get()
    assert (kept.title, kept.delay_months, kept.counted_from) == ("Bilan", 2, "signature")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (ObligationSpec("Bilan", Cadence.WITHIN), "délai en mois"),
        (ObligationSpec("Bilan", Cadence.WITHIN, delay_months=2), "délai en mois"),
        (ObligationSpec("Bilan", Cadence.MONTHLY, delay_months=2), "délai en mois"),
        (ObligationSpec("Bilan", Cadence.ONCE), "le jour de l’échéance"),
    ],
)
def test_an_obligation_says_when_it_is_due(draft, spec, said):
    with pytest.raises(texts.DueDayMissing, match=said):
        texts.set_obligations(draft, obligations=[spec], **WHO)
    assert not draft.obligations.exists()


def test_an_obligation_comes_once_in_a_convention(draft):
    with pytest.raises(texts.WrittenTwice, match="Suivi"):
        texts.set_obligations(draft, obligations=[SUIVI, SUIVI], **WHO)


def test_two_articles_ask_for_the_same_on_one_day(draft):
    both = [replace(SUIVI, article=article) for article in ("5", "6")]

    texts.set_obligations(draft, obligations=both, **WHO)

    said = [one.in_full for one in draft.obligations.order_by("pk")]
    assert said == ["Suivi (article 5)", "Suivi (article 6)"]


def test_an_avenant_replaces_an_obligation_by_one_of_its_name_and_day(avenant):
    first = ObligationFactory(convention=avenant.convention, in_force=True, **vars_of(SUIVI))

    with pytest.raises(texts.WrittenTwice, match="dites qu’elle la remplace"):
        texts.set_obligations(avenant, obligations=[SUIVI], **WHO)
    texts.set_obligations(avenant, obligations=[replace(SUIVI, replaces=first)], **WHO)

    second = signed_obligation(avenant)
    third = AvenantFactory(convention=avenant.convention, blocks=[Block.OBLIGATIONS])
    with pytest.raises(texts.WrittenTwice):
        texts.set_obligations(third, obligations=[SUIVI], **WHO)
    texts.set_obligations(third, obligations=[replace(SUIVI, replaces=second)], **WHO)
    assert third.obligations.get().replaces == second


def test_an_obligation_that_was_replaced_is_checked_against_its_own_text_alone(avenant):
    first = ObligationFactory(convention=avenant.convention, in_force=True, **vars_of(SUIVI))
    texts.set_obligations(avenant, obligations=[replace(SUIVI, replaces=first)], **WHO)
    signed_obligation(avenant)

    version = texts.write_obligation(first.convention, SUIVI, version_of=first, ranked_at=MONDAY)

    assert version.kept_id == first.pk


def vars_of(spec):
    return {"title": spec.title, "cadence": spec.cadence, "due_on": spec.due_on}


def signed_obligation(avenant):
    vote = {"voted_on": DAY, "deliberation": avenant.convention.deliberation}
    Avenant.objects.filter(pk=avenant.pk).update(
        **vote, state=AvenantState.SIGNED, signed_on=DAY, signed_at=MONDAY
    )
    avenant.obligations.update(effective_on=DAY, recorded_at=MONDAY)
    return avenant.obligations.get()


@pytest.mark.parametrize("former", ["elsewhere", "not in force", "of the same draft"])
def test_an_obligation_replaces_one_in_force_of_its_convention(avenant, former):
    found = {
        "elsewhere": lambda: ObligationFactory(in_force=True),
        "not in force": lambda: ObligationFactory(convention=avenant.convention),
        "of the same draft": lambda: ObligationFactory(
            convention=avenant.convention, avenant=avenant
        ),
    }[former]()
    spec = ObligationSpec("Suivi resserré", Cadence.MONTHLY, replaces=found)

    with pytest.raises(texts.NotReplaceable):
        texts.set_obligations(avenant, obligations=[spec], **WHO)
    assert Obligation.objects.filter(pk=found.pk).exists()


def test_an_abandoned_avenant_is_written_again_under_another_number(avenant):
    former = ObligationFactory(convention=avenant.convention, in_force=True)
    obligations = [ObligationSpec("Suivi resserré", Cadence.MONTHLY, replaces=former), SUIVI]
    texts.set_obligations(avenant, obligations=obligations, **WHO)
    twice = ObligationSpec("Suivi relâché", Cadence.QUARTERLY, replaces=former)
    with pytest.raises(texts.NotReplaceable):
        texts.set_obligations(avenant, obligations=[*obligations, twice], **WHO)
    avenants.abandon(avenant, **WHO)

    again = avenants.draft(avenant.convention, subject="Objet", obligations=obligations, **WHO)

    assert again.obligations.get(replaces=former).title == "Suivi resserré"
    assert avenant.obligations.count() == 2


def test_a_first_text_replaces_no_obligation(draft):
    former = ObligationFactory(in_force=True)
    spec = ObligationSpec("Suivi resserré", Cadence.MONTHLY, replaces=former)

    with pytest.raises(texts.NotReplaceable):
        texts.set_obligations(draft, obligations=[spec], **WHO)


def test_a_draft_is_renamed_and_a_withdrawn_vote_makes_it_a_draft_again():
    convention = ConventionFactory(voted=True)
    convention = votes.withdraw(convention, **WHO)

    funder = OrganisationFactory()
    found = conventions.edit(
        convention,
        title="Autre",
        funder=funder,
        funder_quality=PartyQuality.MANAGING_AUTHORITY,
        filed_on=DAY,
        **WHO,
    )

    assert (found.state, found.voted_on, found.deliberation) == (ConventionState.DRAFT, None, None)
    assert (found.title, found.funder, found.filed_on) == ("Autre", funder, DAY)
    assert found.funder_quality == PartyQuality.MANAGING_AUTHORITY


def test_a_draft_goes_with_all_that_is_written_in_it(draft):
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)
    texts.set_obligations(draft, obligations=[SUIVI], **WHO)
    texts.set_parties(draft, parties=[party("État")], **WHO)

    conventions.discard(draft, **WHO)

    assert not Convention.objects.exists()
    assert Event.objects.get(verb="convention.discarded").subject == draft.title


def test_a_draft_on_which_a_plan_stands_is_kept_whole(draft):
    texts.set_block(draft, Block.DURATION, clauses=[END], **WHO)
    PlanFactory(programme=draft.programme, convention=draft)

    with pytest.raises(conventions.StandsOnIt):
        conventions.discard(draft, **WHO)
    assert kinds(Convention.objects.get()) == ["action_end"]


def undated():
    return ConventionFactory(
        signed=True, signed_on=None, signed_source="une délibération", signed_at=MONDAY
    )


def test_a_day_of_signature_said_later_leaves_the_effects():
    convention = undated()
    ClauseFactory(convention=convention, effective_on=dt.date(2021, 1, 1), recorded_at=MONDAY)

    found = signatures.record_day(convention, on=dt.date(2021, 3, 11), **WHO)

    assert found.signed_on == dt.date(2021, 3, 11)
    assert found.clauses.get().effective_on == dt.date(2021, 1, 1)


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (DAY + dt.timedelta(days=1), DayInFuture),
        (dt.date(2021, 2, 7), DayBeforeCause),
    ],
)
def test_a_day_of_signature_said_later_is_between_the_vote_and_this_day(on, refused):
    convention = undated()

    with pytest.raises(refused):
        signatures.record_day(convention, on=on, **WHO)
