"""How much of a class's download is read."""

from __future__ import annotations

# of a whole class; what one student may hand in is bounded again, and more tightly
MOST_FILES = 20_000
MOST_BYTES = 2 * 2**30
