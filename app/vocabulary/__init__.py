"""Coded lists as data: acts, countries, dates, and what they are called in each language."""
