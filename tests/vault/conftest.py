"""The worlds that the vault's tests live in."""

from tests.vault.worlds import net

__all__ = ["net"]
