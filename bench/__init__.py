"""Measurements: each script prints one line a figure. Never part of the tests."""
