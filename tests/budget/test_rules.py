"""An imputation in parts; what has another form is kept whole."""

import pytest

from budget.enums import Norm, Section
from budget.rules import Parts, read_imputation, section_of, wrong_section


@pytest.mark.parametrize(
    ("imputation", "parts"),
    [
        ("6568//930202", Parts("930", "0202", "6568")),
        ("74772//930202", Parts("930", "0202", "74772")),
        ("13172//900202", Parts("900", "0202", "13172")),
        (" 13172 // 900202 ", Parts("900", "0202", "13172")),
        ("935/56/6518/56000017", Parts("935", "56", "6518", "56000017")),
        ("935/56/6518", Parts("935", "56", "6518")),
    ],
)
def test_the_imputations_of_the_texts_are_read_in_parts(imputation, parts):
    assert read_imputation(imputation) == parts


@pytest.mark.parametrize(
    "imputation", ["", "6568", "6568/930202", "6568//950202", "8568//930202", "935/56", "x//930202"]
)
def test_another_form_is_not_guessed(imputation):
    assert read_imputation(imputation) is None


def test_the_chapters_of_four_digits_belong_to_m52():
    assert read_imputation("6568//93566", Norm.M52) == Parts("9356", "566", "6568")
    assert read_imputation("6568//93566", Norm.M57) == Parts("935", "566", "6568")


@pytest.mark.parametrize(
    ("chapter", "section"),
    [
        ("900", Section.INVESTMENT),
        ("917", Section.INVESTMENT),
        ("926", Section.INVESTMENT),
        ("930", Section.FUNCTIONING),
        ("9356", Section.FUNCTIONING),
        ("947", Section.FUNCTIONING),
        ("011", None),
        ("65", None),
        ("", None),
        ("952", None),
    ],
)
def test_a_functional_chapter_says_its_section(chapter, section):
    assert section_of(chapter) == section


def test_a_chapter_of_the_other_section_is_said():
    assert wrong_section("900", Section.FUNCTIONING) == (
        "Le chapitre 900 est un chapitre d’investissement\u00a0; "
        "la ligne est inscrite en fonctionnement."
    )
    assert wrong_section("930", Section.INVESTMENT) == (
        "Le chapitre 930 est un chapitre de fonctionnement\u00a0; "
        "la ligne est inscrite en investissement."
    )


@pytest.mark.parametrize("chapter", ["930", "011", ""])
def test_a_chapter_of_its_section_or_of_none_is_sound(chapter):
    assert wrong_section(chapter, Section.FUNCTIONING) == ""
