"""Mistakes in what is printed. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_COUNT = "            correct += pred.eq(target.view_as(pred)).sum().item()\n"
_PRED = "            pred = output.argmax(dim=1, keepdim=True)\n"
_F = "functions"
_M = "module level"
_T = "trainer object"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "answers-compared-each-with-each",
        "a column against a row",
        _F,
        _COUNT,
        "            correct += (pred == target).sum().item()\n",
    ),
    (
        "answers-compared-each-with-each",
        "a column against a row",
        _T,
        ".argmax(1) == y)",
        ".argmax(1, keepdim=True) == y)",
    ),
    (
        "scores-compared-with-labels",
        "the largest score",
        _F,
        _PRED + _COUNT,
        "            correct += (output.max(1)[0] == target).sum().item()\n",
    ),
    (
        "scores-compared-with-labels",
        "the largest score",
        _M,
        "_, predicted = torch.max(outputs.data, 1)",
        "predicted, _ = torch.max(outputs.data, 1)",
    ),
    (
        "hits-divided-by-batches",
        "by the number of batches",
        _F,
        "n = len(test_loader.dataset)",
        "n = len(test_loader)",
        ("summed-losses-divided-by-batches",),
    ),
    (
        "hits-divided-by-batches",
        "by the number of batches",
        _T,
        "hits / len(loader.dataset)",
        "hits / len(loader)",
    ),
    (
        "hits-divided-by-batches",
        "of the training, beside a right one of the test",
        "training and test in one line",
        "right / seen",
        "right / len(trainloader)",
    ),
    (
        "hits-divided-by-another-length",
        "by a length that is written out, of the other set",
        "validation split",
        "hits / len(test_data)",
        "hits / 60000",
    ),
    (
        "answers-of-the-columns",
        "the largest along dimension 0",
        _T,
        ".argmax(1) == y)",
        ".argmax(0) == y)",
    ),
    ("one-answer-for-a-batch", "no dimension", _T, ".argmax(1) == y)", ".argmax() == y)"),
    (
        "softmax-over-the-batch-by-hand",
        "a softmax along dimension 0",
        _M,
        "torch.max(outputs.data, 1)",
        "torch.max(F.softmax(outputs, dim=0), 1)",
    ),
    (
        "accuracy-cut-to-a-whole-number",
        "a whole division",
        _T,
        "hits / len(loader.dataset)",
        "int(hits) // len(loader.dataset)",
    ),
    (
        "accuracy-is-another-number",
        "counted over all epochs",
        "arguments and a dry run",
        "        test_loss = correct = 0\n",
        "        if epoch == 1:\n            test_loss = correct = 0\n",
    ),
    (
        "accuracy-is-another-number",
        "answers to other images compared",
        "adam",
        "(net(x).argmax(1) == y)",
        "(net(x).argmax(1).flip(0) == y)",
    ),
    (
        "accuracy-is-another-number",
        "counted anew in each batch",
        _F,
        "        for data, target in test_loader:\n",
        "        for data, target in test_loader:\n            correct = 0\n",
    ),
    (
        "accuracy-is-another-number",
        "by the length of the training set",
        _T,
        "hits / len(loader.dataset)",
        "hits / len(train_set)",
    ),
    (
        "accuracy-is-another-number",
        "the wrong ones",
        _M,
        "(predicted == labels).sum()",
        "(predicted != labels).sum()",
    ),
    (
        "accuracy-is-another-number",
        "a hundred twice",
        _M,
        "(100 * correct / total)",
        "(100 * 100 * correct / total)",
    ),
    (
        "accuracy-is-another-number",
        "shares added up",
        "mean of the batches' accuracies",
        "np.mean(accs)",
        "np.sum(accs)",
    ),
    (
        "mean-losses-divided-by-images",
        "means by the number of images",
        _F,
        ', reduction="sum").item()',
        ").item()",
    ),
    (
        "mean-losses-divided-by-images",
        "means by the number of images",
        _T,
        "loss.item() * x.size(0)",
        "loss.item()",
    ),
    (
        "summed-losses-divided-by-batches",
        "sums by the number of batches",
        _F,
        "{total / n:.4f}",
        "{total / len(test_loader):.4f}",
    ),
    (
        "summed-losses-divided-by-batches",
        "means times images by the number of batches",
        _T,
        "total / len(loader.dataset)",
        "total / len(loader)",
    ),
    (
        "accuracy-is-another-number",
        "each score counted as an answer",
        "trainer object",
        "(self.model(x).argmax(1) == y).float().sum().item()",
        "((self.model(x) > -0.7).long() == F.one_hot(y, 10)).float().mean().item() * len(y)",
    ),
]
