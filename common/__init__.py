"""Common: what every floor uses and that knows none of them; no model.

Values: clock.py, legal_days.py (the legal day of an act), periods.py, money.py, balance.py (whether
amounts add up), identifiers.py, parsing.py and formats.py (reading and writing values in French).
Rows: fields.py, constraints.py, workflow.py (moves from state to state), saving.py, errors.py
(refusals), findings.py (the shape of a finding).
Pages: lines.py (forms with lines), steps.py (an act on its own page), seen.py (a form opened before
somebody's change), uploads.py, lists.py (a list page), sheets.py (its CSV and XLSX), gauges.py and
charts.py, pdf.py.
Programme file: programme_file.py (its entries) and json_schema.py. Logs: logs.py.
"""
