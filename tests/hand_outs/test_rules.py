import pytest

from hand_outs.rules import parse_hand_out

RECEIPT, CARNET, PASS = (2023, 871), 12, ("P", 41207)


@pytest.mark.parametrize(
    "text",
    [
        *("R-2023-00871", "r-2023-00871", "R 2023 00871", "R2023-871", "R202300871", "2023-871"),
        "2023-00871",
        *("reçu R-2023-00871", "Reçu n° R-2023-00871", "recu 2023 871", "R\u20132023\u201300871"),
        *("  r  2023 - 871 ", "n°\u00a0R-2023-00871", "remise R-2023-00871"),
    ],
)
def test_a_receipt_is_read_in_any_written_form(text):
    assert parse_hand_out(text).receipt == RECEIPT
    assert parse_hand_out(text).of_pass is None


@pytest.mark.parametrize(
    "text",
    ["12", "00012", "n° 12", "n°\u202f00012", "Carnet n° 00012", "carnet 12", "carnet 000 12"],
)
def test_a_bare_number_is_that_of_a_carnet_or_of_a_receipt(text):
    assert parse_hand_out(text).number == CARNET
    assert parse_hand_out(text).of_pass is None


@pytest.mark.parametrize(
    "text", ["P00041207", "p 0004 1207", "P-0004-1207", "pass n° P 0004 1207", "n°\u00a0p00041207"]
)
def test_a_pass_is_read_in_any_written_form(text):
    assert parse_hand_out(text).of_pass == PASS
    assert parse_hand_out("0004 1207").of_pass == ("", 41207)
    assert parse_hand_out("9 0004-1207").of_pass == ("9", 41207)  # the letter of a series


@pytest.mark.parametrize("text", ["", "Haddad", "R-2023", "Q 12", "12/05/2023", "%", "n°", "²"])
def test_another_text_is_no_number(text):
    typed = parse_hand_out(text)

    assert (typed.receipt, typed.number, typed.of_pass) == (None, None, None)
