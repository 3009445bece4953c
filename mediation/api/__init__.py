"""The redemption API, at the edge only."""
