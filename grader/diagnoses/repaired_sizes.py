"""Edits of the text about numbers, sizes and shapes: a row for each kind."""

from __future__ import annotations

from grader.diagnoses.repaired_row import Row

SIZES = (
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
    Row("comma-for-a-product", "Commas stand where a product is meant",
        "A fully connected layer takes two numbers, what comes in and what goes out. What the "
        "maps hold together is one number: channels times height times width.",
        "How many numbers does one image have when it is a row?",
        "In `{was}` commas part what belongs together as one number."),
    Row("number-of-another-kind", "A number is of another kind than torch takes",
        "Sizes are whole numbers: 2.0 and \"2\" are none, and `/` never gives one.",
        "`//` divides whole numbers.",
        "`{was}` gives no whole number."),
    Row("width-unlike-the-rest", "A layer gives another number than all the others count on",
        "What one layer gives is what the next one takes, and what a flattening lays out.",
        "Which of the numbers stands alone?",
        "In `{code}` the {was} is the one number that the others do not fit; with {now} the rest "
        "works."),
    Row("flattening-lost", "A line is missing: a flattening, and a layer with it",
        "Convolutions give maps, and a fully connected layer takes a row of numbers for each "
        "image.",
        "What stands between the last convolution and the first fully connected layer?",
        "Before this line the maps are not laid out in rows, and a layer that __init__ makes is "
        "not called; with both the rest works.",
        ),
    Row("another-sign", "Something else is worked out than is needed",
        "What a flattening gives is a product, channels times height times width, and a whole "
        "number. Between tensors `*` multiplies number by number, `@` rows by columns.",
        "Work the expression out on paper.",
        "`{was}` does not give what is needed; with `{now}` the rest works."),
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
    Row("flatten-from-another", "Flattening begins at another dimension",
        "Dimension 0 counts the images and stays; from dimension 1 on, the channels first, all "
        "becomes one row.",
        "Which dimensions belong to one image? The row is made of all of them.",
        "In `{code}` flattening begins at dimension {was}, and the rest expects one row for each "
        "image.",
        ("flatten-missing", "flatten-swallows-the-batch", "dimension-out-of-range")),
    Row("number-that-cannot-be", "A number cannot be what it is",
        "A layer gives at least one number, a stride is at least 1, a padding at most half of its "
        "window, a dimension one of those that the tensor has.",
        "Which dimension, or which setting, is meant?",
        "In `{code}` the {was} cannot be; with another number the rest works.",
        ("maps-shrink-to-nothing", "dimension-out-of-range", "softmax-dimension-out-of-range",
         "dropout-in-percent",
         "stride-leaves-no-room", "stride-slipped-in", "flatten-swallows-the-batch")),
    Row("gradient-stopped", "A step lets no gradient through",
        "A tensor that is made anew of numbers has no history, and a rounded number does not "
        "change when its input does a little: behind such a step no weight learns.",
        "What is that step for? The numbers can go on as they are.",
        "`{was}` lets no gradient through; without it every weight learns.",
        ("detach-cuts-the-gradient", "data-attribute-cuts-the-gradient",
         "numbers-taken-out-of-torch", "no-grad-cuts-the-gradient")),
    Row("sizes-unpacked", "The sizes of a batch do not fit the names for them",
        "A batch of images has four sizes: how many images, channels, height, width.",
        "Print x.shape before that line.",
        "`{code}` has not as many names as there are sizes."),
    Row("data-overwritten", "A number takes the place of the data",
        "What a line computes has a name; under the same name the data are gone from there on.",
        "Give the number a name of its own.",
        "`{was}` puts a number in the place of the data; with the data there the rest works."),
    Row("row-left-out", "A new shape has one size too few",
        "A fully connected layer takes (images, numbers of each image).",
        "-1 leaves a size open; torch works it out.",
        "`{code}` names the images alone; the numbers of each image need a size of their own."),
    Row("comma-between-numbers", "A comma is missing between two numbers",
        "A sign between two numbers makes one of them; a comma keeps them apart.",
        "How many arguments did you mean to give?",
        "`{was}` is one number; as two, parted by a comma, the rest works."),
    Row("images-for-the-row", "The images are counted where a row's length is meant",
        "The first size of a tensor is the number of images. How long the row of one image is, "
        "says the last one.",
        "Print the shape there: which of the sizes does the layer need?",
        "`{was}` is the number of images; with the length of a row the rest works."),
    Row("image-of-another-size", "Sizes are worked out for images of another size",
        "How many numbers a flattening gives hangs on the sides of the image that comes in.",
        "Which sides have the images of this lab?",
        "In `{code}` stand the sides of other images than the lab has; with `{now}` in place of "
        "`{was}` the rest works."),
    Row("images-counted-elsewhere", "The images are counted in another size",
        "The first size of a batch is the number of images, and `len` of the batch is that size.",
        "What is the first element of a batch?",
        "`{was}` is one image of the batch: its length is no number of images."),
    Row("number-for-another", "One size stands where another belongs",
        "What one layer gives is what the next one takes, and a batch norm takes what the layer "
        "before it gives.",
        "What does the layer before it give?",
        "In `{code}` stands `{was}`; with `{now}` in its place the rest works.",
        ("batch-norm-size-does-not-fit",)),
    Row("sizes-in-another-order", "The sizes of a batch stand in another order than their names",
        "A batch of images has its sizes in this order: images, channels, height, width.",
        "Print x.shape before that line, and write each name below its number.",
        "In `{code}` the names stand in another order than the sizes; in theirs the rest works."),
    Row("rows-of-a-product", "More than the images are counted as rows",
        "A fully connected layer takes a row for each image, with all numbers of that image.",
        "Which of the sizes belong to one image?",
        "`{was}` makes several rows of each image; with one row for each the rest works."),
    Row("taken-together-elsewhere", "A mean or a sum is taken over other dimensions",
        "Dimension 0 counts the images, dimension 1 the channels; the sides of the maps are the "
        "two behind them.",
        "Which dimensions should be gone afterwards?",
        "`{code}` takes the dimensions {was} together; over the two sides of the maps the rest "
        "works."),
)  # fmt: skip
