"""Giving reports out: what is asked, what a file holds, and how it is written. Pure: no database, no clock."""
