"""Common: code that every app uses and that imports none of them; no model.

Values: clock.py, past_days.py (the day of an act), periods.py, money.py,
stated_totals.py (whether amounts add up), nir.py (the number that must never be stored),
sort_key.py (how names are compared), parsing.py and formats.py (reading and writing values in
French).
Rows: fields.py, constraints.py, workflow.py (moves from state to state), saving.py, errors.py
(refusals), findings.py (the dataclass of a finding), json_rows.py (rows read in that of another).
Pages: forms.py, model_fields.py (fields of forms made from those of models), line_forms.py (forms
with tables of lines), form_pages.py (a page that does an act), concurrent_edits.py (two people who
edit the same thing), uploads.py, lists.py and tables.py (a list page), sheets.py (its CSV and
XLSX), gauges.py (bars), charts.py, column_charts.py and lanes.py, history.py, pdf.py.
Programme file: programme_file.py (its entries), file_rows.py (a list of it, declared once) and
json_schema.py.
"""
