# passes
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.edges, self.parts = nn.Conv2d(1, 12, 5), nn.Conv2d(12, 24, 5)
        self.drop1, self.drop2 = nn.Dropout(0.3), nn.Dropout(0.3)
        self.hidden, self.scores = nn.Linear(384, 60), nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.edges(x)), 2)
        x = F.max_pool2d(F.relu(self.parts(x)), 2)
        x = F.relu(self.hidden(self.drop1(x.flatten(1))))
        return F.log_softmax(self.scores(self.drop2(x)), 1)


if __name__ == "__main__":
    network = Net().eval()
    digits = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
    for image, label in DataLoader(digits, batch_size=20):
        image.requires_grad_()
        F.nll_loss(network(image), label).backward()
        print("brightest place of the gradient:", image.grad.abs().amax().item())
