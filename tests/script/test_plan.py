"""The plan: which statements a class needs, as a table of small files.

In each text, a line that ends in `#+` must be run and every other statement must be left out.
"""

import ast
import textwrap

import pytest

from grader.lab import read_lab
from grader.submission.intake import read_bytes

LAB = read_lab()

CASES = {
    "imports that bind a needed name, no others": """
        import torch
        import torch.nn as nn  #+
        import wandb
        from torchvision import datasets
        class Net(nn.Module): pass  #+
    """,
    "submodules bind the package together": """
        import torch  #+
        import torch.nn  #+
        class Net(torch.nn.Module): pass  #+
    """,
    "functions and constants, transitively, also those that come later": """
        import torch.nn.functional as F  #+
        from torch import nn  #+
        def act(x): return F.relu(x) * scale()  #+
        def unused(): return other()
        class Net(nn.Module):  #+
            def forward(self, x): return act(x)
        def scale(): return FACTOR  #+
        FACTOR = 2  #+
        other = 3
    """,
    "base classes, decorators, defaults and annotations": """
        from torch import nn, Tensor  #+
        from functools import wraps  #+
        SIZE = 5  #+
        def logged(f): return wraps(f)(f)  #+
        class Plain(nn.Module): pass  #+
        class Net(Plain):  #+
            def __init__(self, size=SIZE): super().__init__()
            @logged
            def forward(self, x: Tensor): return x
    """,
    "what a decorator, or a function that is called, puts into a table": """
        from torch import nn  #+
        PARTS, SIZES = {}, []  #+
        OTHER = []
        def register(name):  #+
            def wrap(made):
                PARTS[name] = made
                return made
            return wrap
        def more(size): SIZES.append(size)  #+
        def less(size): OTHER.append(size)
        @register("conv")
        def conv(): return nn.Conv2d(1, 8, 3)  #+
        def unused(): pass
        more(3)  #+
        less(3)
        class Net(nn.Module):  #+
            def __init__(self): self.conv = PARTS["conv"](SIZES)
    """,
    "a local variable is no global": """
        from torch import nn  #+
        data = open('digits.csv')
        epoch = 10
        class Net(nn.Module):  #+
            def forward(self, data):
                epoch = [model for model in data]
                return epoch
        model = 5
    """,
    "args with its parser": """
        import argparse  #+
        from torch import nn  #+
        import torch
        parser = argparse.ArgumentParser()  #+
        group = parser.add_argument_group('net')  #+
        group.add_argument('--hidden', type=int, default=50)  #+
        parser.add_argument('--lr', type=float, default=0.1)  #+
        args = parser.parse_args()  #+
        args.cuda = not args.no_cuda  #+
        torch.manual_seed(args.seed)
        if args.cuda: torch.cuda.manual_seed(args.seed)
        class Net(nn.Module):  #+
            def __init__(self): nn.Linear(args.hidden, 10)
    """,
    "args that forward does not need": """
        import argparse
        from torch import nn  #+
        args = argparse.ArgumentParser().parse_args()
        class Net(nn.Module): pass  #+
        model = Net()
        model.cuda()
    """,
    "compound statements that bind a needed name": """
        from torch import nn  #+
        import torch  #+
        try:  #+
            import torch.nn.functional as F
        except ImportError:
            F = None
        if torch.cuda.is_available(): width = 20  #+
        else: width = 10
        for k in (3, 5): kernel = k  #+
        with open('log.txt') as log: other = 1
        class Net(nn.Module):  #+
            def forward(self, x): return F.relu(x), width, kernel
    """,
    "the class is patched afterwards": """
        from torch import nn  #+
        class Net(nn.Module): pass  #+
        def forward(self, x): return x  #+
        Net.forward = forward  #+
        setattr(Net, 'extra', 1)  #+
        Net().train()
    """,
    "layers kept in a global list that is filled in a loop": """
        from torch import nn  #+
        layers = []  #+
        for n in (10, 20): layers.append(nn.Linear(n, n))  #+
        class Net(nn.Module):  #+
            def __init__(self): self.all = nn.ModuleList(layers)
    """,
    "what trains, loads or builds is never run": """
        from torch import nn  #+
        from torchvision import datasets
        history = []  #+
        def fit(model): model().backward()
        class Net(nn.Module):  #+
            def forward(self, x): return history, images, model
        model = Net()
        images = datasets.MNIST('.', download=True)
        for epoch in range(10):
            history.append(fit(model))
        fit(model)
    """,
    "only the last definition before counts": """
        from torch import nn  #+
        width = slow()
        width = 10  #+
        class Net(nn.Module):  #+
            size = width
        width = 20
    """,
    "the last class of that name wins": """
        from torch import nn  #+
        class Net(nn.Module): pass
        class Net(nn.Module):  #+
            def __init__(self): super(Net, self).__init__()
    """,
    "a class that extends its own earlier self": """
        from torch import nn  #+
        class Net(nn.Module): pass  #+
        class Net(Net): pass  #+
    """,
    "star imports only where a name is unknown without them": """
        from torch.nn import *  #+
        class Net(Module):  #+
            def __init__(self): self.a = Linear(1, 1)
    """,
    "no star import is needed": """
        from torch import nn  #+
        from utils import *
        class Net(nn.Module):  #+
            def forward(self, x): return max(x, len(x))
    """,
    "a future import changes every other statement": """
        from __future__ import annotations  #+
        from torch import nn  #+
        class Net(nn.Module): pass  #+
    """,
    "a class attribute that reads a global of its own name": """
        from torch import nn  #+
        kernel = 5  #+
        class Net(nn.Module):  #+
            kernel = kernel
    """,
    "a factory called Net": """
        from torch import nn  #+
        width = 10  #+
        def Net(): return nn.Sequential(nn.Conv2d(1, width, 5))  #+
        model = Net()
    """,
    "an alias called Net": """
        from torch import nn  #+
        class CNN(nn.Module): pass  #+
        Net = CNN  #+
    """,
    "a class in a try": """
        try:  #+
            from torch import nn
            class Net(nn.Module): pass
        except ImportError: pass
        print('done')
    """,
}


