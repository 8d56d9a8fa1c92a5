"""Edits of the text about settings, first values and containers: a row for each kind."""

from __future__ import annotations

from grader.diagnoses.repaired_row import Row

SETTINGS = (
    Row("setting-misspelt", "A word for a setting is none that torch knows",
        "A setting that is a word takes one of a few, in just these letters. Other libraries have "
        "other ones.",
        "Look up which words the setting may be.",
        "torch knows no `{was}` for this setting; with `{now}` the rest works."),
    Row("same-with-a-stride", "A padding of `same` stands beside a stride",
        "`same` keeps the sides of the maps as they are, which no filter does that moves by more "
        "than 1. Beside a stride the padding has to be a number.",
        "How wide is the border that lets the filter stand on the outermost pixels?",
        "`{was}` goes with a stride of 1 alone; with a padding of {now} the rest works."),
    Row("drawn-too-early", "The weights of a lazy layer are drawn before they are made",
        "A lazy layer makes its weights at the first call, when it sees how many numbers come in. "
        "In __init__ there are none to fill.",
        "A layer that is told both of its sizes has its weights at once.",
        "`{was}` fills weights that are made only when the first images come; without it the rest "
        "works."),
    Row("drawn-of-a-row", "A bias is drawn as weights are",
        "How large the weights begin follows there from how many numbers come in and go out, so "
        "they need two dimensions. A bias is one row.",
        "A bias may begin with zeros.",
        "`{was}` needs two dimensions at least, and is given a row of numbers; without it the "
        "rest works."),
    Row("list-filled-later", "A list of layers is filled after it was handed over",
        "nn.ModuleList and nn.Sequential take the layers that a list holds at that moment. What "
        "is appended to the list later is not among them.",
        "Fill the list first, and hand it over behind the loop.",
        "What is appended to `{was}` here is in `{now}` no more, which was made of it above; put "
        "in there, the rest works."),
    Row("key-twice", "Two layers have the same name",
        "Under one name a dictionary keeps one thing: the last layer takes the place of the first, "
        "and nothing stands in its own.",
        "Give each layer a name of its own.",
        "{was} is the name of a layer above, too, so that there is one layer less; with a name of "
        "its own the rest works."),
    Row("key-with-a-point", "The name of a layer holds a point",
        "Points part the names of layers within layers: `blocks.0.conv` is the layer `conv` of the "
        "first of the blocks. A name has none of its own.",
        "An underscore parts words as well.",
        "{was} is no name for a layer, because of the point in it; without it the rest works."),
    Row("sizes-too-many", "A setting has more numbers than an image has sides",
        "A setting for images is one number for both sides, or a pair, one for each.",
        "How many sides has an image, and how many numbers has the setting?",
        "In `{was}` there are more than two numbers; as `{now}` the rest works."),
    Row("text-for-a-number", "A text stands where a number belongs",
        "What stands between quotes is text, even if it is made of digits.",
        "Which signs make a text of it?",
        "`{was}` is a text; as the number {now} the rest works."),
    Row("joined-along-the-images", "Maps are joined along the images",
        "`torch.cat` joins along dimension 0 where it is not told another one: then there are "
        "twice as many images. The channels are dimension 1.",
        "Along which dimension do the channels lie?",
        "`{was}` puts one batch of images behind the other; joined along the channels the rest "
        "works.",
        ),
    Row("joined-along-a-side", "Maps are joined along a side",
        "Dimension 1 counts the channels, 2 and 3 are the rows and columns of a map. Joined along "
        "these there are as many channels as before, and larger maps.",
        "Along which dimension do the channels lie?",
        "In `{code}` the maps are joined along dimension {was}; along the channels the rest works."
        ),
    Row("layer-of-another-type", "A layer is given numbers of another type than its weights",
        "Weights are floating-point numbers of 32 bits, and so must be what they are multiplied "
        "by.",
        "Leave images and weights as they come: float32.",
        "`{was}` gives the weights another type than the images have; without it the rest works."),
    Row("key-for-another", "Another entry of a table is chosen than is asked for",
        "A table holds several things under names of their own. Which of them the network goes "
        "through is what the name says.",
        "Follow the name from the line that sets it to the table.",
        "`{was}` chooses an entry of a table here; with another of its entries it is as it is "
        "asked for."),
)  # fmt: skip
