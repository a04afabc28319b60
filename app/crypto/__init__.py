"""Bytes in, bytes out. SPEC.md states every byte; primitives.py alone touches the cipher library."""
