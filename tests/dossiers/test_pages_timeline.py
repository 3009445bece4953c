"""The chain of votes: who cites whom, in cells that never cross over one another."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from deliberations.actions import deliberations
from deliberations.actions.deliberations import VisaSpec
from dossiers.pages.timeline import MAX_COLUMNS, TimelineEntry, timeline_entries, votes_page
from tests.factories.accounts import NOON
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.deliberations import CalendarFactory, DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
JOURNAL = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory(first_year=2001)


def votes(programme, count):
    """`0`, `1`…: one a year."""
    return [
        DeliberationFactory(programme=programme, number=str(n), session_on=dt.date(2001 + n, 1, 1))
        for n in range(count)
    ]


def cite(citing, *cited):
    visas = [VisaSpec(f"Vu la délibération n°{one.number}", one) for one in cited]
    deliberations.edit(citing, visas=visas, **JOURNAL)


def tie(citing, cited, text=""):
    deliberations.tie(citing, cited, text=text, **JOURNAL)


def drawn(programme):
    """The cells, a line a vote: `|` passes, `>` reaches a cited vote, `-` leaves one that cites."""
    signs = {(False, False): " ", (True, False): "-", (True, True): ">"}
    return [
        "".join(
            "|" if cell.up and cell.down and not cell.branch else signs[cell.branch, cell.arrow]
            for cell in entry.cells
        )
        for entry in timeline_entries(programme)
    ]


def test_votes_come_the_oldest_first_each_with_what_it_cites_and_who_cites_it(programme):
    first, second, third = votes(programme, 3)
    cite(third, second, first)
    tie(second, first, "Même stratégie")

    found = timeline_entries(programme)

    assert [entry.deliberation for entry in found] == [first, second, third]
    told = [
        [(link.deliberation.number, link.origin, link.text) for link in entry.cites]
        for entry in found
    ]
    assert told == [[], [("0", "staff", "Même stratégie")], [("1", "text", ""), ("0", "text", "")]]
    assert [[link.deliberation.number for link in entry.cited_by] for entry in found] == [
        ["1", "2"],
        ["2"],
        [],
    ]


def test_a_vote_cited_twice_by_a_text_is_one_link(programme):
    first, second = votes(programme, 2)
    cite(second, first, first)

    assert len(timeline_entries(programme)[1].cites) == 1
    assert drawn(programme) == [">", "-"]


def test_a_lane_joins_all_that_a_text_cites(programme):
    one, _, three, four = votes(programme, 4)
    cite(four, one, three)

    assert drawn(programme) == [">", "|", ">", "-"]


def test_lanes_that_meet_stand_side_by_side_the_shortest_nearest(programme):
    one, two, three, four = votes(programme, 4)
    cite(four, one)
    cite(three, two)

    assert drawn(programme) == ["> ", "|>", "|-", "- "]
    reaches = [cell.reach for cell in timeline_entries(programme)[0].cells if cell.branch]
    assert reaches == [2]


def test_lanes_that_never_meet_share_a_column(programme):
    one, two, three, four = votes(programme, 4)
    cite(two, one)
    cite(four, three)

    assert drawn(programme) == [">", "-", ">", "-"]


def test_lanes_that_touch_at_a_vote_do_not_share_one(programme):
    one, two, three = votes(programme, 3)
    tie(two, one)
    tie(three, two)

    assert all(len(line) == 2 for line in drawn(programme))


def test_a_visa_is_drawn_whole_and_a_tie_dotted(programme):
    one, two = votes(programme, 2)
    cite(two, one)
    other = votes(ProgrammeFactory(), 2)
    tie(other[1], other[0])

    assert "tied" not in timeline_entries(programme)[1].cells[0].classes
    assert timeline_entries(other[0].programme)[1].cells[0].classes == "lane up branch tied reach-1"


def test_no_more_lanes_are_drawn_than_a_phone_holds_and_words_tell_the_others(programme):
    every = votes(programme, MAX_COLUMNS + 3)
    for citing in every[1:]:
        cite(citing, every[0])

    found = timeline_entries(programme)

    assert {len(entry.cells) for entry in found} == {MAX_COLUMNS}
    assert len(found[0].cited_by) == MAX_COLUMNS + 2


def test_a_vote_of_the_same_day_is_told_in_words_where_it_cannot_be_drawn(programme):
    day = dt.date(2020, 12, 14)
    first = DeliberationFactory(programme=programme, number="2020-480", session_on=day)
    second = DeliberationFactory(programme=programme, number="2020-481", session_on=day)
    cite(first, second)

    assert drawn(programme) == ["", ""]
    assert timeline_entries(programme)[0].cites[0].deliberation == second


def test_each_vote_tells_what_it_founds(programme):
    (vote,) = votes(programme, 1)
    convention = ConventionFactory(
        programme=programme, signed=True, deliberation=vote, title="Convention ANCT"
    )
    AvenantFactory(convention=convention, voted=True, deliberation=vote)
    CalendarFactory(programme=programme, deliberation=vote)
    subsidy = SubsidyFactory(programme=programme, deliberation=vote)

    told = [
        (one.what.replace("\u00a0", " "), one.state)
        for one in timeline_entries(programme)[0].based_on_it
    ]

    assert told == [
        ("Convention ANCT", "signée"),
        ("avenant n° 1, Convention ANCT", "voté"),
        ("calendrier des pass, du 1er janvier 2021 au 31 décembre 2023 inclus", ""),
        (f"subvention de 10 000,00 € à {subsidy.beneficiary}, {subsidy.purpose}", ""),
    ]


def test_a_chain_of_ten_asks_as_much_as_a_chain_of_two(programme, django_assert_num_queries):
    every = votes(programme, 10)
    for citing in every[1:]:
        cite(citing, every[0])
        ConventionFactory(programme=programme, signed=True, deliberation=citing)

    with django_assert_num_queries(6):
        assert len(timeline_entries(programme)) == 10


def test_the_chain_of_a_programme_holds_no_vote_of_another(programme):
    votes(programme, 1)
    votes(ProgrammeFactory(), 2)

    assert len(timeline_entries(programme)) == 1


def test_paper_has_all_the_votes_however_many():
    many = [TimelineEntry(None)] * 2_001

    shown = [len(votes_page(many, None, is_whole=whole)["votes"]) for whole in (True, False)]

    assert shown[0] == 2_001
    assert shown[1] < 2_001
