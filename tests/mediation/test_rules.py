import datetime as dt
import uuid
from dataclasses import replace

import pytest

from mediation.enums import Reason
from mediation.rules import passes, redemptions, sentences, wrong_codes

DAY = dt.date(2023, 5, 15)
NOON = dt.datetime(2023, 5, 15, 10, tzinfo=dt.UTC)
GOOD = passes.PassSituation(
    programme_id=1,
    pass_state="follows",
    carnet_state="handed_out",
    lot_state="active",
    handed_on=dt.date(2023, 5, 1),
    handed_by=8,
    valid_from=dt.date(2022, 11, 1),
    valid_until=dt.date(2023, 12, 31),
    tolerance_days=31,
    opens_on=dt.date(2021, 1, 1),
    closes_on=dt.date(2024, 12, 31),
)
# Each wrong fact alone, in the order in which it is looked at.
WRONG = [
    ({"programme_id": 2}, Reason.WRONG_PROGRAMME),
    ({"pass_state": "blocked"}, Reason.BLOCKED),
    ({"lot_state": "delivered"}, Reason.NOT_ACTIVE),
    ({"handed_on": None}, Reason.NOT_HANDED_OUT),
    ({"pass_state": "spent"}, Reason.ALREADY_REDEEMED),
    ({"valid_until": dt.date(2023, 5, 14)}, Reason.EXPIRED),
    ({"handed_by": 9}, Reason.OWN_HAND_OUT),
]


def reason(held_on=DAY, received_on=None, account=9, **changes):
    return passes.reason_to_refuse(
        replace(GOOD, **changes),
        accepted={1},
        held_on=held_on,
        received_on=received_on or held_on,
        account=account,
    )


def test_a_good_pass_is_refused_by_nothing():
    assert reason() is None


@pytest.mark.parametrize(("changes", "expected"), WRONG)
def test_each_wrong_fact_has_its_reason(changes, expected):
    assert reason(**changes) == expected


@pytest.mark.parametrize("rank", range(len(WRONG)))
def test_of_several_reasons_the_first_in_the_contract_is_told(rank):
    together = {}
    for changes, _ in reversed(WRONG[rank:]):
        together |= changes

    assert reason(**together) == WRONG[rank][1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pass_state": "refunded"}, Reason.EXPIRED),
        ({"carnet_state": "lost"}, Reason.BLOCKED),
        ({"carnet_state": "destroyed"}, Reason.BLOCKED),
        ({"carnet_state": "blocked"}, Reason.BLOCKED),
        ({"lot_state": "ordered"}, Reason.NOT_ACTIVE),
        ({"valid_from": dt.date(2023, 5, 16)}, Reason.NOT_ACTIVE),
        ({"opens_on": dt.date(2023, 5, 16)}, Reason.NOT_ACTIVE),
        ({"opens_on": None, "closes_on": None}, Reason.NOT_ACTIVE),
        ({"handed_on": dt.date(2023, 5, 16)}, Reason.NOT_HANDED_OUT),
        ({"handed_on": DAY}, None),
        ({"pass_state": "paid"}, Reason.ALREADY_REDEEMED),
        ({"closes_on": dt.date(2023, 5, 14)}, Reason.EXPIRED),
        ({"closes_on": None}, Reason.EXPIRED),
        ({"carnet_state": "expired"}, Reason.EXPIRED),
        ({"valid_until": DAY}, None),
        ({"handed_by": 9, "account": None}, None),
        ({"handed_by": None, "account": None}, None),
    ],
)
def test_what_each_reason_covers(changes, expected):
    assert reason(**changes) == expected


def test_the_tolerance_runs_to_the_day_of_receipt():
    last = dt.date(2023, 12, 31)

    assert reason(held_on=last, received_on=dt.date(2024, 1, 31)) is None
    assert reason(held_on=last, received_on=dt.date(2024, 2, 1)) == Reason.EXPIRED
    assert reason(held_on=dt.date(2024, 1, 1), received_on=dt.date(2024, 1, 1)) == Reason.EXPIRED


@pytest.mark.parametrize(
    ("held_at", "outside"),
    [
        (NOON, False),
        (NOON + dt.timedelta(seconds=1), True),
        (NOON - dt.timedelta(days=31), False),
        (NOON - dt.timedelta(days=31, seconds=1), True),
    ],
)
def test_a_session_is_neither_to_come_nor_older_than_the_window(held_at, outside):
    assert redemptions.is_outside_window(held_at, NOON, 31) is outside


@pytest.mark.parametrize(
    ("wrong", "elapsed", "expected"),
    [(0, 0, 0), (9, 0, 0), (10, 0, 1), (11, 0, 2), (14, 0, 16), (14, 6.5, 10), (14, 16, 0)],
)
def test_each_wrong_code_past_the_tenth_doubles_the_wait(wrong, elapsed, expected):
    last = NOON - dt.timedelta(seconds=elapsed)

    assert wrong_codes.seconds_to_wait(wrong, last, NOON) == expected


