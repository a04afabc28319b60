"""Backups: made while Amparo runs, verified by being read back, restored as a signed event."""
