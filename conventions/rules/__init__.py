"""Pure rules on conventions and their texts: no Django, no clock."""
