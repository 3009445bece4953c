"""The shape of what is typed; nothing is saved here."""
