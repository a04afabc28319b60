"""The encrypted index of a ring: mechanism only. Each room says in its projection.py what it puts there."""
