"""The figures of reporting, by what they are about; nothing here writes."""
