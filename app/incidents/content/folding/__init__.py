"""The fold, one file a compartment. `fold.py` is the way in."""
