"""A programme described in one TOML file: read, checked, loaded through the actions."""
