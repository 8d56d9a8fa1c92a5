"""What a drawing is made of. Templates put these out; nothing here is a string of markup."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Path:
    """Straight lines through points; closed ones are filled by their class."""

    points: tuple[tuple[float, float], ...]  # pixels, x to the right, y downwards
    css: str  # classes that give it its colours
    closed: bool = False
    shape = "path"

    @property
    def d(self) -> str:
        """The points in SVG's words."""
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points) + "Z" * self.closed


@dataclass(frozen=True)
class Curve:
    """A cubic curve, level (or upright) where it starts and where it ends."""

    start: tuple[float, float]
    end: tuple[float, float]
    css: str
    upright: bool = False  # it leaves and arrives vertically
    shape = "path"

    @property
    def d(self) -> str:
        """The curve in SVG's words."""
        (x, y), (u, v) = self.start, self.end
        one, two = (x, (y + v) / 2), (u, (y + v) / 2)
        if not self.upright:
            one, two = ((x + u) / 2, y), ((x + u) / 2, v)
        return (
            f"M{x:.1f} {y:.1f}C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {u:.1f} {v:.1f}"
        )


@dataclass(frozen=True)
class Rect:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    css: str
    radius: float = 0.0
    title: str = ""  # said when it is pointed at
    shape = "rect"


@dataclass(frozen=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    css: str
    title: str = ""
    shape = "dot"


@dataclass(frozen=True)
class Words:
    """A text."""

    x: float
    y: float  # of the base line
    text: str
    css: str = ""
    anchor: str = "middle"  # "start", "middle", "end"
    shape = "words"


Mark = Path | Curve | Rect | Dot | Words


@dataclass(frozen=True)
class Drawing:
    """A picture with a name and a description for those who do not see it."""

    name: str  # "The network as it ran"
    description: str
    width: float
    height: float
    marks: tuple[Mark, ...]


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """The same mark elsewhere."""
    if isinstance(mark, Path):
        return Path(tuple((x + dx, y + dy) for x, y in mark.points), mark.css, mark.closed)
    if isinstance(mark, Curve):
        (x, y), (u, v) = mark.start, mark.end
        return Curve((x + dx, y + dy), (u + dx, v + dy), mark.css, mark.upright)
    if isinstance(mark, Rect):
        return Rect(
            mark.x + dx, mark.y + dy, mark.width, mark.height, mark.css, mark.radius, mark.title
        )
    if isinstance(mark, Dot):
        return Dot(mark.x + dx, mark.y + dy, mark.radius, mark.css, mark.title)
    return Words(mark.x + dx, mark.y + dy, mark.text, mark.css, mark.anchor)
