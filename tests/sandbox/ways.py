"""Files that load in one way or another: (source, way, stand-ins among, transcript has)."""

from __future__ import annotations

from .cases import GOOD, HEAD

NEEDED = "statements Net needs"
WHOLE = "whole file with stand-ins"
MISSING_MODULE = "module not_there_at_all"

WAYS = {
    "script that trains on import": (
        HEAD
        + "import argparse\nfrom torchvision import datasets, transforms\n"
        + "p = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.01)\n"
        + "args = p.parse_args()\n"
        + "data = datasets.MNIST('data', download=True)\n"
        + GOOD
        + "net = Net().cuda()\nprint('trained')\n",
        NEEDED,
        (),
        "",
    ),
    "sizes out of the data": (
        HEAD
        + "from torchvision import datasets, transforms\n"
        + "from torch.utils.data import DataLoader\n"
        + "data = datasets.MNIST('d', train=True, download=True,\n"
        + "                      transform=transforms.ToTensor())\n"
        + "loader = DataLoader(data, 16, True, num_workers=4, pin_memory=True)\n"
        + "images, labels = next(iter(loader))\n"
        + "WIDTH = images[0].numel()\n"
        + "print('pixels', WIDTH, images.shape, labels.dtype)\n"
        + "import not_there_at_all\nnot_there_at_all.init(project='x')\n"
        + GOOD.replace("784, 10)", "WIDTH, 10)")
        + "net = Net()\nfor images, labels in loader: net(images)\nraise SystemExit(1)\n",
        WHOLE,
        (MISSING_MODULE, "torchvision data sets"),
        "pixels 784",
    ),
    "sizes out of the data, in forward": (
        HEAD
        + "from torch.utils.data import DataLoader, TensorDataset\n"
        + "import not_there_at_all\n"
        + "loader = DataLoader(TensorDataset(torch.zeros(4, 28, 28)), 2)\n"
        + "(images,) = next(iter(loader))\nSIZE = images[0].numel()\n"
        + "print('size', SIZE, not_there_at_all.version())\n"
        + GOOD.replace("x.view(-1, 784)", "x.view(-1, SIZE)")
        + "optimizer = torch.optim.SGD(Net().parameters(), lr=0.1)\n",
        WHOLE,
        (MISSING_MODULE,),
        "size 784",
    ),
    "logger in forward": (
        HEAD + "import wandb\n" + GOOD.replace("return", "wandb.log({'x': 1})\n        return"),
        NEEDED,
        ("module wandb",),
        "",
    ),
    "only under the guard": (
        HEAD
        + GOOD.replace("784, 10)", "args.n, 10)")
        + "if __name__ == '__main__':\n    class args: n = 784\n    print('main')\n",
        WHOLE,
        (),
        "main",
    ),
    "what it can see": (
        HEAD
        + GOOD.replace("return", "look()\n        return")
        + "def look():\n"
        + "    print('env', sorted(os.environ))\n"
        + "    print('folder', os.getcwd(), os.path.exists('/usr'), sys.argv)\n"
        + "    print('stdin', repr(sys.stdin.read()))\n"
        + "    print('beside', os.getcwd() in sys.path or '' in sys.path)\n"
        + "    print('gpu', torch.cuda.is_available(), torch.get_num_threads())\n"
        + "    for name in ('environ', 'mem'):\n"
        + "        try: open(f'/proc/{os.getppid()}/{name}', 'rb')\n"
        + "        except OSError: print(name, 'refused')\n",
        NEEDED,
        (),
        "stdin ''",
    ),
}
