"""Every field of a filing, one by one, with the address a form can find it by."""

from collections.abc import Iterator

import msgspec

from app.incidents.rules.limits import Place

# An address is the way from the Filing: "report.persons.0.role", "names.persons.P1.name".
Found = tuple[str, Place, object]


def walk(struct: msgspec.Struct, at: str = "") -> Iterator[Found]:
    """Yield address, place and value of every field below a struct, depth first; parts themselves are not yielded."""
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        address = f"{at}.{name}" if at else name
        place = (type(struct), name)
        if isinstance(value, msgspec.Struct):
            yield from walk(value, address)
        elif isinstance(value, tuple | dict):
            yield address, place, value
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, part in pairs:
                if isinstance(part, msgspec.Struct):
                    yield from walk(part, f"{address}.{key}")
        else:
            yield address, place, value
