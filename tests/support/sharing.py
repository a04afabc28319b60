"""What every application of a test run makes anew though it comes out the same: it is made once and shared.

Thousands of applications are made in a run. Each would read and compile a hundred addresses and whatever templates it
shows, which took a third of the whole run; nothing that a test looks at depends on who compiled them.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, MethodType
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Map, Rule


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
    """Share compiled templates and compiled addresses among all applications of this process."""
    compile_rule, known = Rule.compile, dict[tuple[Any, ...], Rule]()

    def shared(rule: Rule) -> None:
        # Defaults are compiled in, and converters of an application's own could differ.
        if rule.defaults or rule.map is None or rule.map.converters != Map.default_converters:
            compile_rule(rule)
            return
        key = (rule.rule, rule.host if rule.map.host_matching else rule.subdomain, rule.merge_slashes)
        if key not in known:
            compile_rule(rule)
            known[key] = rule
            return
        like = known[key]
        rule._parts, rule._trace, rule._converters = like._parts, like._trace, like._converters
        rule.arguments |= like.arguments
        rule._build = MethodType(like._build.__func__, rule)
        rule._build_unknown = MethodType(like._build_unknown.__func__, rule)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", shared)
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Compiled()})
        yield
