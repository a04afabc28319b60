"""The audit is tested in the vault's worlds."""

from tests.vault.worlds import net

__all__ = ["net"]
