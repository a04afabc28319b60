"""Every line that any logger writes while a scene is made."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Listener(logging.Handler):
    """Keeps every line of every logger, as the most talkative configuration would."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[list[str]]:
    lines: list[str] = []
    listener, root, engine = Listener(lines), logging.getLogger(), logging.getLogger("sqlalchemy.engine")
    levels = root.level, engine.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    engine.setLevel(logging.INFO)  # every statement with its parameters
    yield lines
    root.removeHandler(listener)
    root.setLevel(levels[0])
    engine.setLevel(levels[1])
