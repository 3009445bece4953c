"""Pages of the programme in use, and of the roles that an administrator gives."""
