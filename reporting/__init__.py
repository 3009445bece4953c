"""Reporting: indicators, reports and their frozen data, the home page.

Owns: Report. Reads everything, is read by nobody. Refuses: to change a report that is ready.
"""
