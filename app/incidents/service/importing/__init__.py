"""Bringing in reports from a list: kept sealed while it goes on, filed row by row, forgotten afterwards."""
