"""Sealed records and the signed directory. Knows no meaning: bodies are bytes."""
