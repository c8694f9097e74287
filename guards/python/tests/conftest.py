"""Puts the modules of the tests on the path."""
