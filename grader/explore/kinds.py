"""What the page's own engine computes; explorer/src/engine/kinds.ts has the same names."""

from __future__ import annotations

ENGINE = frozenset(
    (
        *("conv2d", "linear", "matmul", "max_pool2d", "avg_pool2d"),
        *("adaptive_avg_pool2d", "adaptive_max_pool2d"),
        *("relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus"),
        *("hardtanh", "clamp", "dropout", "dropout1d", "dropout2d", "dropout3d", "batch_norm"),
        *("softmax", "log_softmax", "logsumexp", "log", "exp"),
        *("view", "reshape", "flatten", "view_as", "squeeze", "unsqueeze", "contiguous", "clone"),
        *("detach", "to", "float", "cuda", "transpose", "permute", "cat"),
        *("add", "sub", "rsub", "mul", "div", "neg", "abs", "sign", "square", "sqrt"),
        *("mean", "sum"),
    )
)
