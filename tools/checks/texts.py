"""Texts: every number that is used has a text, every text is used, and its {fields} get their values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TypeGuard
from xml.etree import ElementTree

from tools.checks.sources import Source, library, read

STRINGS = "lib/trackpass/kodi/strings.py"
ENGLISH = "resources/language/resource.language.en_gb/strings.po"
FIRST, LAST = 30000, 33999
"""The numbers that Kodi leaves to add-ons."""

ENTRY = re.compile(r'^msgctxt "#(\d+)"\nmsgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|\Z))+)', re.MULTILINE)
TEMPLATES = "resources/phone"
IN_TEMPLATE = re.compile(r'"([A-Z][A-Z_]+)"')
IN_SKIN = re.compile(r"\$ADDON\[script\.trackpass (\d+)\]")


def check_texts_exist(root: Path) -> Iterator[str]:
    """Check that every used number is in strings.po, and the other way round."""
    known = {number for number, _, _ in entries_of(root / ENGLISH)}
    used = _used(root)
    for number, place in sorted(used.items()):
        if number not in known:
            yield f"{place}: text {number} is not in strings.po"
    for number in sorted(known - set(used)):
        yield f"{ENGLISH}: text {number} is used nowhere"


def check_text_names(root: Path) -> Iterator[str]:
    """Check that no code names a text by its number, and that each constant is used."""
    strings = read(root, root / STRINGS)
    mentioned = set()
    for source in library(root):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute):
                mentioned.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                mentioned.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                mentioned.add(node.value)  # the page names its texts, since it knows nothing of Kodi
            elif source.name != STRINGS and _is_text_number(node):
                yield f"{source.name}:{node.lineno}: name this text in {STRINGS}"
    for template in (root / TEMPLATES).glob("*.html"):
        mentioned |= set(IN_TEMPLATE.findall(template.read_text(encoding="utf-8")))
    for name in _named(strings):
        if name not in mentioned:
            yield f"{STRINGS}: {name} is used nowhere"


def check_fields(root: Path) -> Iterator[str]:
    """Check that {fields} are well-formed and the same in each language."""
    english = {number: text for number, text, _ in entries_of(root / ENGLISH)}
    for path in sorted((root / "resources/language").rglob("strings.po")):
        name = path.relative_to(root).as_posix()
        seen = set()
        for number, text, translated in entries_of(path):
            if number in seen:
                yield f"{name}: text {number} stands there twice"
            seen.add(number)
            fields = fields_of(text)
            if fields is None or (translated and fields_of(translated) is None):
                yield f"{name}: text {number} has a broken {{field}}"
            elif translated and fields_of(translated) != fields:
                yield f"{name}: text {number} has other {{fields}} than the English one"
            elif english.get(number) != text:
                yield f"{name}: text {number} is not the English one"


def check_field_values(root: Path) -> Iterator[str]:
    """Check that each ``localize(strings.NAME, ...)`` passes the fields of that text."""
    texts = {number: fields_of(text) or set() for number, text, _ in entries_of(root / ENGLISH)}
    numbers = _named(read(root, root / STRINGS))
    for source in library(root):
        for call in ast.walk(source.tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id != "localize" or not call.args or not isinstance(call.args[0], ast.Attribute):
                continue
            wanted = texts.get(numbers.get(call.args[0].attr, 0), set())
            given = {keyword.arg for keyword in call.keywords} | (
                {"tracker"} if len(call.args) > 1 else set()
            )
            if not wanted <= given:
                lacking = ", ".join(sorted(wanted - given))
                yield f"{source.name}:{call.lineno}: {call.args[0].attr} needs a value for {lacking}"


def entries_of(path: Path) -> list[tuple[int, str, str]]:
    """Return number, English text and translation of each entry."""
    found = ENTRY.findall(path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    return [(int(number), _unquote(text), _unquote(translated)) for number, text, translated in found]


def fields_of(text: str) -> "set[str] | None":
    """Return the names in braces; None when they are broken or more than plain names."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    fields = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    plain = all(name.isidentifier() and not spec and not conversion for name, spec, conversion in fields)
    return {name for name, _, _ in fields} if plain else None


def _used(root: Path) -> dict[int, str]:
    used = dict.fromkeys(_named(read(root, root / STRINGS)).values(), STRINGS)
    for path in sorted((root / "resources").rglob("*.xml")):
        name = path.relative_to(root).as_posix()
        numbers = {int(number) for number in IN_SKIN.findall(path.read_text(encoding="utf-8"))}
        if path.name == "settings.xml":
            numbers = _in_settings(path)
        used.update({number: name for number in numbers if number not in used})
    return used


def _in_settings(path: Path) -> set[int]:
    found = set()
    for element in ElementTree.parse(path).iter():
        values = [element.get("label"), element.get("help")]
        values += [element.text] if element.tag in ("heading", "formatlabel") else []
        found |= {int(value) for value in values if value and value.isdigit() and FIRST <= int(value) <= LAST}
    return found


def _named(strings: Source) -> dict[str, int]:
    found = strings.constants.items()
    return {name: int(ast.literal_eval(node)) for name, node in found if _is_text_number(node)}


def _is_text_number(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and type(node.value) is int and FIRST <= node.value <= LAST


def _unquote(lines: str) -> str:
    return "".join(str(ast.literal_eval(line)) for line in lines.splitlines())
