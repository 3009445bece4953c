"""Files: folders of files, each with its type told by its content, its hash and its bytes.

Owns folders and files. A row that keeps files has one folder and points down to it; the app that
owns the row says so with `files.readings.register`. Reads programmes; knows no owner.
"""
