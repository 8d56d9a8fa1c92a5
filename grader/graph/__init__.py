"""What a network computes, as plain data: the noun in the middle of cnngrade."""

from grader.graph.decode import DecodeError, graph_from_json, tensors_from_json
from grader.graph.encode import graph_to_json, tensor_to_json
from grader.graph.nouns import (
    Argument,
    Dtype,
    Graph,
    Mode,
    Operation,
    Ref,
    RefKind,
    Slice,
    Tensor,
    TensorKind,
    Value,
)

__all__ = [
    "Argument",
    "DecodeError",
    "Dtype",
    "Graph",
    "Mode",
    "Operation",
    "Ref",
    "RefKind",
    "Slice",
    "Tensor",
    "TensorKind",
    "Value",
    "graph_from_json",
    "graph_to_json",
    "tensor_to_json",
    "tensors_from_json",
]