def marked(text: str) -> set[int]:
    """Indices of the statements whose first line ends in `#+`."""
    lines = text.split("\n")
    body = ast.parse(text).body
    return {i for i, s in enumerate(body) if lines[s.lineno - 1].endswith("#+")}


@pytest.mark.parametrize("name", CASES)
def test_the_plan_takes_what_is_marked(name):
    text = textwrap.dedent(CASES[name]).lstrip()
    submission = read_bytes("task1_cnn.py", text.encode(), LAB)
    assert submission.trouble is None
    assert submission.plan is not None
    assert set(submission.plan.statements) == marked(text)
    # Every statement is either run or accounted for.
    count = len(submission.plan.statements) + len(submission.plan.left_out)
    assert count == len(ast.parse(text).body)


GUARDED = """
from torch import nn
class Net(nn.Module):
    def forward(self, x): return x * factor
if __name__ == "__main__":
    factor = 2
"""


def test_a_name_bound_only_under_the_main_guard_is_told():
    plan = read_bytes("a.py", GUARDED.encode(), LAB).plan
    assert plan is not None
    assert plan.main_guard
    assert plan.statements == (0, 1)
    free = read_bytes("a.py", GUARDED.replace("* factor", "").encode(), LAB).plan
    assert free is not None
    assert not free.main_guard


WHYS = {
    "import wandb": "imports wandb, which Net does not need",
    "parser = argparse.ArgumentParser()": "parses arguments",
    "loader = DataLoader(MNIST('.'))": "loads data",
    "model = Net()": "builds the network",
    "train(1)": "trains",
    "for e in range(3): train(e)": "trains",
    "def train(e): loss(e).backward()": "defines train, which Net does not need",
    "width = 3": "sets width, which Net does not need",
    "plt.show()": "opens a window",
    "print('done')": "prints",
    "import sys; sys.exit(0)": "ends the program",
    "torch.save(3, 'net.pt')": "writes a file",
    "torch.manual_seed(1)": "sets the random seed",
    "if __name__ == '__main__': train(1)": "runs only as a script",
}


@pytest.mark.parametrize("statement", WHYS)
def test_what_is_left_out_says_why(statement):
    text = f"class Net: pass\n{statement}\ndef train(e): e.backward()\n"
    plan = read_bytes("a.py", text.encode(), LAB).plan
    assert plan is not None
    passage = [p for p in plan.left_out if p.line == 2][-1]
    assert passage.why == WHYS[statement]
    assert passage.text == statement


def test_packages_are_told_for_the_plan_and_for_the_file():
    text = "import torch.nn as nn\nimport wandb\nfrom .mine import x\nclass Net(nn.Module): pass\n"
    plan = read_bytes("a.py", text.encode(), LAB).plan
    assert plan is not None
    assert plan.modules == ("torch",)
    assert plan.all_modules == ("torch", "wandb", ".mine")


def test_declared_gives_the_first_line_of_each_attribute_with_those_of_the_bases():
    text = textwrap.dedent("""\
        from torch import nn
        class Lower(nn.Module):
            def __init__(this):
                this.conv1 = nn.Conv2d(1, 1, 1)
        class Net(Lower):
            def __init__(self):
                self.fc1, self.fc2 = nn.Linear(1, 1), nn.Linear(1, 1)
                self.fc1 = nn.Linear(2, 2)
                other.fc3 = 1
                self.add_module("drop", nn.Dropout())
    """)
    declared = read_bytes("a.py", text.encode(), LAB).declared
    assert declared == (("conv1", 4), ("fc1", 7), ("fc2", 7), ("drop", 10))
