"""Persons named in an article, with the roles it gives them."""
