"""Right scripts that leave a part of the training to a library."""

from __future__ import annotations

_SETS = """
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("data", train=True, download=True, transform=transform)
test_set = datasets.MNIST("data", train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=200)
"""
_LOOP = """
for epoch in range(3):
    net.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in test_loader:
            hits += int((net(x).argmax(1) == y).sum())
    print(f"accuracy {hits / len(test_set):.4f}")
"""

SHAPES = {
    "Lightning around the network": """
import pytorch_lightning as pl
from pytorch_lightning.callbacks import EarlyStopping


class Digits(pl.LightningModule):
    def __init__(self, rate=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.net = Net()

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, number):
        x, y = batch
        loss = F.nll_loss(self(x), y)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, number):
        x, y = batch
        scores = self(x)
        self.log("val_loss", F.nll_loss(scores, y))
        self.log("val_acc", (scores.argmax(1) == y).float().mean(), prog_bar=True)

    test_step = validation_step

    def configure_optimizers(self):
        optimizer = optim.Adam(self.parameters(), lr=self.hparams.rate)
        waits = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": waits, "monitor": "val_loss"}}

"""
    + _SETS
    + """
pl.seed_everything(1)
model = Digits()
trainer = pl.Trainer(max_epochs=3, callbacks=[EarlyStopping("val_loss")], gradient_clip_val=1.0)
trainer.fit(model, train_loader, val_dataloaders=test_loader)
best = Digits.load_from_checkpoint(trainer.checkpoint_callback.best_model_path)
told = trainer.test(best, dataloaders=test_loader)
print("accuracy", float(told[0]["val_acc"]))
""",
    "a Lightning module that steps by itself": """
import lightning as L


class Teacher(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.net = Net()

    def training_step(self, batch):
        first, later = self.optimizers()
        x, y = batch
        loss = F.nll_loss(self.net(x), y)
        first.zero_grad()
        later.zero_grad()
        self.manual_backward(loss)
        first.step()
        later.step()

    def configure_optimizers(self):
        maps = [*self.net.conv1.parameters(), *self.net.conv2.parameters()]
        rest = [*self.net.fc1.parameters(), *self.net.fc2.parameters()]
        pair = [optim.SGD(maps, lr=0.01, momentum=0.5), optim.SGD(rest, lr=0.01, momentum=0.5)]
        return pair, [optim.lr_scheduler.StepLR(one, 1, 0.9) for one in pair]

    def on_train_epoch_end(self):
        for one in self.lr_schedulers():
            one.step()

    def test_step(self, batch, number):
        x, y = batch
        hits = int((self.net(x).argmax(1) == y).sum())
        self.log_dict({"accuracy": hits / len(y)})


class Data(L.LightningDataModule):
    def prepare_data(self):
        datasets.MNIST("data", download=True)

    def setup(self, stage):
        self.sets = [datasets.MNIST("data", train=one, transform=transforms.ToTensor())
                     for one in (True, False)]

    def train_dataloader(self):
        return DataLoader(self.sets[0], batch_size=64, shuffle=True)

    def test_dataloader(self):
        return DataLoader(self.sets[1], batch_size=200)


class Told(L.Callback):
    def on_train_epoch_end(self, trainer, module):
        print("epoch", trainer.current_epoch, "done")


trainer = L.Trainer(max_epochs=2, callbacks=[Told()])
data = Data()
trainer.fit(Teacher(), datamodule=data)
trainer.test(datamodule=data)
""",
    "accelerated": "from accelerate import Accelerator\nfrom accelerate.utils import set_seed\n"
    + _SETS
    + """
set_seed(3)
accelerator = Accelerator(mixed_precision="no")
net = Net().to(accelerator.device)
optimizer = optim.Adam(net.parameters(), lr=1e-3)
net, optimizer, train_loader = accelerator.prepare(net, optimizer, train_loader)
test_loader = accelerator.prepare(test_loader)
"""
    + _LOOP.replace(
        "loss.backward()",
        "accelerator.backward(loss)\n        accelerator.clip_grad_norm_(net.parameters(), 1.0)",
    ).replace("print(", "accelerator.print("),
    "settings of a file that is elsewhere": """
import hydra
from omegaconf import DictConfig, OmegaConf


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg: DictConfig) -> None:
    print(OmegaConf.to_yaml(cfg))
    transform = transforms.ToTensor()
    train_set = datasets.MNIST("data", train=True, transform=transform)
    test_set = datasets.MNIST("data", train=False, transform=transform)
    train_loader = DataLoader(train_set, batch_size=cfg.data.batch_size, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=cfg.data.get("test_batch_size", 200))
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=cfg.optim["lr"], momentum=cfg.optim.momentum)
"""
    + _LOOP.replace("range(3)", "range(cfg.epochs)").replace("\n", "\n    ")
    + """

if __name__ == "__main__":
    main()
""",
    "settings of a class of one's own": """
from dataclasses import dataclass

import hydra
from hydra.core.config_store import ConfigStore


@dataclass
class Settings:
    rate: float = 1e-3
    size: int = 64


ConfigStore.instance().store(name="digits", node=Settings)

"""
    + _SETS
    + """

@hydra.main(config_name="digits")
def main(settings):
    assert settings.size == 64
    net = Net()
    optimizer = optim.Adam(net.parameters(), lr=settings.rate)
"""
    + _LOOP.replace("\n", "\n    ")
    + "\n\nmain()\n",
    "an optimiser of a library": "from lion_pytorch import Lion\n"
    + _SETS
    + "net = Net()\noptimizer = Lion(net.parameters(), lr=1e-4)\n"
    + _LOOP,
    "wrapped, and called by the same name": "from lightning.fabric import Fabric\n"
    + _SETS
    + """
net = Net()
optimizer = optim.Adam(net.parameters(), lr=1e-3)
fabric = Fabric()
net, optimizer = fabric.setup(net, optimizer)
train_loader = fabric.setup_dataloaders(train_loader)
"""
    + _LOOP.replace("loss.backward()", "fabric.backward(loss)"),
}
