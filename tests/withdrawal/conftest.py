"""The network and the people of a story, as in the tests of stories."""

from tests.spotlight.conftest import net, people

__all__ = ["net", "people"]
