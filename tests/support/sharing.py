"""What every application of a test run makes anew though it comes out the same: it is made once and shared.

Hundreds of applications are made in a run. Each would compile a hundred addresses and whatever templates it shows,
which took a third of the whole run; nothing that a test looks at depends on who compiled them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """Compiled templates in memory. Jinja itself asks for the source first, and compiles again when that changed."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.known[bucket.key, bucket.checksum] = bucket.code


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues before anything runs: in a fresh clone every page would be English until a test did."""
    if not hasattr(config, "workerinput"):
        from app.cli.translations import compile_stale

        compile_stale()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Share compiled templates and address builders among all applications of this process."""
    compile_builder, builders = Rule._compile_builder, dict[tuple[Any, ...], Builder]()

    def shared_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:  # their converters' answers are compiled in
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", shared_builder)
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Compiled()})
        yield
