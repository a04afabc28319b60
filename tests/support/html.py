"""What every page must be: well-formed, with references that lead somewhere and nothing inline."""

from collections import Counter

import html5lib

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "headers", "list")


def faults(text: str) -> list[str]:
    """Return what is wrong with a page, in words; an empty list for a good one."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(text)
    found = [f"line {at[0]}: {code} {details or ''}".strip() for at, code, details in parser.errors]
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    identifiers = Counter(element.get("id") for element in elements if element.get("id") is not None)
    found += [f'id "{name}" is used {count} times' for name, count in identifiers.items() if count > 1]
    for element in elements:
        for attribute in REFERENCES:
            found += [
                f'<{element.tag} {attribute}="{name}"> points at nothing'
                for name in (element.get(attribute) or "").split()
                if name not in identifiers
            ]
        target = element.get("href") or ""
        if target.startswith("#") and target != "#" and target[1:] not in identifiers:
            found.append(f'<{element.tag} href="{target}"> points at nothing')
        inline = [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
        found += [f"<{element.tag}> has an inline {name}" for name in inline]
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            found.append(f"<{element.tag}> is inline")
    if not (document.get("lang") and document.get("dir")):
        found.append("<html> does not say its language and direction")
    return found


def assert_valid_html(text: str) -> None:
    """Fail, naming each fault, unless the page is valid and free of anything inline."""
    found = faults(text)
    assert not found, "\n".join(found)
