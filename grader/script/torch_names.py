"""Names of torch and of other libraries, to say which one was meant."""

from __future__ import annotations

import difflib

from grader.graph.vocabulary import table

LAYERS = [
    "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "Linear", "LazyLinear", "LazyConv2d",
    "Bilinear", "Flatten", "Unflatten", "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d",
    "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "Dropout", "Dropout1d", "Dropout2d",
    "Dropout3d", "AlphaDropout", "BatchNorm1d", "BatchNorm2d", "LayerNorm", "GroupNorm",
    "InstanceNorm2d", "ReLU", "ReLU6", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU", "SiLU",
    "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "Softmin", "Softplus", "Sequential", "Module",
    "ModuleList", "ModuleDict", "Parameter", "ParameterList", "Identity", "Embedding", "RNN",
    "LSTM", "GRU", "NLLLoss", "CrossEntropyLoss", "MSELoss",
]  # fmt: skip
FUNCTIONS = sorted(
    {name.rpartition(".")[2] for name in table() if name.startswith("torch.nn.functional.")}
    | {"nll_loss", "cross_entropy", "mse_loss", "one_hot"}
)
METHODS = sorted(
    {
        name.split(".")[2]
        for name in table()
        if name.startswith("torch.Tensor.") and "__" not in name
    }
    | {"size", "shape", "dim", "numel"}
)
# what nn.Module brings, and people call or write
PROTOCOL = ("__init__", "forward", "training", "train", "eval", "parameters", "modules", "children")
# and what stands in the way of torch where a class gives it another meaning
HIDEABLE = frozenset({
    "train", "eval", "to", "parameters", "named_parameters", "modules", "named_modules", "children",
    "named_children", "buffers", "named_buffers", "state_dict", "load_state_dict", "zero_grad",
    "requires_grad_", "apply", "register_buffer", "register_parameter", "add_module", "cpu", "cuda",
    "float", "double", "half", "type", "__call__", "__setattr__", "__getattr__", "_apply",
    "_parameters", "_modules", "_buffers",
})  # fmt: skip
# other libraries' name -> torch's
ELSEWHERE = {
    "Dense": "Linear", "Conv2D": "Conv2d", "Convolution2D": "Conv2d", "MaxPooling2D": "MaxPool2d",
    "MaxPooling2d": "MaxPool2d", "MaxPool2D": "MaxPool2d", "AveragePooling2D": "AvgPool2d",
    "AvgPooling2d": "AvgPool2d", "BatchNormalization": "BatchNorm2d", "FullyConnected": "Linear",
    "GlobalAveragePooling2D": "AdaptiveAvgPool2d", "Activation": "ReLU", "Relu": "ReLU",
    "SpatialDropout2D": "Dropout2d", "Convolution2d": "Conv2d", "Affine": "Linear",
    "conv2D": "Conv2d", "max_pooling2d": "max_pool2d", "dense": "linear", "max_pool": "max_pool2d",
    "avg_pool": "avg_pool2d", "log_soft_max": "log_softmax", "logsoftmax": "log_softmax",
}  # fmt: skip
# what each layer's arguments are called; the first ones must be given
ARGUMENTS = {
    "Conv2d": (
        ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups",
         "bias", "padding_mode", "device", "dtype"), 3,
    ),
    "Linear": (("in_features", "out_features", "bias", "device", "dtype"), 2),
    "Dropout": (("p", "inplace"), 0),
    "Dropout2d": (("p", "inplace"), 0),
    "MaxPool2d": (
        ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"), 1,
    ),
    "AvgPool2d": (
        ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
        1,
    ),
    "BatchNorm2d": (
        ("num_features", "eps", "momentum", "affine", "track_running_stats", "device", "dtype"), 1,
    ),
    "ReLU": (("inplace",), 0),
    "LogSoftmax": (("dim",), 0),
    "Softmax": (("dim",), 0),
    "Flatten": (("start_dim", "end_dim"), 0),
    "max_pool2d": (
        ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"), 2,
    ),
    "avg_pool2d": (
        ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad",
         "divisor_override"), 2,
    ),
    "dropout": (("input", "p", "training", "inplace"), 1),
    "dropout2d": (("input", "p", "training", "inplace"), 1),
    "relu": (("input", "inplace"), 1),
    "log_softmax": (("input", "dim", "dtype"), 1),
    "softmax": (("input", "dim", "dtype"), 1),
    "flatten": (("input", "start_dim", "end_dim"), 1),
}  # fmt: skip
# another library's word for an argument -> torch's
WORDS = {
    "filters": "out_channels", "units": "out_features", "rate": "p", "prob": "p",
    "pool_size": "kernel_size", "strides": "stride", "kernel": "kernel_size", "axis": "dim",
    "size": "kernel_size", "dropout": "p", "channels": "in_channels", "input_dim": "in_features",
    "pad": "padding", "train": "training", "is_training": "training", "activation": "",
    "input_shape": "", "name": "", "keep_prob": "p",
}  # fmt: skip


def meant(name: str, among: list[str]) -> str:
    """The name that a mistyped one stands for; "" where none is near."""
    other = ELSEWHERE.get(name)
    if other in among:
        return str(other)
    same = [one for one in among if one.lower().replace("_", "") == name.lower().replace("_", "")]
    same = same or [one for one in among if sorted(one) == sorted(name)]  # `Con2vd`
    close = same or difflib.get_close_matches(name, among, 1, 0.7)
    return close[0] if close else ""
