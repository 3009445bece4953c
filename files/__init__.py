"""Files: folders of files, with the type (found from the content), hash and bytes of each file.

Owns folders and files. A row that has files points to its folder; the app of the row registers it
with `files.readings.register_owner_kinds`. Reads programmes; imports no app of such rows.
"""
