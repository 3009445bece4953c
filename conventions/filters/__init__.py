"""The filters of the list pages, as their addresses name them."""
