"""Makers of hostile and broken files, all made in code, and what is to come of each."""
