import torch
import torch.nn.functional as F
from torch import nn


def conv(ni, nf, ks=3, act=True):
    layers = [nn.Conv2d(ni, nf, stride=2, kernel_size=ks, padding=ks // 2)]
    if act:
        layers += [nn.ReLU(), nn.BatchNorm2d(nf)]
    return nn.Sequential(*layers)


def Net():
    return nn.Sequential(
        conv(1, 8, ks=5), conv(8, 16), conv(16, 32), conv(32, 64), conv(64, 10, act=False),
        nn.Flatten(),
    )
