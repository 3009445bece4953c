"""Orders, carnets and passes; the depots, the ledger and the hand-outs."""

from distribution.models.passes import Carnet, Lot, Order, Pass
from distribution.models.stock import Depot, HandOut, StockLine

__all__ = ["Carnet", "Depot", "HandOut", "Lot", "Order", "Pass", "StockLine"]
