"""Right scripts with mixed precision, samplers and sets that give images one after another."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST

_SCALED = """
scaler = torch.amp.GradScaler("cpu")
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=False):
            loss = F.nll_loss(net(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
"""
_LOADER = "trainloader = torch.utils.data.DataLoader(trainset, batch_size=32, shuffle=True)\n"

SHAPES = {
    "gradients of a multiplied loss": SETS + PLAIN + _SCALED + TEST,
    "a sampler of rare digits": SETS.replace(
        _LOADER,
        """
weights = (1 / torch.bincount(trainset.targets))[trainset.targets]
rare = torch.utils.data.WeightedRandomSampler(weights, len(weights))
trainloader = torch.utils.data.DataLoader(trainset, batch_size=32, sampler=rare)
""",
    )
    + PLAIN
    + STEP
    + TEST,
    "a set that gives one after another": SETS.replace(
        _LOADER,
        """
class Stream(torch.utils.data.IterableDataset):
    def __iter__(self):
        for index in torch.randperm(len(trainset)).tolist():
            yield trainset[index]


trainloader = torch.utils.data.DataLoader(Stream(), batch_size=32)
""",
    )
    + PLAIN
    + STEP.replace("range(2)", "range(4)")
    + TEST,
    "accuracies in a list": SETS
    + PLAIN
    + STEP
    + """
net.eval()
counts = torch.zeros(10, 10)
with torch.no_grad():
    for x, y in testloader:
        for label, answer in zip(y, net(x).argmax(1)):
            counts[label, answer] += 1
print("accuracy of each digit", (counts.diag() / counts.sum(1)).tolist())
""",
}
