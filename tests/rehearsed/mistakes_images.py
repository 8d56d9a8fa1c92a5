"""Mistakes with images and labels. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_F = "functions"
_M = "module level"
_T = "trainer object"

_OWN = """
class Own(Dataset):
    def __len__(self):
        return {length}

    def __getitem__(self, index):
        return train_set[{index}]


"""

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "labels-of-other-images",
        "labels shuffled alone",
        "arrays",
        "y_train[rows])",
        "y_train[start:start + len(rows)])",
    ),
    (
        "labels-of-other-images",
        "labels shuffled alone",
        _F,
        "loss = F.nll_loss(output, target)\n        loss",
        "loss = F.nll_loss(output, target[torch.randperm(len(target))])\n        loss",
    ),
    (
        "labels-of-other-images",
        "labels turned round",
        _T,
        "self.model(x), y)",
        "self.model(x), y.flip(0))",
    ),
    (
        "images-mixed-by-reshaping",
        "batch and rows exchanged",
        _F,
        "output = net(data)\n        loss",
        "output = net(data.permute(2, 1, 3, 0).reshape(-1, 1, 28, 28))\n        loss",
    ),
    (
        "test-images-in-training",
        "trained on the test set",
        _F,
        "enumerate(train_loader)",
        "enumerate(test_loader)",
    ),
    (
        "test-images-in-training",
        "train=False",
        _M,
        'MNIST("data", train=True',
        'MNIST("data", train=False',
    ),
    (
        "training-images-in-testing",
        "tested on the training set",
        _F,
        "data, target in test_loader",
        "data, target in train_loader",
        ("accuracy-is-another-number",),
    ),
    (
        "training-images-in-testing",
        "train=True twice",
        _T,
        'MNIST("data", train=False',
        'MNIST("data", train=True',
    ),
    (
        "training-images-in-testing",
        "said to be of a test",
        "the accuracy of what was taught, and no other",
        "print('accuracy'",
        "print('validation accuracy'",
    ),
    (
        "training-images-in-testing",
        "by a loader of its own",
        "the training accuracy by a loader of its own",
        "training accuracy",
        "accuracy",
    ),
    (
        "training-images-in-testing",
        "a test set that lies idle",
        "the accuracy of what was taught, and no other",
        "trainloader =",
        "testset = datasets.MNIST('data', train=False)\ntrainloader =",
    ),
    (
        "training-images-in-testing",
        "split twice",
        "validation split",
        "train_data, valid_data = random_split(full, [50000, 10000])",
        "train_data, _ = random_split(full, [50000, 10000])\n"
        "_, valid_data = random_split(full, [50000, 10000])",
    ),
    (
        "network-of-earlier-folds",
        "one network for all folds",
        "folds",
        "    net = Net()\n",
        "    net = net if n else Net()\n",
    ),
    (
        "labels-of-other-images",
        "test labels shuffled alone",
        "adam",
        "net = Net()\n",
        "order = torch.randperm(len(testset))\n"
        "testloader = DataLoader(TensorDataset(torch.stack([x for x, _ in testset]), "
        "testset.targets[order]), batch_size=64)\nnet = Net()\n",
    ),
    (
        "training-images-in-one-order",
        "no shuffle",
        _F,
        "batch_size=64, shuffle=True",
        "batch_size=64",
    ),
    (
        "training-images-in-one-order",
        "no shuffle",
        "adam",
        "batch_size=32, shuffle=True",
        "batch_size=32",
    ),
    (
        "images-hardly-differ",
        "divided by 255 twice",
        "arrays",
        "/ 255.0\n    return (x - 0.1307) / 0.3081",
        "/ 255.0\n    return x / 255.0",
    ),
    (
        "images-hardly-differ",
        "divided by 255 again",
        "validation split",
        "transforms.ToTensor()\nfull",
        "transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x / 255)])\nfull",
    ),
    (
        "images-normalised-twice",
        "normalised in the loop again",
        _F,
        "for i, (data, target) in enumerate(train_loader):\n",
        "for i, (data, target) in enumerate(train_loader):\n"
        "        data = (data - 0.1307) / 0.3081\n",
        ("test-images-normalised-otherwise",),
    ),
    (
        "images-normalised-twice",
        "Normalize twice",
        _M,
        "transforms.ToTensor(), ",
        "transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,)), ",
    ),
    (
        "test-images-normalised-otherwise",
        "the test set as it is",
        "adam",
        "train=False, download=True, transform=tf",
        "train=False, download=True, transform=transforms.ToTensor()",
    ),
    (
        "images-normalised-by-other-numbers",
        "mean and deviation exchanged",
        _F,
        "Normalize((0.1307,), (0.3081,))",
        "Normalize((0.3081,), (0.1307,))",
    ),
    (
        "images-hardly-differ",
        "a mean and a deviation of grey values",
        _T,
        "Normalize((0.1307,), (0.3081,))",
        "Normalize((33.3,), (78.6,))",
    ),
    (
        "grey-values-as-they-are",
        "grey values not divided",
        "arrays",
        ".unsqueeze(1) / 255.0\n    return (x - 0.1307) / 0.3081, data.targets",
        ".unsqueeze(1)\n    return x, data.targets",
    ),
    (
        "one-image-in-each-batch",
        "an index that is passed over",
        _M,
        "train_loader = DataLoader(train_set,",
        _OWN.format(length="len(train_set)", index="0") + "train_loader = DataLoader(Own(),",
    ),
    (
        "fewer-images-than-classes",
        "the length of something else",
        _F,
        "train_loader = DataLoader(train_set,",
        _OWN.format(length="2", index="index") + "train_loader = DataLoader(Own(),",
    ),
    (
        "labels-of-other-images",
        "the network's own answers",
        _F,
        "loss = F.nll_loss(output, target)\n        loss",
        "loss = F.nll_loss(output, output.argmax(1))\n        loss",
    ),
    (
        "one-step-in-an-epoch",
        "all images in one batch",
        _M,
        "batch_size=64, shuffle=True",
        "batch_size=len(train_set), shuffle=True",
    ),
]
