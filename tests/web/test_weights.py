"""The look stays light, and asks for nothing that the site's policy refuses."""

import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
LIMITS = {"amparo.css": 12_000, "amparo.js": 6_000, "logo.svg": 1_500, "favicon.svg": 1_500}

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script with a body": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
OUTSIDE = re.compile(
    r"<(?:link|script|img|iframe|source|video|audio)\b[^>]*\s(?:src|href|srcset)\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)


def faults(text: str) -> list[str]:
    """Name what in a template the policy of the site would refuse."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "x", text, flags=re.DOTALL)
    found = [name for name, pattern in INLINE.items() if pattern.search(text)]
    return found + (["a request to another site"] if OUTSIDE.search(text) else [])


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_static_files_stay_light(name: str, limit: int) -> None:
    assert (APP / "static" / name).stat().st_size < limit


def test_the_first_page_has_only_these_files_to_fetch() -> None:
    assert sorted(path.name for path in (APP / "static").rglob("*") if path.is_file()) == sorted(LIMITS)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(APP / "templates")))
def test_no_template_asks_for_what_the_policy_refuses(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<a href="/x" onclick="go()">',
        '<a href="javascript:go()">',
        '<img alt="" src="https://elsewhere.example/pixel.png">',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
        '<p class="{{ kind }}" style="{{ colour }}">',
    ],
)
def test_the_walk_would_notice(text: str) -> None:
    assert faults(text)


def test_the_style_asks_for_nothing_elsewhere() -> None:
    style = (APP / "static" / "amparo.css").read_text()
    assert "url(" not in style and "@import" not in style


def test_the_style_reads_both_ways() -> None:
    """Along the line only logical properties: a physical one would point the wrong way in Arabic."""
    style = (APP / "static" / "amparo.css").read_text()
    sides = r"(?:margin|padding|border)-(?:left|right)|[;{]\s*(?:left|right)\s*:"
    physical = sides + r"|text-align:\s*(?:left|right)|float:(?! inline)"
    assert re.findall(physical, style) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(APP / "templates")))
def test_a_colon_between_two_values_is_the_translation_s(path: Path) -> None:
    """French sets a space before it, Arabic another comma: what stands between two values is part of a message."""
    assert re.findall(r"\}\} ?[:;] ?(?:\{\{|<bdi|<strong)", path.read_text()) == []
