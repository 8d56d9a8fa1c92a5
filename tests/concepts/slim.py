"""Networks as TF-Slim defines them, padded as TensorFlow pads: "SAME" depends on the size.

TensorFlow's SAME gives ⌈n/s⌉ outputs and puts the odd padding cell at the end
(tensorflow.org/api_docs/python/tf/nn, "Notes on padding").
"""

from concepts import Cat, Conv, Join, Network, Node, Pool


def same(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2


class Slim:
    """A network under construction; `x` names the node that a layer reads."""

    def __init__(self, size=224):
        self.nodes = []
        self.sizes = {"input": (size, size)}

    def add(self, layer, *reads):
        name = f"{layer.kind}{len(self.nodes)}"
        self.nodes.append(Node(name, layer, reads))
        shapes = [(8, *self.sizes[read]) for read in reads]
        self.sizes[name] = layer.place(*shapes).shape[1:]
        return name

    def pads(self, x, k, s, padding):
        if padding == "VALID":
            return ((0, 0), (0, 0))
        return tuple(same(n, kk, s) for n, kk in zip(self.sizes[x], k, strict=True))

    def conv(self, x, k, s=1, padding="SAME"):
        k = (k, k) if isinstance(k, int) else k
        return self.add(Conv(8, k, s, self.pads(x, k, s, padding)), x)

    def fixed(self, x, k, s):
        """slim's conv2d_same: at a stride it pads by hand, independent of the size."""
        return self.conv(x, k) if s == 1 else self.add(Conv(8, k, s, (k - 1) // 2), x)

    def pool(self, x, k, s, padding="SAME", method="max"):
        pads = self.pads(x, (k, k), s, padding)
        return self.add(Pool(method, k, s, pads), x)

    def join(self, *reads):
        return self.add(Join("add"), *reads)

    def cat(self, *reads):
        return self.add(Cat(), *reads)

    def network(self):
        return Network(self.nodes)


def alexnet_v2():
    net = Slim()
    x = net.pool(net.conv("input", 11, 4, "VALID"), 3, 2, "VALID")
    x = net.pool(net.conv(x, 5), 3, 2, "VALID")
    for _ in range(3):
        x = net.conv(x, 3)
    net.pool(x, 3, 2, "VALID")
    return net.network()


def vgg_16():
    net, x = Slim(), "input"
    for convs in (2, 2, 3, 3, 3):
        for _ in range(convs):
            x = net.conv(x, 3)
        x = net.pool(x, 2, 2, "VALID")
    return net.network()


def mobilenet_v1():
    net = Slim()
    x = net.conv("input", 3, 2)
    for stride in (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1):
        x = net.conv(net.conv(x, 3, stride), 1)
    return net.network()


def resnet_v1(*units):
    """The stride stands in the last unit of each block but the last block."""
    net = Slim()
    x = net.pool(net.fixed("input", 7, 2), 3, 2)
    for block, count in enumerate(units):
        for unit in range(count):
            stride = 2 if unit == count - 1 and block < 3 else 1
            shortcut = net.conv(x, 1, stride) if unit == 0 else x
            if unit and stride > 1:
                shortcut = net.pool(x, 1, stride)
            y = net.conv(net.fixed(net.conv(x, 1), 3, stride), 1)
            x = net.join(shortcut, y)
    return net.network()


def inception_v3():
    net = Slim()
    x = net.conv(net.conv(net.conv("input", 3, 2, "VALID"), 3, 1, "VALID"), 3)
    x = net.conv(net.conv(net.pool(x, 3, 2, "VALID"), 1, 1, "VALID"), 3, 1, "VALID")
    x = net.pool(x, 3, 2, "VALID")
    for _ in range(3):
        five = net.conv(net.conv(x, 1), 5)
        three = net.conv(net.conv(net.conv(x, 1), 3), 3)
        x = net.cat(net.conv(x, 1), five, three, net.conv(net.pool(x, 3, 1, method="avg"), 1))
    deep = net.conv(net.conv(net.conv(x, 1), 3), 3, 2, "VALID")
    x = net.cat(net.conv(x, 3, 2, "VALID"), deep, net.pool(x, 3, 2, "VALID"))
    for _ in range(4):
        seven = chain(net, x, 1, (1, 7), (7, 1))
        twice = chain(net, x, 1, (7, 1), (1, 7), (7, 1), (1, 7))
        x = net.cat(net.conv(x, 1), seven, twice, net.conv(net.pool(x, 3, 1, method="avg"), 1))
    short = net.conv(net.conv(x, 1), 3, 2, "VALID")
    long = net.conv(chain(net, x, 1, (1, 7), (7, 1)), 3, 2, "VALID")
    x = net.cat(short, long, net.pool(x, 3, 2, "VALID"))
    for _ in range(2):
        one, two = net.conv(x, 1), net.conv(net.conv(x, 1), 3)
        sides = [net.conv(y, k) for y in (one, two) for k in ((1, 3), (3, 1))]
        x = net.cat(net.conv(x, 1), *sides, net.conv(net.pool(x, 3, 1, method="avg"), 1))
    return net.network()


def chain(net, x, *kernels):
    for kernel in kernels:
        x = net.conv(x, kernel)
    return x
