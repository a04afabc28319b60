"""Desks: who serves which country, and what a new instance begins with."""
