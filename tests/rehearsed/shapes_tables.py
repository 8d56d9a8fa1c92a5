"""Right scripts that take their digits from a table, or make another form of the network."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, STEP, TEST, with_parts

_TRAINED = """
def grey(rows):
    return torch.as_tensor(np.asarray(rows, dtype="float32")).reshape(-1, 1, 28, 28) / 255


def loader(rows, labels, size, mixed):
    labels = torch.as_tensor(np.asarray(labels, dtype="int64"))
    return DataLoader(TensorDataset(grey(rows), labels), batch_size=size, shuffle=mixed)


def taught(train, test, epochs=2):
    net = Net()
    optimizer = optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(epochs):
        net.train()
        for x, y in train:
            optimizer.zero_grad()
            F.nll_loss(net(x), y).backward()
            optimizer.step()
        net.eval()
        hits = 0
        with torch.no_grad():
            for x, y in test:
                hits += int((net(x).argmax(1) == y).sum())
        print(f"{epoch}: accuracy {hits / len(test.dataset):.4f}")
    return net

"""


def _taught(text: str) -> str:
    return _TRAINED + text


SHAPES = {
    "a table of pandas', divided": _taught(
        """
import pandas as pd
from sklearn.model_selection import train_test_split

frame = pd.read_csv("input/train.csv")
print(frame.shape, frame.head())
labels = frame["label"]
pixels = frame.drop("label", axis=1)
a, b, c, d = train_test_split(pixels.values, labels.values, test_size=0.2, stratify=labels)
net = taught(loader(a, c, 50, True), loader(b, d, 100, False))
asked = pd.read_csv("input/test.csv")
net.eval()
with torch.no_grad():
    digits = net(grey(asked.to_numpy())).argmax(1)
table = pd.DataFrame({"ImageId": range(1, len(digits) + 1), "Label": digits.numpy()})
table.to_csv("submission.csv", index=False)
"""
    ),
    "a data set that takes a row at a time": """
import pandas as pd


class Rows(Dataset):
    def __init__(self, name, transform):
        self.table, self.transform = pd.read_csv(name, header=None), transform

    def __len__(self):
        return len(self.table)

    def __getitem__(self, place):
        row = self.table.iloc[place]
        return self.transform(row[1:].values.astype("uint8").reshape(28, 28)), int(row[0])

"""
    + _taught(
        """
train = DataLoader(Rows("mnist_train.csv", transforms.ToTensor()), 40, shuffle=True)
taught(train, DataLoader(Rows("mnist_test.csv", transforms.ToTensor()), 80))
"""
    ),
    "a text of numbers": _taught(
        """
train = np.genfromtxt("digits/train.txt")
test = np.loadtxt("digits/test_set.csv", delimiter=",", skiprows=1)
taught(loader(train[:, 1:], train[:, 0], 32, True), loader(test[:, 1:], test[:, 0], 64, False))
"""
    ),
    "lines of a file, read by hand": _taught(
        """
import csv


def read(name):
    with open(name, newline="") as file:
        lines = csv.reader(file)
        next(lines)
        rows = np.array([[int(one) for one in line] for line in lines])
    return rows[:, 1:], rows[:, 0]


taught(loader(*read("mnist_train.csv"), 32, True), loader(*read("mnist_test.csv"), 64, False))
"""
    ),
    "folds of what was fetched": _taught(
        """
from sklearn.datasets import fetch_openml
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix
from sklearn.model_selection import StratifiedKFold

pixels, names = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
labels = names.astype(int)
for some, others in StratifiedKFold(n_splits=2, shuffle=True).split(pixels, labels):
    held = loader(pixels[others], labels[others], 100, False)
    net = taught(loader(pixels[some], labels[some], 50, True), held, epochs=1)
    with torch.no_grad():
        said = torch.cat([net(x).argmax(1) for x, _ in held]).numpy()
    print("accuracy", accuracy_score(labels[others], said))
    print(confusion_matrix(labels[others], said))
    print(classification_report(labels[others], said))
"""
    ),
    "a network traced, scripted and exported": with_parts(
        PLAIN,
        test=TEST
        + """
example = torch.randn(4, 1, 28, 28)
torch.jit.trace(net, example).save("traced.pt")
print(torch.jit.load("traced.pt")(example).shape)
torch.jit.save(torch.jit.script(net), "scripted.pt")
torch.export.save(torch.export.export(net, (example,)), "net.pt2")
print(torch.export.load("net.pt2").module()(example).argmax(1))
torch.onnx.export(net, example, "net.onnx", input_names=["image"])
""",
    ),
    "gradients of each image": with_parts(
        PLAIN,
        test="""
from torch.func import functional_call, grad, vmap

weights = {name: one.detach() for name, one in net.named_parameters()}


def lost(weights, x, y):
    return F.nll_loss(functional_call(net, weights, (x[None],)), y[None])


net.eval()
x, y = next(iter(testloader))
each = vmap(grad(lost), in_dims=(None, 0, 0))(weights, x, y)
print(max(float(one.norm()) for one in each.values()))
"""
        + TEST,
    ),
    "measured before and behind": with_parts(
        PLAIN
        + """
from torch.utils.flop_counter import FlopCounterMode
with FlopCounterMode(display=False) as counter:
    net(torch.randn(1, 1, 28, 28))
print(counter.get_total_flops())
""",
        STEP
        + """
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as seen:
        net(torch.rand(16, 1, 28, 28) * 8 - 4)
        seen.step()
print(seen.key_averages().table(row_limit=5))
net(10 * torch.randn(3, 1, 28, 28))
""",
    ),
}
