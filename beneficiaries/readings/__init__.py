"""Findings about règlements and requests, one file for each noun; they write nothing."""
