"""A figure: what was measured, each single value, and what is aimed at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """The median of ``values`` counts; ``aim`` is what it should not exceed, None for none."""

    name: str
    unit: str
    values: tuple[float, ...]
    aim: float | None = None

    @property
    def value(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether it is as it should be."""
        return self.aim is None or self.value <= self.aim

    def as_json(self) -> dict[str, object]:
        """All of it, for a file."""
        return {"value": self.value, "unit": self.unit, "aim": self.aim, "values": list(self.values)}


def table(figures: Iterable[Figure]) -> list[str]:
    """One line a figure: the median, the span of the values if they are several, the aim."""
    lines = []
    for one in figures:
        span = f"{brief(min(one.values))} to {brief(max(one.values))}" if len(one.values) > 1 else ""
        aim = "" if one.aim is None else f"aim {brief(one.aim)}{'' if one.is_met else ', MISSED'}"
        lines.append(f"{one.name:<58}{brief(one.value):>9} {one.unit:<8}{span:<20}{aim}".rstrip())
    return lines


def brief(value: float) -> str:
    """A number with three digits that count."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
