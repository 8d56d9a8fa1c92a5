"""torch's functions that a rehearsal looks out for."""

from __future__ import annotations

import torch
from torch import nn

LOSSES = {
    getattr(nn.functional, name): name
    for name in (
        *("nll_loss", "cross_entropy", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"),
        *("binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div"),
        *("multi_margin_loss", "multilabel_soft_margin_loss", "multilabel_margin_loss"),
    )
}
BY_MODE = frozenset(
    getattr(nn.functional, name)
    for name in (
        *("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout"),
        *("feature_alpha_dropout", "batch_norm", "instance_norm", "rrelu"),
    )
) | {  # and what a dropout by hand draws with
    *(torch.rand, torch.rand_like, torch.bernoulli, torch.Tensor.bernoulli),
    *(torch.Tensor.bernoulli_, torch.randn_like, torch.Tensor.uniform_),
}
EQUAL = (torch.eq, torch.Tensor.eq, torch.Tensor.__eq__)
SOFTMAX = {
    *(nn.functional.softmax, nn.functional.log_softmax, torch.softmax, torch.log_softmax),
    *(torch.Tensor.softmax, torch.Tensor.log_softmax),
}
ANSWERS = {torch.argmax, torch.Tensor.argmax, torch.max, torch.Tensor.max}
LOGARITHMS = {torch.log, torch.log2, torch.log10, torch.Tensor.log, torch.Tensor.log2}
_TENSOR = torch.Tensor
SUMS = {  # with which losses of several batches become one number
    *(torch.add, _TENSOR.add, _TENSOR.add_, _TENSOR.__add__, _TENSOR.__radd__, _TENSOR.__iadd__),
    *(torch.mul, _TENSOR.mul, _TENSOR.__mul__, _TENSOR.__rmul__, torch.stack, torch.cat),
    *(torch.div, _TENSOR.div, _TENSOR.__truediv__, _TENSOR.div_, _TENSOR.__itruediv__),
}
DRAWS = {_TENSOR.uniform_, _TENSOR.normal_}
WATCHED = {
    *(*EQUAL, *SOFTMAX, *ANSWERS, *LOGARITHMS, *LOSSES, *SUMS, *DRAWS),
    *(torch.Tensor.to, torch.Tensor.cuda),
}
