"""Triage: risk, verification work, duplicates, clocks and the desk's queue."""
