"""A lab's images are called what they are, and a student's own words stay."""

from __future__ import annotations

from dataclasses import replace

from grader.finding import Finding, reworded
from grader.lab import Data, read_lab
from grader.lab.words import in_words_of
from grader.report.drawing.pictures import picture
from grader.report.findings_view import headline_of

LAB = read_lab()
SHAPES = replace(LAB, classes=5, data=Data("shapes.npz", "shapes"))


def test_sentences_on_digits_become_sentences_on_the_labs_things() -> None:
    said = in_words_of(SHAPES)
    assert said("A score for each digit: ten scores.") == "A score for each shape: five scores."
    assert said("Digits, all ten of them.") == "Shapes, all five of them."
    assert said("`digits` has ten rows") == "`digits` has ten rows"
    assert said("ten filters, ten epochs") == "ten filters, ten epochs"
    assert said("a row of ten for each image") == "a row of five for each image"
    assert said("a loss of log 10 = 2.3") == "a loss of log 5 = 1.6"
    assert in_words_of(LAB)("A digit of ten digits.") == "A digit of ten digits."
    berries = replace(LAB, classes=30, data=Data("berries/", "berries"))
    assert in_words_of(berries)("all ten: a digit") == "all 30: a berry"


def test_every_sentence_of_a_finding_is_the_labs() -> None:
    words = "a digit of ten digits"
    finding = Finding(
        *("a", words, "failed"), message=words, advice=words, expected=words, why=words,
        hints=(words,), steps=((True, words),), observed=words,
    )  # fmt: skip
    found = reworded(finding, in_words_of(SHAPES))
    assert repr(found).count("a shape of five shapes") == 7
    assert found.observed == words  # what was seen is a student's own
    unread = Finding("held-out-accuracy", "It reads digits", "failed")
    assert headline_of(unread, SHAPES) == "It does not read shapes that it was not trained on"


def test_an_image_of_three_channels_is_shown_in_colour() -> None:
    import base64
    import io

    import numpy as np
    from PIL import Image

    pixels = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
    for image, wanted in ((pixels, pixels.transpose(1, 2, 0)), (pixels[:1], pixels[0])):
        shape = (len(image), 4, 5)
        data = base64.b64decode(picture(image.tobytes(), shape).partition(",")[2])
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), wanted)
