"""Figures and findings about the stock, one file for each noun; they write nothing."""
