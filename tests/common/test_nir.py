"""A NIR is found wherever it hides; telephone numbers, days and other numbers are left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir

from common.nir import contains_nir

MALE = "1850578006084"  # the example that the INSEE prints; its key is 91


@pytest.mark.parametrize(
    "text",
    [
        MALE,
        f"{MALE}91",
        "1 85 05 78 006 084",
        "1 85 05 78 006 084 91",
        "1\u00a085\u00a005\u00a078\u00a0006\u00a0084",
        "1.85.05.78.006.084",
        "1-85-05-78-006-084 91",
        "attestation_1850578006084.pdf",
        "NIR1850578006084",
        "n° 1850578006084, née le 12/05/1985",
        "1850578006084 12/05/1985",
        "12/05/1985 1 85 05 78 006 084",
        "1 85 05 78 006 084 06 12 34 56 78",
        "253072A073004",
        "2 53 07 2b 073 004",
        "253072B07300470",
        "１８５０５７８００６０８４",
        "2 95 10 99 126 111 93",  # born abroad
        "7850578006084",  # given while the identity is being checked
        "185207800608440",  # a month that only the key makes believable
    ],
)
def test_a_nir_is_found(text):
    assert contains_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dupont-Lefèvre",
        "185057800608",  # 12 digits
        "18505780060845",  # 14
        "185057800608499",  # 15, wrong key
        "1 85 05 78 006 084 99",
        "9991850578006084",  # inside a longer number
        "18505780060849112",
        "0850578006084",  # sex
        "5850578006084",
        "1851378006084",  # month
        "1850078006084",
        "1852078006084",  # a rare month, without a key
        "1850500006084",  # département
        "253072C073004",
        "03 21 00 00 00",
        "0321000000 0612345678",
        "+33 1 45 12 89 10 06 12 34 56 78",
        "0033145128910",
        "+33612345678 15/05/2023",
        "1/05/2023 06 12 34 56 78",
        "2023-05-15 10:30",
        "226 200 012 00012",  # SIRET
        "22620001200012",
        "1684144800000",  # an instant in milliseconds
        "P 0004 1207",
    ],
)
def test_what_is_not_a_nir_is_left_alone(text):
    assert not contains_nir(text)


departements = st.one_of(
    st.integers(1, 99).map("{:02}".format), st.sampled_from(["2A", "2B", "2a", "2b"])
)
nirs = st.builds(
    "{}{:02}{:02}{}{:03}{:03}".format,
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    departements,
    st.integers(1, 990),
    st.integers(1, 999),
)
gaps = st.sampled_from(["", " ", "\u00a0", "\u202f", ".", "-", "_", "  "])
words = st.text(alphabet="abcÉ ,;:'’()n°", max_size=12)


@given(nirs, st.lists(gaps, min_size=12, max_size=12), words, words)
def test_a_nir_is_found_whatever_parts_its_digits_and_surrounds_it(number, parted, before, after):
    digits = "".join(digit + gap for digit, gap in zip(number, [*parted, ""], strict=True))
    assert contains_nir(f"{before}{digits}{after}")


@given(nirs, st.integers(0, 99))
def test_of_15_digits_the_key_decides(number, key):
    right = nir.calc_check_digits(number.upper())
    assert contains_nir(number + right)
    assert contains_nir(f"{number}{key:02}") is (f"{key:02}" == right)


@given(nirs, st.integers(1, 9), st.integers(0, 9))
def test_a_nir_inside_a_longer_number_is_another_number(number, before, after):
    assert not contains_nir(f"{before}{number}{after}{after}{after}")


phones = st.builds(
    lambda style, digits: style(digits),
    st.sampled_from(
        [
            lambda d: f"0{d}",
            lambda d: " ".join([f"0{d[0]}", d[1:3], d[3:5], d[5:7], d[7:]]),
            lambda d: ".".join([f"0{d[0]}", d[1:3], d[3:5], d[5:7], d[7:]]),
            lambda d: f"+33{d}",
            lambda d: "+33 " + " ".join([d[0], d[1:3], d[3:5], d[5:7], d[7:]]),
        ]
    ),
    st.integers(100_000_000, 999_999_999).map(str),
)
days = st.builds(
    lambda style, day: day.strftime(style),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]),
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
)


@given(
    st.lists(st.one_of(phones, days), min_size=1, max_size=4), st.sampled_from([" ", ", ", " ; "])
)
def test_telephone_numbers_and_days_are_never_flagged(numbers, between):
    assert not contains_nir(between.join(numbers))
