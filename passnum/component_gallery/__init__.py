"""The gallery of components, in every state: for those who develop pages, never in production.

A file for each part of it: words.py, records.py, lists.py, charts.py, accounts.py (funders, stages
and paces) and fields.py hold invented values; views.py shows them.
"""
