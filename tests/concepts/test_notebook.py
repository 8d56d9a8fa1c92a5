"""What results show of themselves in a notebook."""

import re

from concepts import Network, explain_conv, explain_pool


def cells(html):
    return re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", html)


def test_a_pooling_shows_each_sum():
    html = explain_pool("avg", [[4, 3, 5, 1], [2, 1, 3, 1]], 2)._repr_html_()
    assert cells(html) == [
        *("output 1×2", "avg of the window"),
        *("0,0", "(4 + 3 + 2 + 1) / 4 = 2.5", "0,1", "(5 + 1 + 3 + 1) / 4 = 2.5"),
    ]
    assert html.count("⌊") == 2


def test_many_windows_are_counted_and_not_shown():
    html = explain_pool("max", [[0] * 40] * 40, 2)._repr_html_()
    assert html.count("<tr>") == 101
    assert "… and 300 more" in html


def test_a_convolution_shows_its_sum():
    html = explain_conv([[[1, 2], [4, 5]]], [[[[1, 0], [0, -1]]]], cell=(0, 0, 0))._repr_html_()
    assert "[0, 0, 0]: 1·1 + 2·0 + 4·0 + 5·(-1) = -4" in html


def test_a_network_shows_its_table_where_it_can():
    text = "a = conv 10 k5; max k2; flatten; linear 10"
    known = cells(Network.from_text(f"input 1x28x28; {text}")._repr_html_())
    assert known[:4] == ["layer", "output", "parameters", "field"]
    assert known[8:12] == ["a", "10×24×24", "260", "5×5"]
    assert cells(Network.from_text(text)._repr_html_())[6:9] == ["a", "conv", "input"]


def test_a_name_is_text_and_no_html():
    network = Network.from_json(
        {"nodes": [{"name": "<b>", "layer": "conv", "filters": 1, "kernel_size": 1}]}
    )
    assert "&lt;b&gt;" in network._repr_html_()
    assert "<b>" not in network._repr_html_()
