"""Every write of reporting, by what is written."""
