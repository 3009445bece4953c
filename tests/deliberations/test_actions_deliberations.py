"""Votes: recorded, corrected, tied to those that they follow."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from common import errors
from common.errors import Refusal
from deliberations.actions import deliberations
from deliberations.actions.deliberations import GroupSpec, OpinionSpec, VisaSpec
from deliberations.enums import OpinionResult, VisaOrigin, Vote
from deliberations.models import Deliberation, Opinion, Visa
from tests.factories.accounts import NOON
from tests.factories.deliberations import CalendarFactory, DeliberationFactory

pytestmark = pytest.mark.django_db
JOURNAL = {"by": SYSTEM.at(NOON)}
FACTS = {
    "number": "2022-284",
    "assembly": "Commission permanente",
    "session_on": dt.date(2022, 7, 4),
    "subject": "FEDER REACT-EU",
}
CODE_OF_LAW = VisaSpec("Vu le Code général des collectivités territoriales")


@pytest.fixture
def earlier(programme):
    return vote(programme, "2020-480", dt.date(2020, 12, 14))


def vote(programme, number, day):
    return DeliberationFactory(programme=programme, number=number, session_on=day)


def cites(deliberation):
    """The visa that points to a vote, in its words."""
    return VisaSpec(f"Vu la délibération n°{deliberation.number}", deliberation)


def record(programme, **facts):
    return deliberations.record(programme, **FACTS | JOURNAL | facts)


def refusal(call, *args, **kwargs):
    with pytest.raises(Refusal) as refused, transaction.atomic():
        call(*args, **JOURNAL | kwargs)
    return refused.value.code, refused.value.field


def test_a_deliberation_keeps_its_vote_and_comes_once(programme):
    facts = {
        "number": "2023-204",
        "assembly": "Commission permanente",
        "session_on": dt.date(2023, 5, 15),
        "subject": "Avenant",
    }

    found = deliberations.record(
        programme, **facts, votes_for=43, votes_against=0, abstentions=0, **JOURNAL
    )

    assert (found.votes_for, found.votes_against, found.abstentions) == (43, 0, 0)
    with pytest.raises(errors.AlreadyRecorded, match="2023-204"):
        deliberations.record(programme, **facts, **JOURNAL)


def test_a_vote_keeps_its_decision_visas_and_opinions_in_their_order(programme, earlier):
    opinions = [
        OpinionSpec("1ère commission", dt.date(2022, 6, 20), OpinionResult.FAVOURABLE),
        OpinionSpec("6ème commission"),
    ]

    kept = record(
        programme,
        decision="Article 1",
        visas=[CODE_OF_LAW, cites(earlier), VisaSpec("Vu le rapport du Président")],
        opinions=opinions,
        votes_for=44,
        votes_against=0,
        abstentions=0,
    )

    visas = list(kept.visas.order_by("position").values_list("text", "cites__number", "origin"))
    assert visas == [
        (CODE_OF_LAW.text, None, "text"),
        ("Vu la délibération n°2020-480", "2020-480", "text"),
        ("Vu le rapport du Président", None, "text"),
    ]
    said = kept.opinions.order_by("position").values_list("committee", "given_on", "result")
    assert list(said) == [
        ("1ère commission", dt.date(2022, 6, 20), "favourable"),
        ("6ème commission", None, "unknown"),
    ]
    assert kept.decision == "Article 1"
    assert Event.objects.get(verb="deliberation.recorded").programme_id == programme.pk


def test_a_text_may_cite_the_same_vote_twice(programme, earlier):
    kept = record(programme, visas=[cites(earlier), VisaSpec("Vu, en tant que CP,", earlier)])

    assert kept.visas.filter(cites=earlier).count() == 2


def test_a_vote_may_cite_one_of_its_own_day(programme):
    same_day = vote(programme, "2022-283", FACTS["session_on"])

    assert record(programme, visas=[cites(same_day)]).visas.get().cites == same_day


def test_a_vote_does_not_cite_a_later_one(programme):
    later = vote(programme, "2023-204", dt.date(2023, 5, 15))

    assert refusal(record, programme, visas=[cites(later)]) == ("cites_later", "visas")
    assert not Deliberation.objects.filter(number="2022-284").exists()


def test_a_vote_does_not_cite_one_of_another_programme(programme):
    elsewhere = DeliberationFactory()

    assert refusal(record, programme, visas=[cites(elsewhere)]) == ("another_programme", "visas")


def test_an_act_of_an_assembly_is_entered_once(programme, earlier):
    same = {name: getattr(earlier, name) for name in ("number", "assembly", "session_on")}
    in_capitals = same | {"assembly": earlier.assembly.upper()}
    other = record(programme)

    assert refusal(record, programme, **same) == ("already_recorded", "number")
    assert refusal(record, programme, **in_capitals) == ("already_recorded", "number")
    assert refusal(deliberations.edit, other, **same) == ("already_recorded", "number")


@pytest.mark.parametrize(
    "apart", [{"assembly": "Comité syndical"}, {"session_on": dt.date(2021, 12, 14)}]
)
def test_a_number_is_that_of_an_assembly_and_a_session(programme, earlier, apart):
    facts = {"assembly": earlier.assembly, "session_on": earlier.session_on} | apart

    other = record(programme, number=earlier.number, **facts)

    assert earlier.in_full != other.in_full


def test_a_visa_moved_to_another_vote_of_the_same_number_is_a_change(programme, earlier):
    namesake = record(programme, number=earlier.number, assembly="Comité")
    later = vote(programme, "2023-1", dt.date(2023, 5, 15))
    deliberations.edit(later, visas=[VisaSpec("Vu", earlier)], **JOURNAL)
    read = deliberations.version(later)

    deliberations.edit(later, visas=[VisaSpec("Vu", namesake)], **JOURNAL)

    assert deliberations.version(later) != read


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"votes_for": 43}, "votes_against"),
        ({"votes_against": 0, "abstentions": 0}, "votes_for"),
        ({"votes_for": 43, "votes_against": 0}, "abstentions"),
    ],
)
def test_the_counts_of_a_vote_are_known_together(programme, earlier, given, field):
    assert refusal(record, programme, **given) == ("votes_incomplete", field)
    assert refusal(deliberations.edit, earlier, **given) == ("votes_incomplete", field)


def test_an_opinion_is_given_before_the_vote(programme):
    late = [OpinionSpec("1ère commission", dt.date(2022, 7, 5))]
    on_the_day = [OpinionSpec("1ère commission", dt.date(2022, 7, 4))]

    assert refusal(record, programme, opinions=late) == ("day_after_consequence", "opinions")
    assert record(programme, opinions=on_the_day).opinions.count() == 1


def test_a_correction_tells_what_was_and_what_is(programme, earlier):
    kept = record(programme, visas=[CODE_OF_LAW], opinions=[OpinionSpec("1ère commission")])

    deliberations.edit(
        kept,
        **FACTS | {"subject": "FEDER", "session_on": dt.date(2022, 7, 5)},
        decision="Article 1",
        visas=[cites(earlier)],
        **JOURNAL,
    )

    details = Event.objects.get(verb="deliberation.edited").details
    assert details == {
        "was": {"session_on": "2022-07-04", "subject": "FEDER REACT-EU"},
        "now": {"session_on": "2022-07-05", "subject": "FEDER"},
        "texts": ["decision", "visas"],
    }
    assert kept.visas.get().cites == earlier
    assert kept.opinions.get().committee == "1ère commission"


def test_a_correction_that_changes_nothing_leaves_no_trace(programme):
    kept = record(programme, visas=[CODE_OF_LAW])

    deliberations.edit(kept, **FACTS, visas=[CODE_OF_LAW], opinions=[], **JOURNAL)

    assert not Event.objects.filter(verb="deliberation.edited").exists()


def test_a_correction_of_the_visas_keeps_the_ties_made_by_staff(programme, earlier):
    kept = record(programme, visas=[CODE_OF_LAW])
    deliberations.tie(kept, earlier, **JOURNAL)

    deliberations.edit(kept, visas=[VisaSpec("Vu A"), VisaSpec("Vu B")], **JOURNAL)

    found = kept.visas.order_by("position").values_list("text", "origin")
    assert list(found) == [("Vu A", "text"), ("Vu B", "text"), ("", "staff")]


def test_a_correction_does_not_write_over_that_of_somebody_else(programme):
    kept = record(programme)
    seen = deliberations.version(kept)
    deliberations.edit(kept, subject="Corrigé", read_version=seen, **JOURNAL)

    assert (
        refusal(deliberations.edit, kept, subject="Autre", read_version=seen)[0]
        == "changed_meanwhile"
    )
    kept.refresh_from_db()
    assert kept.subject == "Corrigé"


def test_a_session_moves_with_the_visas_that_its_correction_drops(programme, earlier):
    kept = record(programme, visas=[cites(earlier)])
    before = {"session_on": dt.date(2020, 12, 1)}

    assert refusal(deliberations.edit, kept, **before) == ("cites_later", "session_on")
    deliberations.edit(kept, visas=[CODE_OF_LAW], **before, **JOURNAL)

    kept.refresh_from_db()
    assert kept.session_on == before["session_on"]


def test_a_session_does_not_move_past_the_votes_that_cite_it(programme, earlier):
    record(programme, visas=[cites(earlier)])
    after = {"session_on": dt.date(2022, 7, 5)}

    assert refusal(deliberations.edit, earlier, **after) == ("cites_later", "session_on")


def test_a_session_that_decided_a_calendar_keeps_its_day(programme):
    kept = record(programme)
    CalendarFactory(programme=programme, deliberation=kept, in_force_on=kept.session_on)

    assert refusal(deliberations.edit, kept, session_on=dt.date(2022, 7, 5)) == (
        "session_day_in_use",
        "session_on",
    )


def test_staff_tie_a_vote_to_the_one_that_it_follows(programme, earlier):
    kept = record(programme)

    tied = deliberations.tie(kept, earlier, text=" Même stratégie ", **JOURNAL)

    assert (tied.origin, tied.cites, tied.text) == (VisaOrigin.STAFF, earlier, "Même stratégie")
    assert Event.objects.get(verb="deliberation.tied").details == {"cites": "2020-480"}


@pytest.mark.parametrize("origin", VisaOrigin)
def test_two_votes_are_tied_once(programme, earlier, origin):
    kept = record(programme, visas=[cites(earlier)] if origin == VisaOrigin.TEXT else [])
    if origin == VisaOrigin.STAFF:
        deliberations.tie(kept, earlier, **JOURNAL)

    assert refusal(deliberations.tie, kept, earlier) == ("already_tied", "cites")


def test_a_vote_is_tied_to_an_earlier_one_of_its_programme_only(programme, earlier):
    kept = record(programme)

    assert refusal(deliberations.tie, earlier, kept) == ("cites_later", "cites")
    assert refusal(deliberations.tie, kept, kept) == ("cites_itself", "cites")
    assert refusal(deliberations.tie, kept, DeliberationFactory()) == ("another_programme", "cites")


def test_a_tie_is_taken_back_once(programme, earlier):
    kept = record(programme)
    tied = deliberations.tie(kept, earlier, **JOURNAL)
    deliberations.untie(tied, **JOURNAL)

    assert not kept.visas.exists()
    assert Event.objects.get(verb="deliberation.untied").details == {"cites": "2020-480"}
    assert refusal(deliberations.untie, Visa(pk=tied.pk or 0, deliberation=kept))[0] == "not_tied"


def test_a_visa_of_the_text_is_not_untied(programme, earlier):
    kept = record(programme, visas=[cites(earlier)])

    assert refusal(deliberations.untie, kept.visas.get())[0] == "not_tied"


def test_a_visa_says_something(programme):
    assert refusal(record, programme, visas=[VisaSpec("  ")]) == ("visa_empty", "visas")


def test_the_words_of_a_visa_cite_several_votes(programme, earlier):
    other = vote(programme, "2019-1", dt.date(2019, 6, 27))

    kept = record(programme, visas=[cites(earlier), VisaSpec(cites=other), CODE_OF_LAW])

    found = kept.visas.order_by("position").values_list("text", "cites__number")
    assert list(found)[1:] == [("", "2019-1"), (CODE_OF_LAW.text, None)]
    for visas in ([VisaSpec(cites=other)], [CODE_OF_LAW, VisaSpec()]):
        assert refusal(deliberations.edit, kept, visas=visas) == ("visa_empty", "visas")


@pytest.mark.parametrize("field", ["published_on", "transmitted_on"])
def test_a_vote_is_published_and_transmitted_after_its_session(programme, field):
    kept = record(programme, **{field: FACTS["session_on"]})

    too_early = {field: dt.date(2022, 7, 3)}
    assert refusal(deliberations.edit, kept, **too_early) == ("day_before_cause", field)


def test_the_groups_of_a_vote_are_replaced_and_the_journal_says_so(programme):
    kept = record(programme, groups=[GroupSpec("A", Vote.FOR), GroupSpec("B", Vote.AGAINST)])

    deliberations.edit(kept, groups=[GroupSpec(" B ", Vote.FOR)], present=40, **JOURNAL)

    assert list(kept.groups.values_list("position", "name", "vote")) == [(1, "B", "for")]
    told = Event.objects.get(verb="deliberation.edited").details
    assert (told["now"], told["texts"]) == ({"present": 40}, ["groups"])


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        (
            "deliberation_votes_known_together",
            lambda a, b: Deliberation.objects.filter(pk=a.pk).update(votes_for=1),
        ),
        ("visa_in_order", lambda a, b: visa(b, position=1, cites=a)),
        ("visa_tied_once", lambda a, b: visa(b, cites=a) and visa(b, cites=a, position=3)),
        ("visa_says_something", lambda a, b: visa(b)),
        ("visa_says_something", lambda a, b: visa(b, origin=VisaOrigin.TEXT)),
        ("visa_says_something", lambda a, b: b.visas.update(text="")),
        ("group_in_order", lambda a, b: [group(b), group(b)]),
        (
            "deliberation_published_after_session",
            lambda a, b: publish(b, published_on=dt.date(2022, 7, 3)),
        ),
        (
            "deliberation_transmitted_after_session",
            lambda a, b: publish(b, transmitted_on=dt.date(2022, 7, 3)),
        ),
        ("visa_cites_another", lambda a, b: visa(b, cites=b)),
        ("visa_cites_earlier", lambda a, b: visa(a, cites=b)),
        ("visa_of_its_programme", lambda a, b: visa(b, cites=DeliberationFactory())),
        ("visa_cites_earlier", lambda a, b: move(b, dt.date(2020, 1, 1))),
        ("visa_cites_earlier", lambda a, b: move(a, dt.date(2022, 8, 1))),
        ("opinion_in_order", lambda a, b: [opinion(b), opinion(b)]),
    ],
)
def test_the_database_refuses(programme, earlier, constraint, change):
    later = record(programme, visas=[cites(earlier)])

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        change(earlier, later)

    assert refused.value.__cause__.diag.constraint_name == constraint


def visa(deliberation, **facts):
    facts = {"position": 2, "origin": VisaOrigin.STAFF} | facts
    return Visa.objects.create(deliberation=deliberation, **facts)


def opinion(deliberation):
    return Opinion.objects.create(deliberation=deliberation, position=1, committee="1ère")


def group(deliberation):
    return deliberation.groups.create(position=1, name="Union", vote=Vote.FOR)


def publish(deliberation, **days):
    Deliberation.objects.filter(pk=deliberation.pk).update(**days)


def move(deliberation, day):
    Deliberation.objects.filter(pk=deliberation.pk).update(session_on=day)
