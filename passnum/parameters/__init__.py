"""The parameters of a programme: given by a form, changed where nothing recorded stands on them."""
