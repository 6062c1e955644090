"""Reading the add-on's Python files without running them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "lib/trackpass"
ENTRIES = ("default.py", "service.py")


@dataclass(frozen=True)
class Source:
    """One Python file; ``name`` is its path below the root, ``module`` what an import calls it."""

    name: str
    module: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.name)

    @cached_property
    def imports(self) -> "list[Import]":
        """All that the file imports, wherever the line stands."""
        return list(_imports(self.tree, at_start=True))

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """The values that are assigned to names on the module's own level."""
        found = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node.value
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                found[node.target.id] = node.value
        return found


@dataclass(frozen=True)
class Import:
    """One imported name; ``at_start`` tells that it is loaded together with the file."""

    name: str
    line: int
    at_start: bool
    relative: bool


def library(root: Path) -> list[Source]:
    """Return every Python file of the package."""
    return [read(root, path) for path in sorted((root / PACKAGE).rglob("*.py"))]


def entries(root: Path) -> list[Source]:
    """Return the files that Kodi starts."""
    return [read(root, root / name) for name in ENTRIES if (root / name).exists()]


def read(root: Path, path: Path) -> Source:
    """Read one file."""
    name = path.relative_to(root).as_posix()
    module = name.removeprefix("lib/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Source(name, module, path.read_text(encoding="utf-8"))


def _imports(node: ast.AST, at_start: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for one in child.names:
                yield Import(one.name, child.lineno, at_start, False)
        elif isinstance(child, ast.ImportFrom):
            for one in child.names:
                yield Import(f"{child.module or ''}.{one.name}", child.lineno, at_start, child.level > 0)
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _imports(child, at_start=False)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue  # seen by mypy only
        else:
            yield from _imports(child, at_start)
