"""The folder order is the import order. This file is the rule, not a description of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

# Bottom first. A room may import the rooms listed before it, never those after.
ORDER = [
    "crypto",
    "errors",
    "turns",
    "database",
    "vocabulary",
    "vault",
    "index",
    "audit",
    "accounts",
    "desks",
    "incidents",
    "evidence",
    "triage",
    "cases",
    "spotlight",
    "campaign",
    "withdrawal",
    "web",
]
EDGE = {"views", "forms"}  # may use every room's service; used by none
TOP = {"__init__", "cli", "jobs"}  # assemble and drive the rest
WEB_LIBRARIES = {"flask", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug"}
CIPHER_LIBRARIES = {"cryptography", "pyrage"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
WRITTEN = ("app", "tests", "bench", "migrations")


def place(module: str) -> tuple[str, str]:
    """Return the room and column of a module: app.cases.service.x is (cases, service)."""
    room, *rest = module.split(".")[1:] or ["__init__"]
    return room, rest[0] if rest else room


def module_of(name: str) -> str:
    """Trim an imported name to the module or package that holds it."""
    parts = name.split(".")
    while len(parts) > 1:
        path = APP.joinpath(*parts[1:])
        if path.with_suffix(".py").exists() or path.is_dir():
            break
        parts.pop()
    return ".".join(parts)


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield every import of a file, those hidden inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> Iterator[object]:
    for path in sorted(APP.rglob("*.py")):
        relative = path.relative_to(APP.parent).with_suffix("")
        yield pytest.param(path, ".".join(relative.parts).removesuffix(".__init__"), id=str(relative))


def texts() -> Iterator[object]:
    files = [path for folder in WRITTEN for path in (APP.parent / folder).rglob("*.py")]
    for path in sorted([*files, *APP.rglob("templates/**/*.*")]):
        yield pytest.param(path, id=str(path.relative_to(APP.parent)))


every_module = pytest.mark.parametrize(("path", "module"), list(modules()))


def test_there_is_an_application_to_judge() -> None:
    assert len(list(modules())) > 10


@every_module
def test_imports_point_down(path: Path, module: str) -> None:
    room, column = place(module)
    assert room in [*ORDER, *TOP], f"{module} is in no room of the house"
    for name in imported_names(ast.parse(path.read_text())):
        library = name.split(".")[0]
        if library in WEB_LIBRARIES:
            assert room in {*TOP, "web"} or column in EDGE, f"{module} is not web, yet uses {name}"
        if library == "flask_login":
            assert room == "web", f"only web knows flask-login, yet {module} uses {name}"
        if library in CIPHER_LIBRARIES:
            assert room == "crypto", f"{module} is not crypto, yet uses {name}"
        if library != "app":
            continue
        to_room, to_column = place(module_of(name))
        if column in EDGE:
            assert to_column != "models", f"{module} reaches past a service: {name}"
        if room == to_room or room in TOP:
            continue
        assert to_column not in EDGE and to_room not in TOP, f"{module} imports an edge: {name}"
        if column not in EDGE:
            assert ORDER.index(to_room) < ORDER.index(room), f"{module} imports upward: {name}"


@every_module
def test_imports_are_absolute(path: Path, module: str) -> None:
    relative = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom) and n.level]
    assert not relative, f"{module} uses a relative import in line {relative[0].lineno}"


@every_module
def test_only_the_database_room_commits(path: Path, module: str) -> None:
    if module == "app.database":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        commits = isinstance(node, ast.Attribute) and node.attr == "commit"
        assert not commits, f"{module} commits by itself in line {getattr(node, 'lineno', 0)}; use transaction()"


@pytest.mark.parametrize("path", list(texts()))
def test_no_file_is_longer_than_two_screens_can_bear(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{path.relative_to(APP.parent)} has {lines} lines; split it by what it does"


def test_functions_are_short_enough_to_be_read_at_once() -> None:
    long = [
        f"{path.name}:{node.name}"
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long
