"""Graphs from a few words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.graph import Graph
from tests.graphs import write_graph


@pytest.fixture
def graph_of() -> Callable[..., Graph]:
    """The reader of small graphs."""
    return write_graph
