"""What a kind of causes comes down to: a tool, and how it looks in another network than the lab's.

A cause has its own title, reason and hint; what it shares with others of its kind stands here once:
the last two rungs of its hints, and the wrong and the right example of `cnngrade explain`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One thing to know, with an example in other numbers."""

    id: str
    where: str  # where to look, when no line is known
    hole: str  # the working, with what is to be found left out
    tool: str  # its name, and what it does
    wrong: str  # an example that has the mistake
    right: str  # the same without it
    of: tuple[str, ...]  # families, or beginnings of ids of causes


LESSONS = (
    Lesson("bracket", "Look at the line named, and at the one above it.",
        "Count from the left: +1 at each ( and −1 at each ); the line ends at ?",
        "An editor shows the partner of the bracket at the cursor.",
        "x = pool(act(conv(x))", "x = pool(act(conv(x)))",
        ("bracket", "edit-bracket", "comma", "edit-called-twice", "edit-tuple", "edit-function")),
    Lesson("quote", "Look at the quotes of the line named.",
        "A text begins with one sign and ends with ?",
        "An editor colours a text as far as the sign that closes it.",
        "name = 'digits", "name = 'digits'", ("quote",)),
    Lesson("block", "Look at how far the lines stand in.",
        "A line that opens a block ends with ?, and the lines of the block stand in by ?",
        "A colon opens a block; what belongs to it is indented by four blanks.",
        "for name in names\nprint(name)", "for name in names:\n    print(name)",
        ("block", "indentation", "tabs", "colon", "code-after", "return-in-a-loop",
         "return-outside", "edit-return-too-early", "edit-statement", "edit-line")),
    Lesson("python", "Look at the line that Python names, and at the one above it.",
        "Python reads as far as it understands: the last word that it took is ?",
        "`python3 -m py_compile FILE` reads a file and runs nothing of it.",
        'print "ready"', 'print("ready")', ("reading", "notebook-command", "file")),
    Lesson("module", "Look at the class statement and the first line of __init__.",
        "class Net(?): … def __init__(self): ? … then the layers",
        "A network derives from nn.Module, whose own __init__ is called before a layer is stored.",
        "class Scale(nn.Module):\n    def __init__(self):\n        self.norm = nn.LayerNorm(8)",
        "class Scale(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.norm = nn.LayerNorm(8)",
        ("super", "init", "net", "base", "several-networks", "edit-super", "edit-network",
         "edit-torch-hidden", "edit-layers-on", "no-network", "defines")),
    Lesson("method", "Look at what forward is given, at each step, and at what it gives back.",
        "def ?(self, ?): what goes in, step by step, and at its end ?",
        "torch calls the method `forward` with the data and goes on with what it returns.",
        "class Scale(nn.Module):\n    def foward(self, sound):\n        sound * 2",
        "class Scale(nn.Module):\n    def forward(self, sound):\n        return sound * 2",
        ("forward", "return", "nothing-goes-on", "edit-return", "edit-self", "edit-data",
         "edit-name-of-nothing", "edit-lines", "several-things", "tuple", "edit-pair", "one-number",
         "output-is-no-tensor", "digit-returned", "edit-static", "edit-base")),
    Lesson("names", "Compare the name where it is read with where it gets its value.",
        "It is read as ?, and given a value as ?",
        "Python's error names the word that it does not know; a search finds its other places.",
        "self.norm = nn.LayerNorm(8)\n…\nx = self.nrom(x)",
        "self.norm = nn.LayerNorm(8)\n…\nx = self.norm(x)",
        ("name", "import", "edit-name", "layer-used", "module-is-not-here", "layer-never-made",
         "argument", "edit-argument", "keyword", "edit-import", "edit-value-in")),
    Lesson("layer", "Look at where layers are made, and at where they are called.",
        "made once: self.? = nn.Something(sizes); called with data: x = self.?(x)",
        "A layer is made in __init__ and stored in self; forward calls it and keeps what it gives.",
        "def forward(self, sound):\n    self.norm(sound)\n    return sound",
        "def forward(self, sound):\n    sound = self.norm(sound)\n    return sound",
        ("layers", "layer", "module-built", "edit-number-for", "edit-class", "edit-layer",
         "edit-list", "edit-result", "edit-bent", "building", "repaired", "result", "numbers-of",
         "two-fully", "every-layer")),
    Lesson("sizes", "Follow the sides of one image through every convolution and pooling.",
        "side → side − k + 1 → side / 2 → … → ?, and channels × side × side = ?",
        "`cnngrade rf` shows the maps of any network, step by step; `x.shape` those of yours.",
        "# 16 maps of 5×5\nself.head = nn.Linear(16, 120)",
        "# 16 maps of 5×5\nself.head = nn.Linear(16 * 5 * 5, 120)",
        ("flatten-size", "shapes", "stride", "window", "maps", "neurons", "edit-comma",
         "edit-number", "pooling-windows")),
    Lesson("channels", "Look at the first two numbers of each convolution.",
        "what goes in: ? channels; what comes out: ? maps, which the next one takes",
        "nn.Conv2d(in, out, size): `out` of one is `in` of the next.",
        "nn.Conv2d(3, 8, 3)\nnn.Conv2d(3, 12, 3)", "nn.Conv2d(3, 8, 3)\nnn.Conv2d(8, 12, 3)",
        ("channels", "image-size", "batch-norm-size", "kernel-size", "convolution", "one-layer",
         "too-few-channels", "fully-connected", "batch-norm-for", "two-conv")),
    Lesson("flatten", "Look between the last pooling and the first fully connected layer.",
        "(images, channels, height, width) → (images, ?)",
        "`torch.flatten(x, 1)`, `nn.Flatten()` or `x.view(-1, n)` make a row of each image.",
        "# x: 32 × 6 × 7 × 7\nx = head(x)",
        "# x: 32 × 6 × 7 × 7, a row has 6·7·7 = 294 numbers\nx = head(x.view(-1, 294))",
        ("flatten", "flattened", "pooling-after", "pool", "view", "edit-batch", "numbers-do-not",
         "maps-returned")),
    Lesson("batch", "Follow the first size, the number of images, from line to line.",
        "64 images go in, ? rows come out; with 7 images ?",
        "-1 or `x.size(0)` stands for the number of images, whatever it is.",
        "x = x.view(32, 294)", "x = x.view(x.size(0), 294)",
        ("batch", "batch-norm-of", "rows", "squeeze", "only-some", "images", "statistics-of",
         "dimension", "softmax-over", "wrong-number", "shapes-cannot", "edit-number-that",
         "samples", "any-batch")),
    Lesson("relu", "Look at what stands between one layer and the next.",
        "layer → ? → layer → ? → scores",
        "`F.relu(…)` around a layer's result, or an `nn.ReLU()` that forward calls.",
        "x = norm(tone1(x))\nx = tone2(x)", "x = F.relu(norm(tone1(x)))\nx = tone2(x)",
        ("activations", "relu", "softmax-for")),
    Lesson("between", "Look at what stands between one layer and the next.",
        "layer → ? → ? → layer",
        "A step without weights may be a function; one with weights is made in __init__, and "
        "forward calls it.",
        "x = tone1(x)\nx = tone2(x)", "x = still(tone1(x))\nx = tone2(x)",
        ("between", "batch-norm", "pooling", "step-that", "steps-in")),
    Lesson("way-round", "Look at what goes into the layers, and at what is added behind them.",
        "x → layers → y, and then ? + ?",
        "What goes in keeps a name of its own until it is added to what the layers give.",
        "x = tone2(tone1(x))", "y = tone2(tone1(x))\nx = x + y",
        ("sum", "joined", "way-round", "wide-windows")),
    Lesson("dropout", "Look at where dropout stands, and with which share.",
        "convolutions → ? → first fully connected layer → ? → second",
        "`nn.Dropout(p)`, made in __init__ and called in forward; p is the share that is dropped.",
        "self.rest = nn.Dropout(0)\n…\nx = self.tone(x)",
        "self.rest = nn.Dropout(0.3)\n…\nx = self.rest(self.tone(x))",
        ("dropout", "edit-condition")),
    Lesson("modes", "Look at each dropout that is no module of self.",
        "in training it drops ?; behind net.eval() it drops ?",
        "`net.eval()` reaches modules that are stored in self; a function takes `training=`.",
        "x = F.dropout(x, 0.3)", "x = F.dropout(x, 0.3, training=self.training)",
        ("dropout-always", "dropout-with-a-flag", "eval", "dropout-made", "dropout-out-of",
         "dropout-stays", "noise", "dropout-off-in", "train-mode")),
    Lesson("output", "Look at the last line of forward.",
        "ten scores of an image → ? → log-probabilities, whose exponentials add up to ?",
        "`F.log_softmax(x, dim=1)` goes with `nll_loss`; dimension 0 counts the images.",
        "return F.softmax(tones, dim=0)", "return F.log_softmax(tones, dim=1)",
        ("output", "step-on", "softmax", "sigmoid-at", "log", "raw", "scores", "step-after",
         "cross-entropy", "loss-does-not-fit")),
    Lesson("registered", "Look at how the layers and weights are stored.",
        "what torch is to train stands in self as a ?",
        "`nn.ModuleList` holds layers, `nn.Parameter` a tensor that is to be learned.",
        "self.tones = [nn.Linear(8, 8), nn.Linear(8, 8)]",
        "self.tones = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])",
        ("parameters", "layers-in-a-plain", "weights-are", "edit-layers-in", "edit-parameter",
         "edit-state", "weights-over", "every-parameter")),
    Lesson("gradient", "Follow the way from the loss back to the weights.",
        "loss → scores → … → ? : there the way back ends",
        "`detach()`, `.data`, `.item()` and `torch.no_grad()` cut the way back off.",
        "x = tone1(x).detach()\nx = tone2(x)", "x = tone1(x)\nx = tone2(x)",
        ("gradient", "way-round-without", "detach", "data-attribute", "no-grad-cuts",
         "backward-stops", "value-over", "parameter-frozen", "numbers-taken", "edit-gradient",
         "numpy")),
    Lesson("learning", "Look at the numbers with which the layers begin, and at their sizes.",
        "the loss begins at log 10 = 2.3, and after a few hundred images it is ?",
        "torch draws good first weights by itself; `print(loss.item())` shows whether it falls.",
        "nn.init.constant_(tone.weight, 0.5)", "tone = nn.Linear(8, 8)  # as torch draws it",
        ("training", "weights", "everything", "loss", "too-few-hidden", "learns", "scaled",
          "held-out")),
    Lesson("step", "Look at the loop over the batches.",
        "zero_grad → loss → ? → ?",
        "One step: set the gradients back, work out the loss, `backward()`, then `step()`.",
        "loss = distance(tone(sound), wanted)\noptimizer.step()",
        "optimizer.zero_grad()\nloss = distance(tone(sound), wanted)\nloss.backward()\n"
        "optimizer.step()",
        ("rehearsed", "zero-grad", "gradients-gathered", "step", "backward", "optimiser", "losses",
         "graph-kept", "edit-gradients", "learning-rate", "network-made", "training-ends",
         "loss-made", "loss-is", "loss-runs", "loss-without", "labels-of")),
    Lesson("testing", "Look at the function that tests.",
        "train() before ?, eval() and no_grad() before ?",
        "`net.eval()` and `with torch.no_grad():` before testing, `net.train()` before training.",
        "hits = count(tone, songs)",
        "tone.eval()\nwith torch.no_grad():\n    hits = count(tone, songs)",
        ("eval-forgotten", "train-mode-not", "no-grad-forgotten", "test", "training-images-in",
         "training-without")),
    Lesson("accuracy", "Look at what is added up, and what it is divided by.",
        "right answers / ? = share",
        "The place of the largest score is `argmax(1)`; right ones are divided by all images.",
        "share = hits / len(batches)", "share = hits / len(songs)",
        ("answers", "one-answer", "scores-compared", "hits", "accuracy", "mean-losses",
         "summed-losses")),
    Lesson("images", "Look at what is done to the images before the network gets them.",
        "mean of what goes in: about ?; standard deviation: about ?",
        "`transforms.Normalize(mean, std)` once, the same for training and testing.",
        "loud = Compose([ToTensor(), Normalize(0.2, 0.3), Normalize(0.2, 0.3)])",
        "loud = Compose([ToTensor(), Normalize(0.2, 0.3)])",
        ("images-hardly", "images-normalised", "test-images-normalised", "normalised-by",
         "pictures-for")),
)  # fmt: skip
# lessons that speak of what the lab of the sheet asks for: in another they would be wrong
OF_THE_SHEET = ("relu", "dropout", "output", "learning")
# causes that no example makes clearer
ALONE = ("time-runs-out", "memory-runs-out", "program-ends-itself", "training-broken-off",
         "file-stops-before-the-class", "best-weights-are-no-copy", "first-weights-in-each-epoch",
         "untrained-network-tested", "moved-and-not-kept", "weights-frozen-before-they-learned",
         "weights-decay-faster-than-they-learn", "network-of-earlier-folds",
         "network-left-on-the-processor", "numbers-of-two-types", "class-for-an-object",
         "script-stops", "edit-device-unknown", "edit-text-joined-to-number", "edit-class-twice",
         "edit-method-twice", "file-is-not-utf8", "notebook-is-broken", "notebook-without-code",
         "character-of-another-keyboard")  # fmt: skip


def lesson_of(cause: str, family: str) -> Lesson | None:
    """The lesson whose words begin the id the longest, else that of the family."""

    def fits(lesson: Lesson) -> int:
        begun = (len(word) for word in lesson.of if cause.startswith(word) and word != family)
        return max((*begun, 1 if family in lesson.of else 0))

    best = max(LESSONS, key=fits)
    return best if fits(best) and cause not in ALONE else None