def test_the_wait_has_an_end():
    assert wrong_codes.seconds_to_wait(100_000, NOON, NOON) == wrong_codes.LONGEST_WAIT
    assert wrong_codes.seconds_to_wait(0, None, NOON) == 0


def test_a_receipt_is_read_aloud_and_differs():
    receipts = {redemptions.receipt_number(uuid.uuid4()) for _ in range(1000)}

    assert len(receipts) == 1000
    assert all(len(receipt) == 16 and receipt.startswith("E-") for receipt in receipts)
    assert redemptions.receipt_number(uuid.UUID(int=33)) == "E-0000-0000-0011"


SPENT_AT = dt.datetime(2023, 5, 12, 12, 30, tzinfo=dt.UTC)
NB = "\u00a0"


def sentence(reason, *, spent=None, hotline="", at=NOON, held_on=DAY, **changes):
    refused = sentences.RefusedPass("P00041207", held_on, at, hotline, spent)
    return sentences.pass_refused(reason, replace(GOOD, **changes), refused)


def test_an_unknown_code_has_no_sentence_that_names_its_pass():
    with pytest.raises(ValueError, match="unknown_code"):
        sentence(Reason.UNKNOWN_CODE)


def test_a_spent_pass_tells_when_where_and_whom_to_call():
    elsewhere = sentences.PreviousUse(SPENT_AT, SPENT_AT, is_here=False)

    assert sentence(Reason.ALREADY_REDEEMED, spent=elsewhere, hotline="0300000000") == (
        f"Pass n°{NB}P{NB}0004{NB}1207 déjà utilisé. "
        f"C’était le 12{NB}mai{NB}2023 à{NB}14{NB}h{NB}30, dans un autre lieu. "
        "Rien n’a été encaissé. Demandez un autre pass du carnet. "
        f"Un doute{NB}? Appelez le{NB}03{NB}00{NB}00{NB}00{NB}00."
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "déjà enregistré ici à l’instant. Rien à refaire."),
        (1, f"déjà enregistré ici il y a 1{NB}minute. Rien à refaire."),
        (14, f"déjà enregistré ici il y a 14{NB}minutes. Rien à refaire."),
        (15, f"à{NB}14{NB}h{NB}30, dans ce lieu. Rien n’a été encaissé. "),
    ],
)
def test_a_pass_spent_here_just_now_asks_for_nothing(minutes, words):
    here = sentences.PreviousUse(SPENT_AT, NOON, is_here=True)

    told = sentence(Reason.ALREADY_REDEEMED, spent=here, at=NOON + dt.timedelta(minutes=minutes))

    assert words in told
    assert "Appelez" not in told


@pytest.mark.parametrize(
    ("reason", "changes", "words"),
    [
        (Reason.ALREADY_REDEEMED, {}, "déjà utilisé. Rien n’a été encaissé."),
        (Reason.WRONG_PROGRAMME, {}, "d’un autre programme. Ce lieu ne peut pas l’accepter."),
        (Reason.BLOCKED, {}, "bloqué. Rien n’a été encaissé. Demandez un autre pass."),
        (Reason.NOT_ACTIVE, {"lot_state": "ordered"}, "Son paiement n’est pas enregistré."),
        (Reason.NOT_ACTIVE, {"opens_on": None}, "n’est pas ouvert à cette date."),
        (
            Reason.NOT_ACTIVE,
            {"valid_from": dt.date(2023, 6, 1)},
            f"utilisable à partir du 1er{NB}juin{NB}2023.",
        ),
        (Reason.NOT_HANDED_OUT, {}, "pas encore remis à cette date."),
        (
            Reason.EXPIRED,
            {"valid_until": dt.date(2023, 5, 1)},
            f"expiré. Il était utilisable jusqu’au 1er{NB}mai{NB}2023.",
        ),
        (
            Reason.EXPIRED,
            {},
            f"reçu trop tard. Il fallait l’encaisser avant le 31{NB}janvier{NB}2024 inclus.",
        ),
        (Reason.EXPIRED, {"closes_on": None, "carnet_state": "expired"}, "expiré. Il était"),
        (Reason.OWN_HAND_OUT, {}, "remis par la même personne."),
    ],
)
def test_each_refusal_says_what_and_why(reason, changes, words):
    told = sentence(reason, **changes)

    assert words in told
    assert "Rien n’a été encaissé." in told


def test_a_session_outside_the_window_says_its_day_or_that_it_is_to_come():
    old = sentences.outside_window(SPENT_AT, NOON, 2)
    to_come = sentences.outside_window(NOON + dt.timedelta(days=1), NOON, 31)

    assert old.startswith(f"La séance date du 12{NB}mai{NB}2023. Le délai est de 2{NB}jours.")
    assert to_come.startswith("La séance est à venir. Rien n’a été encaissé.")


@pytest.mark.parametrize(
    ("text", "written"),
    [("0300000000", f"03{NB}00{NB}00{NB}00{NB}00"), ("39 39", "39 39"), ("3939", "3939")],
)
def test_a_telephone_is_read_by_pairs(text, written):
    assert sentences.telephone(text) == written
