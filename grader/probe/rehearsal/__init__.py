"""The student's whole script, run once in a small world of ours, and what it does written down.

`run` is the way in. The script runs as `__main__`, in a process of its own, so that nothing of it
touches what a mark rests on. What it finds there:

    datasets   torchvision's data sets: some hundred images of ours, made when they are asked for
    pictures   these images: each shows its label, and carries a number that survives normalising
    handed     the lab's own file of images, where it has one
    loaders    DataLoader, in this process, and no further than the data of a few batches
    varied     whether a set gives an image otherwise each time
    tables     a file of numbers that is not there, with images of ours: pandas, numpy, csv
    sciences   of scikit-learn what divides data and counts answers
    metrics    of torchmetrics what counts answers
    loggers    the settings that wandb was given
    privacy    what opacus was given
    accelerated  a training by accelerate
    fitted     a training by Lightning, around the script's own steps
    settings   of a file that is not here, usual ones
    absent     what other libraries that are not here are handed
    commands   functions that a command line starts, with what they take by themselves
    elsewhere  weights that lie on another disk, other programs
    translated torch's other forms of a network, and what measures one: it stays what it is
    places     no file, no window, nobody who types; progress bars that go over what they are given

and what is written down of it (`book`), each with its line:

    networks   which network is called, on which images, in which mode
    hooked     torch's class of networks, so that each call of one is seen
    known      what is known of a network from its calls before
    answers    what it answered, right or wrong
    losses     losses, and answers compared with labels
    steps      backward, step, zero_grad, and whether weights moved
    directions whether a step makes the right answers likelier
    seeds      where random numbers begin anew
    kept       weights that are kept, put back and saved
    places     what is printed

Nothing here judges: `grader/rehearsed` reads the book, on the other side.
"""
