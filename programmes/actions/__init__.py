"""Every write on programmes, the roles held in them and the files that describe them."""
