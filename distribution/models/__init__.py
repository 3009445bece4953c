"""The models of the stock, one file for each noun."""

from distribution.models.carnets import Carnet
from distribution.models.depots import Depot
from distribution.models.hand_outs import HandOut
from distribution.models.ledger import StockLine
from distribution.models.lots import Lot
from distribution.models.markets import Market
from distribution.models.master_keys import MasterKey
from distribution.models.orders import Order
from distribution.models.passes import Pass
from distribution.models.shipments import Shipment

__all__ = [
    "Carnet",
    "Depot",
    "HandOut",
    "Lot",
    "Market",
    "MasterKey",
    "Order",
    "Pass",
    "Shipment",
    "StockLine",
]
