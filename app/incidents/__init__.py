"""Incidents: everything an incident's chain can hold, filing, amending, consent and messages."""
