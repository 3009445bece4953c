"""Every write of finance, by what is written."""
