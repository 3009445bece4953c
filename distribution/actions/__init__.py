"""Every write of distribution, by noun: orders, lots, stock, hand_outs."""
