"""The same step in many spellings: (module, call), either may be empty."""

from __future__ import annotations

Spelling = tuple[str, str]

RELU: tuple[Spelling, ...] = (
    ("nn.ReLU()", "F.relu({x})"),
    ("nn.ReLU(inplace=True)", "F.relu({x}, inplace=True)"),
    ("nn.ReLU()", "torch.relu({x})"),
    ("", "{x}.relu()"),
    ("", "F.relu_({x})"),
    ("", "{x}.clamp(min=0)"),
    ("", "{x}.clamp(0)"),
    ("", "torch.clamp({x}, min=0.0)"),
    ("", "{x}.clamp_min(0)"),
    ("", "torch.maximum({x}, torch.zeros_like({x}))"),
    ("", "torch.max({x}, torch.zeros_like({x}))"),
    ("", "torch.where({x} > 0, {x}, torch.zeros_like({x}))"),
    ("", "{x} * ({x} > 0)"),
    ("", "({x} > 0).float() * {x}"),
    ("", "{x}.masked_fill({x} < 0, 0)"),
    ("", "0.5 * ({x} + {x}.abs())"),
    ("", "nn.ReLU()({x})"),
    ("nn.Threshold(0, 0)", "F.threshold({x}, 0, 0)"),
    ("nn.LeakyReLU(0.0)", "F.leaky_relu({x}, 0.0)"),
    ("", "torch.relu_({x})"),
    ("", "F.relu(input={x})"),
    ("", "torch.clip({x}, 0, None)"),
    ("", "{x}.relu_()"),
)

POOL_MAX: tuple[Spelling, ...] = (
    ("nn.MaxPool2d({k})", "F.max_pool2d({{x}}, {k})"),
    ("nn.MaxPool2d(kernel_size={k}, stride={k})", "F.max_pool2d({{x}}, kernel_size={k})"),
    ("nn.MaxPool2d(({k}, {k}))", "F.max_pool2d({{x}}, ({k}, {k}), stride={k})"),
    ("", "torch.max_pool2d({{x}}, {k})"),
    ("", "{{x}}.unfold(2, {k}, {k}).unfold(3, {k}, {k}).max(5)[0].max(4)[0]"),
)
POOL_AVERAGE: tuple[Spelling, ...] = (
    ("nn.AvgPool2d({k})", "F.avg_pool2d({{x}}, {k})"),
    ("nn.AvgPool2d({k}, stride={k})", "F.avg_pool2d({{x}}, kernel_size={k})"),
)

DROPOUT: tuple[Spelling, ...] = (
    ("nn.Dropout({p})", "F.dropout({{x}}, {p}, self.training)"),
    ("nn.Dropout(p={p})", "F.dropout({{x}}, p={p}, training=self.training)"),
    ("nn.Dropout()", "F.dropout({{x}}, training=self.training)"),
    ("nn.Dropout({p}, False)", "F.dropout({{x}}, {p}, training=self.training)"),
    ("", "(F.dropout({{x}}, {p}) if self.training else {{x}})"),
    ("", "torch.dropout({{x}}, {p}, self.training)"),
    ("", "torch.nn.functional.dropout({{x}}, training=self.training)"),
    (
        "",
        "({{x}} * (torch.rand_like({{x}}) > {p}).float() / (1 - {p}) if self.training else {{x}})",
    ),
    ("", "nn.Dropout({p}).train(self.training)({{x}})"),
)
DROPOUT_2D: tuple[Spelling, ...] = (
    ("nn.Dropout2d({p})", "F.dropout2d({{x}}, {p}, self.training)"),
    ("nn.Dropout2d()", "F.dropout2d({{x}}, training=self.training)"),
    ("nn.Dropout2d(p={p})", "F.dropout2d({{x}}, p={p}, training=self.training)"),
)

FLATTEN: tuple[Spelling, ...] = (
    ("", "{{x}}.view(-1, {n})"),
    ("", "{{x}}.view({{x}}.size(0), -1)"),
    ("", "{{x}}.view(len({{x}}), -1)"),
    ("", "{{x}}.reshape({{x}}.shape[0], -1)"),
    ("", "{{x}}.reshape(-1, {n})"),
    ("nn.Flatten()", "torch.flatten({{x}}, 1)"),
    ("nn.Flatten(1)", "{{x}}.flatten(1)"),
    ("nn.Flatten(start_dim=1)", "{{x}}.flatten(start_dim=1)"),
    ("", "torch.reshape({{x}}, (-1, {n}))"),
    ("", "{{x}}.view(-1, {{x}}.size(1) * {{x}}.size(2) * {{x}}.size(3))"),
    ("", "{{x}}.view({{x}}.shape[0], {n})"),
    ("nn.Flatten()", "torch.flatten({{x}}, start_dim=1, end_dim=-1)"),
    ("", "{{x}}.flatten(2).flatten(1)"),
    ("", "{{x}}.contiguous().view((-1, {n}))"),
)

OUTPUT: tuple[Spelling, ...] = (
    ("nn.LogSoftmax(dim=1)", "F.log_softmax({x}, dim=1)"),
    ("nn.LogSoftmax(dim=-1)", "F.log_softmax({x}, dim=-1)"),
    ("nn.LogSoftmax(1)", "F.log_softmax({x}, 1)"),
    ("nn.LogSoftmax()", "F.log_softmax({x})"),
    ("", "torch.log_softmax({x}, 1)"),
    ("", "{x}.log_softmax(1)"),
    ("", "{x}.log_softmax(dim=-1)"),
    ("", "F.softmax({x}, dim=1).log()"),
    ("", "torch.log(F.softmax({x}, dim=1))"),
    ("", "torch.log(torch.softmax({x}, dim=-1))"),
    ("", "torch.log(F.softmax({x}, dim=1) + 1e-8)"),
    ("", "{x} - {x}.logsumexp(dim=1, keepdim=True)"),
    ("", "{x} - torch.logsumexp({x}, 1, keepdim=True)"),
    ("", "{x} - torch.log(torch.exp({x}).sum(1, keepdim=True))"),
    ("", "nn.LogSoftmax(dim=1)({x})"),
    ("", "F.log_softmax(F.log_softmax({x}, dim=1), dim=1)"),
    ("", "F.log_softmax({x} - {x}.max(dim=1, keepdim=True)[0], dim=1)"),
    ("", "F.log_softmax({x}.double(), dim=1).float()"),
    ("", "torch.nn.functional.log_softmax(input={x}, dim=1)"),
)
