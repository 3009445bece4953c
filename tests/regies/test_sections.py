"""The régies of a programme file, and the depots that depend on them."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from common.programme_file import Context, Entry, Fault
from distribution.models import Depot
from distribution.sections import DEPOTS
from regies.enums import RegieState
from regies.models import Regie
from tests.factories.accounts import NOON
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ACT = {"act_number": "2021-R1", "act_on": dt.date(2021, 9, 6), "opinion_on": dt.date(2021, 9, 1)}
REGIE = {"kind": "advance", **ACT, "under": "payeur", "serves": ["guichet"]}
CEILING = {"amount": 1000, "starts_on": dt.date(2021, 9, 6), "act_number": "2021-R1"}


def depot(code, kind, *regies):
    found = {"code": code, "name": code.title(), "kind": kind, "organisation": "departement"}
    return found | ({"regies": list(regies)} if regies else {})


@pytest.fixture
def context():
    programme = ProgrammeFactory()
    found = Context(SYSTEM, NOON, programme)
    found.keep(programme.authority, "departement")
    return found


def load(context, regie):
    """The régie stands first: what it names comes after it."""
    context.added.clear()
    told = [
        depot("regie", "regie", regie),
        depot("payeur", "comptable"),
        depot("guichet", "distributor"),
    ]
    entries = [Entry(f"depots[{rank}]", one) for rank, one in enumerate(told, 1)]
    for entry in entries:
        DEPOTS.load(entry, context.programme, context)
    for entry in entries:
        DEPOTS.load_linked(entry, context)
    return list(context.added)


def test_a_regie_is_loaded_once_with_the_tree(context):
    said = REGIE | {"ceilings": [CEILING]}
    assert any("regies[1]" in one for one in load(context, said))
    regie = Regie.objects.get()
    assert (regie.state, regie.ceilings.get().amount) == (RegieState.FOUNDED, 1000)
    tree = {one.code: one.parent and one.parent.code for one in Depot.objects.stores()}
    assert tree == {"payeur": None, "regie": "payeur", "guichet": "regie"}
    assert load(context, said) == []
    (dumped,) = DEPOTS.dump(context.programme)[-1]["regies"]
    assert (dumped["under"], dumped["serves"]) == ("payeur", ["guichet"])


def test_a_project_has_no_act(context):
    load(context, {"kind": "sub"})
    assert Regie.objects.get().state == RegieState.DRAFT
    assert load(context, {"kind": "sub"}) == []


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"serves": ["perdu"]}, "serves", "ne décrit pas"),
        ({"under": "guichet"}, "depots[1].regies[1]", "dépend d’une régie"),
        ({"opinion_on": dt.date(2021, 9, 7)}, "depots[1].regies[1]", "doit suivre l’avis"),
        ({"closed_on": dt.date(2020, 1, 1)}, "depots[1].regies[1]", "doit suivre l’acte"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(context, changed, path, said):
    with pytest.raises(Fault) as fault:
        load(context, REGIE | changed)
    assert path in fault.value.path
    assert said in fault.value.sentence


def test_a_file_that_differs_is_refused_with_the_difference(context):
    closed = {"kind": "sub", **ACT, "closed_on": dt.date(2022, 6, 30), "closing_number": "9"}
    load(context, closed)
    assert load(context, closed) == []
    with pytest.raises(Fault, match="30/06/2022"):
        load(context, closed | {"closed_on": dt.date(2022, 7, 1)})


def test_a_depot_that_depends_on_another_is_not_moved(context):
    load(context, REGIE)
    guichet = Depot.objects.get(code="guichet")
    guichet.parent = Depot.objects.get(code="payeur")
    guichet.save()
    with pytest.raises(Fault, match="est déjà enregistré"):
        load(context, REGIE)
