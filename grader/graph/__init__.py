"""What a network computes, as plain data: the noun in the middle of cnngrade."""

from grader.graph.decode import DecodeError, graph_from_json, tensors_from_json
from grader.graph.encode import graph_to_json, tensor_to_json
from grader.graph.nouns import (
    Argument,
    Dtype,
    Graph,
    Operation,
    Ref,
    Slice,
    Tensor,
    Value,
)

__all__ = [
    "Argument",
    "DecodeError",
    "Dtype",
    "Graph",
    "Operation",
    "Ref",
    "Slice",
    "Tensor",
    "Value",
    "graph_from_json",
    "graph_to_json",
    "tensor_to_json",
    "tensors_from_json",
]
