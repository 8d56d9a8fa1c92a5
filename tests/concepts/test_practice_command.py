"""`cnngrade practice`: hints, questions that come back, an end."""

from tests.concepts.commands import run


def practised(*words, given):
    return run("practice", "--seed", "7", *words, given="\n".join(given)).output


def test_practice_gives_a_hint_and_the_working_after_three_tries():
    said = practised(
        "--count", "1", "--kind", "parameters", given=["hint", "ten", "1", "2", "skip"]
    )
    assert "Each filter has channels · kernel · kernel weights, and one bias." in said
    assert "'ten' (the answer) is not a number" in said
    assert said.count("Not right.") == 3
    assert said.index("    answer: ") < said.index("Once more: ")
    assert "0 of 1 right" in said


def test_a_question_that_comes_back_counts_when_it_is_right():
    wrong = practised("--count", "2", "--kind", "parameters", given=["1", "1", "1", "quit"])
    (answer,) = [line.split()[1] for line in wrong.splitlines() if "    answer: " in line]
    said = practised("--count", "2", "--kind", "parameters", given=["1", "1", "1", "skip", answer])
    assert "(0 right, 1 to go)" in said
    assert "1 of 2 right" in said


def test_practice_wraps_between_words():
    said = practised("--count", "1", "--kind", "field", given=["quit"])
    assert max(map(len, said.splitlines())) <= 80


def test_practice_ends_where_the_answers_end():
    result = run("practice", "--seed", "7", given="")
    assert result.exit_code == 0
    assert "0 of 12 right" in result.output
