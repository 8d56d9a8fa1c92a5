"""What an edit of the text has mended: the cause is what the edit undoes, and it was tried."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.checks.doors import mended_in
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis, Seen
from grader.evidence import Edit, Mended, Stage

_STAGES: dict[str, tuple[Stage, ...]] = {
    "net-constructs": ("construct", "load"),
    "forward-runs": ("forward",),
    "every-parameter-learns": ("backward",),
}
DOORS = (*_STAGES, "output-shape")
COMPUTED = (
    "dropout-off-in-eval",
    "dropout",
    "activations",
)
MOST = 60  # characters of the student's that are repeated


@dataclass(frozen=True)
class Row:
    """A kind of edit, as a cause."""

    kind: str  # of the edit, as `grader/repair` names it
    title: str
    why: str
    hint: str  # the idea, never the finished line
    says: str  # with {was}, the student's own words, {now}, and {code}, the line; {first}, {last}
    same: tuple[str, ...] = ()  # ids of causes that say the same of one sort of it, and more of it

    @property
    def id(self) -> str:
        """As a diagnosis."""
        return f"edit-{self.kind}"


ROWS = (
    Row("self-missing", "`self` is missing",
        "Python hands the object itself to every method as its first argument, and what is stored "
        "in it is read by way of that name.",
        "Compare with the methods that work.",
        "`self` is missing in `{code}`; with it the rest works."),
    Row("torch-hidden", "A name of the class hides a method of nn.Module",
        "`net.train()`, `net.eval()`, `net.to(...)` and their like are methods that nn.Module "
        "brings. An attribute or a method of that name stands in their place, and torch calls it.",
        "Choose another name for what is your own.",
        "`{was}` takes the place of a method of nn.Module that torch itself calls."),
    Row("network-in-itself", "The network makes a network of its own kind",
        "Each network that is built builds another one, which builds another one, without end.",
        "The script builds the network; the class only says what it is made of.",
        "`{was}` in the class itself builds a network inside each network.",),
    Row("super-call-wrong", "super().__init__() is written another way",
        "nn.Module must set itself up before the first layer is stored; it needs no arguments, and "
        "`super` finds the object by itself.",
        "Without any argument Python knows the class and the object.",
        "`{was}` does not set up nn.Module.",
        ("super-without-brackets",)),
    Row("super-call-twice", "super().__init__() is called a second time",
        "Setting up nn.Module anew forgets every layer that was stored before.",
        "Once, as the first line of __init__, is enough.",
        "`{was}` stands here a second time, and the layers above it are forgotten."),
    Row("name-misspelt", "A name is misspelt",
        "Python finds a name only as it was given, letter by letter.",
        "Compare it with the names that are there.",
        "There is no `{was}`; with `{now}`, which there is, the rest works.",
        ("import-forgotten", "forward-misspelt")),
    Row("older-name", "An older name is read",
        "What a line computes has a name, and the next line works on what it names: under the "
        "older name stand the numbers from before.",
        "Follow the names from line to line: what does each of them hold here?",
        "`{code}` goes on with `{was}`; with `{now}` the rest works.",
        ("name-read-too-early",)),
    Row("method-for-the-flag", "A method is read as if it were the flag",
        "`train` and `eval` are methods that nn.Module brings, and a method counts as true, "
        "whatever the mode. The mode itself is kept in a flag of its own.",
        "Look up which attribute of nn.Module says whether the network is trained.",
        "`{was}` is a method, and always counts as true; it does not say how the network is used."),
    Row("layer-for-another", "One layer is called in the place of another",
        "Each layer has its own sizes: what it takes is what the step before it gives.",
        "Compare the layers of __init__ with those that forward calls.",
        "`{was}` is called here; with `{now}`, which nothing calls, the rest works."),
    Row("layers-exchanged", "Two layers are called in each other's place",
        "Each layer has its own sizes: what it takes is what the step before it gives.",
        "In which order do the sizes follow one another?",
        "`{first}` and `{last}` stand in each other's place."),
    Row("argument-misplaced", "An argument stands in the brackets of another call",
        "What stands between a call's brackets is its own; and the inner ones close first.",
        "Follow the pairs of brackets from the inside out.",
        "In `{code}` an argument stands in the brackets of the wrong call."),
    Row("pooling-left-out", "The maps of a convolution are not pooled",
        "Each pooling of 2 halves both sides of the maps, and the number that the first fully "
        "connected layer takes follows from that.",
        "Which convolutions have a pooling behind them?",
        "What `{was}` gives is not pooled; pooled as the others are, the numbers fit."),
    Row("layer-too-many", "A layer stands where it does not fit",
        "Each layer takes what the one before it gives.",
        "What is it there for, and where does it belong?",
        "`{first}` does not fit where it stands; without it the rest works.",
        ("batch-norm-for-another-shape",)),
    Row("name-of-nothing", "A name has no value where it is read",
        "What a line computes has a name, and the next line goes on with that name.",
        "Which name holds the data at this point?",
        "`{was}` has no value here; the data stand under another name.",
        ("forward-without-the-images",)),
    Row("class-for-a-function", "A function stands where a layer is made",
        "A function of torch.nn.functional works on data at once; in __init__ there are none yet. "
        "A layer is made in __init__ and called in forward.",
        "Functions are called in forward; torch.nn has a class for each of them.",
        "`{was}` is a function, and here a layer is to be made."),
    Row("list-for-layers", "nn.Sequential is given a list",
        "nn.Sequential takes the layers one by one, as arguments.",
        "Leave the square brackets away.",
        "nn.Sequential takes layers, and is given a list of them."),
    Row("class-not-built", "A layer's class stands where a layer should",
        "The name of a class is the plan of a layer; brackets behind it make one.",
        "Compare with the layers beside it.",
        "`{was}` is a class, and no layer is made of it."),
    Row("layer-not-called", "A layer stands where its result should",
        "A layer gives a tensor when it is called with one; by itself it is only the layer.",
        "Which data should go through it?",
        "`{was}` is not called: the layer itself goes on, and not what it gives."),
    Row("list-called", "A list of layers is called as one layer",
        "A list, nn.ModuleList too, only holds layers. Who calls it has to go through them; "
        "nn.Sequential does that by itself.",
        "Loop over it in forward, or choose the container that calls its layers.",
        "A list of layers is made here, and forward calls it as if it were one."),
    Row("called-twice", "What a call gives is called again",
        "What a layer gives is a tensor, and a tensor cannot be called.",
        "Follow the pairs of brackets.",
        "In `{was}` the result of a call is called once more."),
    Row("bracket-misplaced", "A bracket closes too early",
        "The innermost call is made first: the data go into the layer, and what it gives into the "
        "function.",
        "Follow the pairs of brackets from the inside out.",
        "In `{was}` a bracket closes before the data."),
    Row("return-missing", "A method returns nothing",
        "Without `return` a method of Python gives None, and the next step is given that.",
        "Its last line says what it gives.",
        "The method ends here without giving anything.", ),
    Row("tuple-for-a-tensor", "A comma makes a tuple of a tensor",
        "In Python a comma makes a tuple; a layer takes a single tensor.",
        "Look for a comma at the end of a line, or brackets with several things in them.",
        "`{was}` is a tuple, and the next step takes a tensor.",
        ("tuple-goes-on", "several-things-returned")),
    Row("pair-for-a-tensor", "A call gives two tensors, and one is needed",
        "Along a dimension `max` and its like give the values and the places where they stood.",
        "Which of the two should go on?",
        "`{was}` gives several tensors at once.", ("tuple-goes-on",)),
    Row("comma-for-a-product", "Commas stand where a product is meant",
        "A fully connected layer takes two numbers, what comes in and what goes out. What the "
        "maps hold together is one number: channels times height times width.",
        "How many numbers does one image have when it is a row?",
        "In `{was}` commas part what belongs together as one number."),
    Row("number-of-another-kind", "A number is of another kind than torch takes",
        "Sizes are whole numbers: 2.0 and \"2\" are none, and `/` never gives one.",
        "`//` divides whole numbers.",
        "`{was}` gives no whole number."),
    Row("parameter-replaced", "A tensor is put in the place of a parameter",
        "A layer's weights are a Parameter, so that the optimiser finds them; a plain tensor in "
        "their place is refused.",
        "Fill the weights in place, without recording gradients (torch.nn.init does it).",
        "`{was}` is a plain tensor, and a Parameter stands there."),
    Row("result-not-kept", "A result is computed and not kept",
        "Most calls of torch give a new tensor and leave the old one as it is.",
        "Which name should hold the result?",
        "The line computes something and keeps nothing of it."),
    Row("function-not-called", "A function stands where its result should",
        "A function gives something when it is called: with brackets, and with the data in them.",
        "Compare with the lines around it.",
        "`{was}` is the function itself; it is not called."),
    Row("data-missing", "A call is given nothing to work on",
        "A layer and a function of torch take the data as their first argument.",
        "Which data should go through it?",
        "In `{code}` a call is not given the data.", ("kernel-size-forgotten",)),
    Row("layer-left-out", "A layer is made and left out",
        "A layer in `self` does nothing until forward calls it, and the next one counts on what "
        "it gives.",
        "Go through __init__ line by line: where does forward call each of the layers?",
        "Here a layer is left out that __init__ makes; with it the rest works."),
    Row("line-twice", "A line stands there twice",
        "Each line of forward is another step: written twice, the data go through it twice.",
        "Compare the line with the one above it.",
        "`{was}` stands there twice; once, the rest works."),
    Row("arguments-exchanged", "Two arguments are exchanged",
        "What stands first is what comes in, as a rule; the order is that of the documentation.",
        "Look up which of the two numbers stands first.",
        "In `{was}` the two stand in each other's place."),
    Row("batch-counted-in", "The images are counted as if they were numbers of one image",
        "The first size of a batch is the number of images. What one image holds is the product of "
        "the others.",
        "Leave out the first of the sizes.",
        "`{was}` has the number of images in it."),
    Row("bent-for-nothing", "A step changes the data into a form that the rest does not take",
        "Convolutions take (images, channels, height, width), which is what the lab's images have "
        "from the beginning; fully connected layers take (images, numbers).",
        "Print x.shape before and behind it.",
        "`{was}` gives the data a form that the rest does not take; without it the rest works.",
        ("numpy-in-forward", "flattened-before-a-convolution", "numbers-of-another-type",
         "view-of-numbers-out-of-order", "view-has-no-room-for-the-batch",
         "pooling-after-the-flattening")),
    Row("lines-exchanged", "Two lines stand in each other's place",
        "What a line reads, a line above it must have computed.",
        "In which order do the data go through the layers?",
        "This line and the next stand in each other's place.",
        ("code-after-return", "flattened-before-a-convolution", "name-read-too-early")),
    Row("return-too-early", "`return` stands inside a loop",
        "`return` ends forward at once: in a loop that is the first round.",
        "Look at how far the line is indented.",
        "forward returns in the first round of the loop."),
    Row("number-that-cannot-be", "A number cannot be what it is",
        "A stride is at least 1, a padding at most half of its window, a dimension one of those "
        "that the tensor has.",
        "Which dimension, or which setting, is meant?",
        "In `{code}` the {was} cannot be; with another number the rest works.",
        ("maps-shrink-to-nothing", "dimension-out-of-range", "softmax-dimension-out-of-range",
         "dropout-in-percent",
         "stride-leaves-no-room", "stride-slipped-in", "flatten-swallows-the-batch")),
    Row("argument-too-many", "An argument too many",
        "A call takes what its documentation names; what is left out has a default.",
        "Look up what each of the arguments is.",
        "In `{code}` `{was}` is too much; without it the rest works.",
        ("stride-leaves-no-room", "stride-slipped-in", "pooling-windows-overlap",
         "dropout-in-percent", "tuple-goes-on",
         "softmax-dimension-out-of-range")),
    Row("state-kept", "What one batch computed is kept for the next",
        "A tensor in `self` remembers how it was computed. In the next batch the backward pass "
        "goes on into the calls of the last one, whose numbers are gone by then; and the answer "
        "for an image hangs on the images before it.",
        "What should outlive a batch is a buffer, cut off from its history.",
        "`{code}` keeps what this batch computed, and the next batch goes back through it."),
    Row("parameter-of-a-result", "A weight is used up in a calculation",
        "A Parameter is registered when it is itself stored in `self`. What is computed from one "
        "is a result: it is computed once, and the optimiser never sees the weight in it.",
        "Store the Parameter, and calculate with it in forward.",
        "`{was}` is the result of a calculation, and the weight in it is kept nowhere."),
    Row("gradients-switched-off", "Gradients are switched off for the whole script",
        "Without gradients the loss cannot reach a single weight. The switch holds for all that "
        "runs after it, not for the class alone.",
        "It belongs around the test, as a `with` block.",
        "`{was}` in the class switches gradients off for the script that builds it."),
    Row("layers-on-the-class", "Layers are made in the body of the class",
        "A layer belongs to a network when `self` stores it in __init__. What stands in the body "
        "of the class belongs to no network: the optimiser and `net.eval()` pass it by, and all "
        "networks of the class would share its weights.",
        "Where does the sheet's network make its layers?",
        "The layers from here on stand in the class, not in __init__, and are not registered.",
        ()),
    Row("layers-in-a-list", "Layers are kept in a plain list",
        "nn.Module looks for layers in its attributes, not inside of lists: the optimiser and "
        "`net.eval()` pass by what is in there.",
        "torch.nn has a list and a dictionary for modules.",
        "`{was}` is a plain container, and the layers in it are not registered.",
        ("layers-in-a-plain-list",)),
    Row("condition-reversed", "A condition is the wrong way round",
        "`self.training` is True while the network is trained and False while it is tested.",
        "When should it happen: in training, or in testing?",
        "`{was}` is the wrong way round."),
    Row("gradient-stopped", "A step lets no gradient through",
        "A tensor that is made anew of numbers has no history, and a rounded number does not "
        "change when its input does a little: behind such a step no weight learns.",
        "What is that step for? The numbers can go on as they are.",
        "`{was}` lets no gradient through; without it every weight learns.",
        ("detach-cuts-the-gradient", "data-attribute-cuts-the-gradient",
         "numbers-taken-out-of-torch", "no-grad-cuts-the-gradient")),
    Row("statement-too-many", "A statement stops the network",
        "Without it everything behind it works.",
        "What is it there for?",
        "Without `{was}` the rest works.", ("forward-calls-itself", "program-ends-itself")),
)  # fmt: skip
# kinds of edit whose causes stand in the catalogue already, with more to say of each
TOLD: dict[str, tuple[str, ...]] = {
    "import-missing": ("import-forgotten",),
    "method-misnamed": ("init-misspelt", "forward-misspelt"),
    "super-call-missing": ("super-without-brackets", "super-init-forgotten", "super-init-too-late"),
    "class-given-the-data": ("module-built-with-the-data",),
    "number-for-a-layer": ("number-called-as-a-layer",),
    "return-left-out": ("return-forgotten",),
    "layer-not-made": ("layer-used-not-defined",),
    "layer-overwritten": ("layer-overwritten",),
    "join-too-many": ("shapes-cannot-be-joined",),
    "argument-misnamed": ("argument-of-another-library", "argument-misspelt"),
    "flatten-from-the-batch": ("flatten-swallows-the-batch",),
    "argument-missing": ("kernel-size-forgotten", "layer-lacks-a-size"),
    "parameter-not-given": ("net-needs-arguments", "forward-needs-more-arguments"),
}
BY_KIND = {row.kind: row for row in ROWS}


def mended_for(case: Case) -> Mended | None:
    """The step of the repair that the finding of a case is about."""
    shared = case.evidence.shared
    if shared is not None and case.finding is not None and case.finding.check == shared.checks[0]:
        return shared.mended
    repair = case.evidence.repair
    if repair is None:
        return None
    if case.check == "output-shape":
        return next((one for one in repair.steps if one.stopped is None), None)
    found = [mended_in(case.evidence, stage) for stage in _STAGES.get(case.check, ())]
    return next((one for one in found if one is not None), None)


def _shown(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= MOST else text[: MOST - 1] + "…"


def _sentence(row: Row, edit: Edit, code: str) -> str:
    names = re.findall(r"[\w.]+", edit.was) or [edit.was]
    words = {"was": _shown(edit.was), "now": _shown(edit.now), "code": _shown(code)}
    return row.says.format(**words, first=names[0], last=names[-1])


def _register(row: Row) -> None:
    def recognise(case: Case) -> Seen | None:
        mended = mended_for(case)
        if mended is None or mended.kind != row.kind:
            return None
        first, *rest = mended.edits
        return Seen(
            _sentence(row, first, case.script.line(first.line)),
            line=first.line,
            lines=tuple(edit.line for edit in rest),
        )

    made = Diagnosis(
        row.id, "repaired", row.title, row.why, row.hint, (*DOORS, *COMPUTED), False, recognise
    )
    REGISTERED.setdefault(__name__, []).append(made)


for _row in ROWS:
    _register(_row)
