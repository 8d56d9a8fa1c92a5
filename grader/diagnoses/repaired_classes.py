"""Edits of the text about what classes, methods and parts are: a row for each kind."""

from __future__ import annotations

from grader.diagnoses.repaired_row import Row

CLASSES = (
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
    Row("layer-hidden", "A layer has the name of a method of nn.Module",
        "nn.Module has methods such as `half`, `float` and `type`. Python looks for these before "
        "it looks among the layers.",
        "Choose another name for the layer.",
        "By the name `{was}` Python finds a method of nn.Module, and not the layer; with another "
        "name the rest works."),
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
    Row("super-of-a-base", "super() is told to begin behind a base class",
        "`super(A, self)` goes on with the class behind A. Named after a base class it leaves out "
        "what that class itself makes in its __init__.",
        "Without any argument Python knows the class and the object.",
        "`{was}` passes over the `__init__` of the very class that it names; with `{now}` the rest "
        "works."),
    Row("super-call-twice", "super().__init__() is called a second time",
        "Setting up nn.Module anew forgets every layer that was stored before.",
        "Once, as the first line of __init__, is enough.",
        "`{was}` sets nn.Module up a second time, and the layers made before it are forgotten."),
    Row("super-call-missing", "super().__init__() is missing in a part of the network",
        "Whatever derives from nn.Module must set it up before anything else: torch looks there "
        "for layers and weights, in the parts of a network as in the network itself.",
        "Compare the first line of __init__ with that of the network.",
        "The `__init__` that begins here never calls the one of nn.Module.",
        ("super-without-brackets", "super-init-forgotten")),
    Row("class-for-a-function", "A function stands where a layer is made",
        "A function of torch.nn.functional works on data at once; in __init__ there are none yet. "
        "A layer is made in __init__ and called in forward.",
        "Functions are called in forward; torch.nn has a class for each of them.",
        "`{was}` is a function, and here a layer is to be made."),
    Row("data-in-the-making", "A step works on the data where the layers are made",
        "__init__ runs once, before there is any image. The data come to forward, and what stands "
        "in nn.Sequential is layers.",
        "Which layer does that step, without being given the data?",
        "`{was}` works on data, and in __init__ there are none; with `{now}` there the rest "
        "works."),
    Row("list-for-layers", "nn.Sequential is given a list",
        "nn.Sequential takes the layers one by one, as arguments.",
        "Leave the square brackets away.",
        "nn.Sequential takes layers, and is given a list of them."),
    Row("keys-for-layers", "A star hands over a dictionary's keys",
        "A dictionary that is gone through gives its keys, which are texts. nn.Sequential takes "
        "layers, or one OrderedDict as it is.",
        "What does a loop over a dictionary give?",
        "The star in `{was}` gives the keys, and no layers; with `{now}` the rest works."),
    Row("part-not-made", "A class is written, and nothing makes an object of it",
        "A class is the plan of a part. The network has that part once __init__ makes one and "
        "stores it.",
        "Which class of the file is meant, and where are the other parts made?",
        "`{code}` reads what nothing stores; with an object of a class that the file has, and that "
        "nothing makes, the rest works."),
    Row("class-not-built", "A layer's class stands where a layer should",
        "The name of a class is the plan of a layer; brackets behind it make one.",
        "Compare with the layers beside it.",
        "`{was}` is a class, and no layer is made of it."),
    Row("of-other-dimensions", "A layer is made for data of other dimensions",
        "The number in a layer's name counts the directions in which its window moves: one along a "
        "signal, two over an image, three through a volume.",
        "In how many directions does a window move over an image?",
        "`{was}` is not made for images; with the one for images in its place it goes on.",
        ("batch-norm-for-another-shape",)),
    Row("no-such-layer", "torch.nn has no layer of that name",
        "Between the maps and the first fully connected layer each image becomes one row of "
        "numbers. torch.nn has a layer for that, by another name.",
        "Look through the list of torch.nn's layers for the one that makes a row of each image.",
        "torch.nn has no `{first}`; with a layer that makes one row of each image it goes on."),
    Row("list-called", "A list of layers is called as one layer",
        "A list, nn.ModuleList too, only holds layers. Who calls it has to go through them; "
        "nn.Sequential does that by itself.",
        "Loop over it in forward, or choose the container that calls its layers.",
        "Several layers are kept together here, and forward calls that as if it were one."),
    Row("parameter-replaced", "A tensor is put in the place of a parameter",
        "A layer's weights are a Parameter, so that the optimiser finds them; a plain tensor in "
        "their place is refused.",
        "Fill the weights in place, without recording gradients (torch.nn.init does it).",
        "`{was}` is a plain tensor, and a Parameter stands there."),
    Row("layer-left-out", "A layer is made and left out",
        "A layer in `self` does nothing until forward calls it, and the next one counts on what "
        "it gives.",
        "Go through __init__ line by line: where does forward call each of the layers?",
        "Here a layer is left out that __init__ makes; with it the rest works."),
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
    Row("class-twice", "The class is defined a second time",
        "Under one name Python keeps what was defined last: the second class replaces the first, "
        "however much of it was filled in.",
        "Which of the two is yours? The other can go.",
        "The class that begins here replaces the one above it that has the same name."),
    Row("method-twice", "A method is defined a second time",
        "Under one name a class keeps what was defined last: the second method replaces the first.",
        "Which of the two is yours? The other can go.",
        "The method that begins here replaces the one above it that has the same name."),
    Row("static-method", "A method that needs the object is made static",
        "A static method is not given the object that it belongs to: the images arrive where "
        "`self` stands, and nothing where the images do.",
        "Which decorator do the methods of the starter have?",
        "`{code}` stands above a method that takes `self`, and nobody gives it that."),
    Row("method-not-called", "Another method of the class is meant",
        "A class may have several methods; what an image goes through is what forward calls.",
        "Which method holds the layers that are missing, and what calls it?",
        "`{was}` is called, and nothing calls `{now}`; with that one the rest works."),
    Row("base-forward", "forward of the base class is called",
        "nn.Module has no forward of its own: it is what each network brings.",
        "What should that line do?",
        "`{was}` calls the forward of the base class; without it the rest works."),
    Row("mutable-default", "A list is the default of a dataclass",
        "All objects of the class would share one list, so Python refuses it.",
        "A tuple cannot be changed, and is taken; `field(default_factory=...)` makes a new list.",
        "A dataclass takes no `{was}` for a default."),
    Row("weights-of-another", "A layer is given the weights of another",
        "The weights of a layer have its own sizes: what comes in, what goes out, and the filter.",
        "Compare the shapes of the two weights.",
        "`{was}` gives a layer weights of other sizes than it has; without it the rest works."),
    Row("function-class-called", "A function with a backward pass of its own is made as an object",
        "An autograd.Function is never made: its `apply` is called with the data, once for each "
        "use.",
        "Store what `apply` is, or call it in forward.",
        "`{was}` makes an object of the function; it is used by way of its `apply`."),
    Row("dictionary-for-layers", "nn.Sequential is given a plain dictionary",
        "nn.Sequential takes the layers one by one, or an OrderedDict of named ones.",
        "What does nn.Sequential take where its layers have names?",
        "nn.Sequential is given a dictionary, which is no layer; with the layers in it the rest "
        "works."),
    Row("nothing-kept", "A name stands for what adding to a list gives back, and that is nothing",
        "`append` and its like change the list itself, and give back None.",
        "Does the line need a name for what comes back?",
        "`{was}` goes on with None; with the list itself the rest works."),
    Row("list-among-layers", "A list of layers stands where one layer should",
        "nn.Sequential and nn.ModuleList take layers. A list of layers is none until it is put "
        "into a container of torch's own, or a star takes it apart.",
        "What does that give: a layer, or a list?",
        "`{was}` is a list of layers; as one part the rest works."),
    Row("bases-exchanged", "Two base classes stand in another order than is meant",
        "Where two bases have a method of one name, that of the base which stands first runs.",
        "Which of the bases has the method that should run?",
        "Of `{was}` the first one's method runs; the other one's gives what is asked for."),
)  # fmt: skip
