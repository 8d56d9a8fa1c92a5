"""`from_torch`: a torch module in hand as a `concepts.Network`, for tables, fields and counts.

    >>> import torch
    >>> network = from_torch(torch.nn.Conv2d(3, 8, 3), (3, 32, 32))
    >>> [axis.size for axis in network.fields((3, 32, 32))[network.output].axes]
    [3, 3]

The module's `forward` runs here, in this process, as it is: code of a stranger belongs into the
sandbox (`cnngrade rf FILE.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from concepts import ConceptError, Network
from grader.graph import Graph, Tensor
from grader.probe.book import Book, BookFullError, tensors_in
from grader.probe.holdings import Holdings
from grader.probe.patches import Patches
from grader.probe.record import Recorder
from grader.probe.trace import module_paths
from grader.reading.network import network_of_graph

BATCH = 2  # images that run through it, to tell the batch's axis from the others


def from_torch(module: torch.nn.Module, input_shape: Sequence[int]) -> Network:
    """What `forward` computes in eval mode on one image (channels, *spatial), layer by layer.

    Steps for which `concepts` has no layer are `Opaque`: what they read is not known. Layers that
    do not run in eval mode (dropout, auxiliary heads) are not in it. Raises `ConceptError` where
    forward gives no tensor or does too much to be written down; what forward raises is raised.
    """
    graph, tensors = graph_of(module, input_shape)
    return network_of_graph(graph, tensors)


def graph_of(
    module: torch.nn.Module, input_shape: Sequence[int]
) -> tuple[Graph, tuple[Tensor, ...]]:
    """The calls of one run in eval mode, and the tensors that the module owns."""
    held = Holdings(module)
    training = {one: one.training for one in module.modules()}
    first = next(module.parameters(), torch.empty(0))
    x = torch.rand(BATCH, *input_shape, device=first.device, dtype=first.dtype)
    book = Book(held, x)
    recorder = Recorder(book, "", Patches(), [])
    try:
        module.eval()
        with module_paths(module, recorder), recorder:
            result = module(x)
    except BookFullError as error:
        raise ConceptError(f"forward does too much to be written down: {error}") from None
    finally:
        for one, mode in training.items():
            one.training = mode
    refs = (book.ref(tensor) for tensor in tensors_in(result))
    output = next((ref.index for ref in refs if ref is not None and ref.kind == "value"), None)
    if output is None or recorder.full:
        raise ConceptError(recorder.full or "forward gives no tensor that it has computed")
    graph = Graph("eval", BATCH, tuple(book.values), tuple(book.operations), output)
    return graph, held.entries()
