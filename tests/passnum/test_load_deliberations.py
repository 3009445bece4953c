"""The votes of a programme file: what they cite, what they heard, what ties them."""

import datetime as dt

import pytest

from audit.models import Event
from deliberations.enums import OpinionResult, VisaOrigin
from deliberations.models import Deliberation
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIRST = """
[[deliberations]]
number = "2020-176"
assembly = "Conseil départemental"
session_on = 2020-07-06
subject = "Numérique inclusif"
"""
CITING = """
visas = [
  { text = "Vu le code général des collectivités territoriales" },
  { text = "Vu la délibération n° 2020-176", cites = "2020-176" },
]
opinions = [
  { committee = "2e commission", given_on = 2021-02-01, result = "favourable" },
  { committee = "6e commission" },
]
ties = [{ cites = "2020-480", text = "Rapport modificatif" }]
"""
TIED = """
[[deliberations]]
number = "2020-480"
assembly = "Conseil départemental"
session_on = 2020-12-14
subject = "Rapport modificatif"
"""
VOTE = 'session_on = 2021-02-08\nsubject = "Convention"\n'


def with_votes(vote=CITING, first=FIRST, tied=TIED, text=SMALL):
    """The small file with a vote before its own, and one that only a tie names after it."""
    before, own, after = text.partition("[[deliberations]]")
    return before + first + own + after.replace(VOTE, VOTE + vote, 1) + tied


def test_a_vote_keeps_what_it_cites_and_what_it_heard():
    load_text(with_votes())

    vote = Deliberation.objects.get(number="2021-10")
    visas = vote.visas.order_by("position").values_list("origin", "cites__number", "text")
    assert list(visas) == [
        (VisaOrigin.TEXT, None, "Vu le code général des collectivités territoriales"),
        (VisaOrigin.TEXT, "2020-176", "Vu la délibération n° 2020-176"),
        (VisaOrigin.STAFF, "2020-480", "Rapport modificatif"),
    ]
    opinions = vote.opinions.order_by("position").values_list("committee", "given_on", "result")
    assert list(opinions) == [
        ("2e commission", dt.date(2021, 2, 1), OpinionResult.FAVOURABLE),
        ("6e commission", None, OpinionResult.UNKNOWN),
    ]
    assert adds_nothing(with_votes())
    assert adds_nothing(dumped())


def test_what_a_vote_says_later_is_added_once():
    load_text(with_votes(vote=""))
    known = 'decision = "D’approuver."\nvotes_for = 43\nvotes_against = 0\nabstentions = 0\n'

    load_text(with_votes(vote=known + CITING))

    vote = Deliberation.objects.get(number="2021-10")
    assert (vote.votes_for, vote.decision, vote.visas.count()) == (43, "D’approuver.", 3)
    assert Event.objects.filter(verb="deliberation.edited").count() == 1
    assert adds_nothing(with_votes(vote=known + CITING))


def test_a_file_late_on_its_visas_is_no_difference():
    load_text(with_votes())

    assert adds_nothing(with_votes(vote=""))


DIFFERENCES = [
    ("Vu le code général", "Vu le code", "visas[1].text", "Vu le code des collectivités"),
    (', cites = "2020-176"', "", "visas[2].cites", "n° 2020-176 (Conseil départ"),
    ("2021-02-01", "2021-02-02", "opinions[1].given_on", "01/02/2021"),
    ("6e commission", "7e commission", "opinions[2].committee", "7e commission"),
    ("Rapport modificatif", "Autre motif", "ties[1].text", "« Rapport modificatif »"),
]


def test_a_vote_that_differs_is_refused_with_the_difference():
    load_text(with_votes())
    for old, new, key, said in DIFFERENCES:
        assert old in CITING

        found = faults(with_votes(vote=CITING.replace(old, new, 1)))

        (path,) = found
        assert path == f"deliberations[2].{key}", new
        assert said in found[path], new


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('cites = "2020-176"', 'cites = "2020-480"', "visas[2].cites", "ne décrit pas"),
        ('cites = "2020-480"', 'cites = "2019-438"', "ties[1].cites", "ne décrit pas"),
        ('cites = "2020-480"', 'cites = "2020-176"', "ties[1].cites", "déjà visée"),
        ("given_on = 2021-02-01", "given_on = 2021-03-01", "opinions", "doit précéder la séance"),
        ('text = "Vu le code', 'texte = "Vu le code', "visas[1].texte", "n’existe pas ici"),
    ],
)
def test_a_vote_that_cannot_be_is_said_at_its_key(old, new, key, said):
    found = faults(with_votes(vote=CITING.replace(old, new, 1)))

    assert said in found[f"deliberations[2].{key}"]


NAMESAKE = """
[[deliberations]]
number = "2020-176"
assembly = "Comité syndical"
session_on = 2020-03-02
subject = "Adhésion"
"""
OF_COUNCIL = "2020-176, Conseil départemental, 2020-07-06"
OF_SYNDICATE = "2020-176, Comité syndical, 2020-03-02"


def test_of_two_votes_of_one_number_the_file_says_which():
    cites = CITING.replace('cites = "2020-176"', f'cites = "{OF_SYNDICATE}"')
    ties = cites.replace('cites = "2020-480"', f'cites = "{OF_COUNCIL}"')
    text = with_votes(first=FIRST + NAMESAKE, vote=ties)

    load_text(text)

    vote = Deliberation.objects.get(number="2021-10")
    cited = [one.cites.assembly for one in vote.visas.exclude(cites=None).order_by("position")]
    assert cited == ["Comité syndical", "Conseil départemental"]
    assert adds_nothing(text)
    assert f'"{OF_SYNDICATE}"' in dumped()
    assert f'"{OF_COUNCIL}"' in dumped()
    assert adds_nothing(dumped())


def test_a_number_that_two_votes_share_is_refused_with_both_names():
    found = faults(with_votes(first=FIRST + NAMESAKE))

    said = found["deliberations[3].visas[2].cites"]
    assert f"Écrivez « {OF_SYNDICATE} » ou « {OF_COUNCIL} »" in said


def test_a_vote_alone_of_its_number_differs_from_the_recorded_one():
    load_text(with_votes())

    for old, new in (("2020-07-06", "2020-07-07"), ("Conseil", "conseil")):
        found = faults(with_votes(first=FIRST.replace(old, new)))

        assert "est déjà enregistré" in found["deliberations[1]." + KEYS[old]]
    assert Deliberation.objects.filter(number="2020-176").count() == 1


KEYS = {"2020-07-06": "session_on", "Conseil": "assembly"}


def test_a_vote_is_written_after_those_it_cites_of_the_same_session():
    cited = FIRST.replace("2020-176", "2021-99").replace("2020-07-06", "2021-02-08")
    load_text(with_votes(first=cited, vote=CITING.replace("2020-176", "2021-99")))

    numbers = [one["number"] for one in dumped_values()["deliberations"]]

    assert numbers == ["2020-480", "2021-99", "2021-10"]
    assert adds_nothing(dumped())
