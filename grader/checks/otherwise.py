"""What is so where a check does not hold, and where nothing was handed in for it: headlines."""

from __future__ import annotations

OTHERWISE = {
    "file-parses": "Python cannot read the file",
    "defines-net": "The file does not define the class Net",
    "net-constructs": "Net() cannot be built",
    "forward-runs": "forward stops on a batch of images",
    "output-shape": "The output is not one row of ten scores for each image",
    "any-batch-size": "Not every number of images can go through at once",
    "two-convolutions": "Fewer than two convolutional layers run in forward",
    "two-fully-connected": "Fewer than two fully connected layers run after the convolutions",
    "relu-on-hidden-layers": "No ReLU follows a hidden layer",
    "dropout-after-convolutions": "No dropout stands between the second convolution and the first "
    "fully connected layer",
    "dropout-after-first-fully-connected": "No dropout follows the first fully connected layer",
    "dropout-off-in-eval": "Dropout stays on when the network is tested",
    "log-probabilities": "The rows are not the log-probabilities of the digits",
    "every-layer-used": "A layer that __init__ declares is not used in forward",
    "every-parameter-learns": "A weight is not registered, or the loss does not reach it",
    "samples-independent": "An image's answer depends on the other images of the batch",
    "loss-goes-down": "The loss does not go down when the network is trained",
    "held-out-accuracy": "It does not read digits that it was not trained on",
    "q6-max-pooling": "Q6 a: the max-pooled values are not right",
    "q6-average-pooling": "Q6 b: the average-pooled values are not right",
    "q7-counts": "Q7: a number of the convolutional layer is not right",
}
ABSENT = {
    "q6-max-pooling": "Q6 a is not handed in",
    "q6-average-pooling": "Q6 b is not handed in",
    "q7-counts": "Q7 is not handed in",
}
