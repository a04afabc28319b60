"""From Markdown to the HTML that the public reads: plain text elements, nothing that is fetched from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "em", "strong", "blockquote", "ul", "ol", "li", "a", "br", "hr"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}  # the page's own title is the h1

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "code", "fence", "backticks"])


def render(text: str) -> str:
    """Return safe HTML for a story's text. Links lose query and fragment, so that no click tells where it came from."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = LEVELS[token.tag]
    html = str(_parser.renderer.render(tokens, _parser.options, {}))
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https"},
        attribute_filter=_attribute,
        link_rel="noopener noreferrer nofollow",
    ).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) != ("a", "href"):
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        return None
    return parts._replace(query="", fragment="").geturl()
