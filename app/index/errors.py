"""Refusals of the index. Nobody sees them: a file that is refused is set aside and made again."""

from __future__ import annotations


class Unusable(Exception):
    """The file is corrupt, foreign, of another schema or of another instance's past."""
