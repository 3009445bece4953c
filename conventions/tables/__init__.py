"""The tables of the pages, also their files."""
