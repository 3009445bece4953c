"""The pages of finance: accounts of funders, expenses, funding keys of lots."""
