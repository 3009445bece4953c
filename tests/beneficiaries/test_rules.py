"""Who is entitled, on values alone."""

import datetime as dt

import pytest

from beneficiaries import rules
from beneficiaries.enums import Channel, Status
from beneficiaries.rules import CategoryRule, Facts, Quota

DAY = dt.date(2023, 1, 1)


def rule(**conditions):
    given = {
        "code": "young",
        "label": "Jeunes",
        "min_age": None,
        "max_age": None,
        "statuses": (),
        "passes_granted": 10,
        "passes_granted_alone": None,
        "ceiling": 10,
    }
    return CategoryRule(**(given | conditions))


def facts(**known):
    given = {
        "filed_on": DAY,
        "age": 28,
        "status": Status.APPRENTICE,
        "channel": Channel.ACCOMPANIED,
        "commune": "62041",
        "departement": "62",
    }
    return Facts(**(given | known))


def failing(judgement):
    (reason,) = judgement.reasons
    return [criterion.name for criterion in reason.criteria if not criterion.holds]


@pytest.mark.parametrize(
    ("day", "born_on", "age"),
    [
        ("2023-01-01", "1994-12-31", 28),
        ("2022-12-31", "1994-12-31", 28),
        ("2022-12-30", "1994-12-31", 27),
        ("2023-02-28", "2004-02-29", 18),
        ("2023-03-01", "2004-02-29", 19),
        ("2023-01-01", "2023-01-01", 0),
    ],
)
def test_age_counts_whole_years(day, born_on, age):
    assert rules.age_on(dt.date.fromisoformat(day), dt.date.fromisoformat(born_on)) == age


def test_the_same_person_has_one_key_however_the_name_is_typed():
    keys = {
        rules.identity_key(last, first, DAY, "62041")
        for last, first in (("LE-GOFF", "Zoé"), ("Le Goff", "zoe"), (" le  goff ", "ZOÉ"))
    }
    assert keys == {"le goff|zoe|2023-01-01|62041"}


@pytest.mark.parametrize(
    ("conditions", "known", "lacking"),
    [
        ({}, {}, []),
        ({"min_age": 28, "max_age": 28}, {}, []),
        ({"max_age": 27}, {}, ["âge"]),
        ({"min_age": 29}, {}, ["âge"]),
        ({"statuses": (Status.RSA, Status.APPRENTICE)}, {}, []),
        ({"statuses": (Status.RSA,)}, {}, ["situation"]),
        ({}, {"territory": ("62", "59")}, []),
        ({}, {"territory": ("59",)}, ["domicile"]),
        ({}, {"quotas": {"young": Quota(10, 10, DAY)}}, ["quota"]),
        ({}, {"quotas": {"young": Quota(5, 10, DAY)}}, []),
        ({}, {"quotas": {"old": Quota(10, 10, DAY)}}, []),
        (
            {"statuses": (Status.RSA,), "max_age": 20},
            {"territory": ("59",)},
            ["domicile", "situation", "âge"],
        ),
    ],
)
def test_each_criterion_is_judged_and_named(conditions, known, lacking):
    judgement = rules.judge(facts(**known), [rule(**conditions)])

    assert failing(judgement) == lacking
    assert judgement.granted is (lacking == [])
    assert judgement.category == (None if lacking else "young")


@pytest.mark.parametrize(
    ("channel", "before", "passes"),
    [
        (Channel.ACCOMPANIED, 0, 10),
        (Channel.ALONE, 0, 5),
        (Channel.ALONE, 5, 5),  # on a complementary request
        (Channel.ACCOMPANIED, 5, 5),  # what is left
        (Channel.ALONE, 10, 0),
    ],
)
def test_someone_alone_gets_half_then_the_rest_and_never_more(channel, before, passes):
    begun = {"young": Quota(before, 10, DAY)} if before else {}
    judgement = rules.judge(facts(channel=channel, quotas=begun), [rule(passes_granted_alone=5)])

    assert (judgement.passes, judgement.granted) == (passes, passes > 0)


def test_the_public_that_grants_most_is_chosen_and_the_first_at_equality():
    offers = [
        rule(code=code, passes_granted=passes) for code, passes in (("a", 5), ("b", 10), ("c", 10))
    ]
    assert rules.judge(facts(), offers).category == "b"


def test_a_version_without_public_grants_nothing():
    assert rules.judge(facts(), []) == rules.Judgement(False, None, 0, ())


def test_reasons_name_the_age_the_day_and_the_situation():
    judgement = rules.judge(
        facts(filed_on=dt.date(2022, 12, 31)),
        [rule(min_age=18, max_age=25, statuses=(Status.INSERTION, Status.CEJ))],
    )
    said = {criterion.name: criterion.sentence for criterion in judgement.reasons[0].criteria}

    age = "28 ans le 31 décembre 2022 ; âge demandé : de 18 à 25 ans."
    assert said["âge"].replace("\u00a0", " ") == age
    assert said["situation"].startswith("Situation déclarée\u00a0: en contrat d’apprentissage.")
    assert "en parcours d’insertion\u00a0; en contrat d’engagement jeune" in said["situation"]


@pytest.mark.parametrize(
    ("youngest", "oldest", "told"),
    [
        (None, None, ""),
        (60, None, "60\u00a0ans et plus"),
        (None, 15, "jusqu’à 15\u00a0ans"),
        (18, 30, "de 18 à 30\u00a0ans"),
    ],
)
def test_ages_are_told(youngest, oldest, told):
    assert rules.age_range(youngest, oldest) == told


def test_facts_are_the_same_once_kept_and_read_again():
    known = facts(territory=("62",), quotas={"young": Quota(5, 10, DAY)})
    assert Facts.from_json(known.as_json()) == known


def test_a_refusal_tells_from_which_day_the_same_facts_are_admitted():
    versions = [
        (dt.date(2024, 1, 1), [rule(label="Plus tard")]),
        (dt.date(2022, 1, 1), [rule(label="Avant")]),
        (dt.date(2023, 6, 1), [rule(max_age=20), rule(label="Apprentis", max_age=30)]),
    ]
    assert rules.first_later_admission(facts(), versions) == (dt.date(2023, 6, 1), "Apprentis")
    assert rules.first_later_admission(facts(age=31), versions) == (
        dt.date(2024, 1, 1),
        "Plus tard",
    )
    assert rules.first_later_admission(facts(filed_on=dt.date(2025, 1, 1)), versions) is None
