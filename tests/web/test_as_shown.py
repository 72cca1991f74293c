"""The tests read pages as a browser shows them."""

import pytest

from tests.as_shown import as_shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Two\n  words</p>", "<p>Two words</p>"),
        ('<p>See\n  <a\n    href="/">this</a>\n  .</p>', '<p>See <a href="/">this</a> .</p>'),
        ("<p>\n  Words.\n</p>\n<p>More</p>", "<p>Words.</p>\n<p>More</p>"),
        ("<td>1</td>\n  <td>2</td>", "<td>1</td><td>2</td>"),
        ('<textarea\n  name="a">one\n\ntwo</textarea>', '<textarea name="a">one\n\ntwo</textarea>'),
    ],
)
def test_a_line_break_inside_a_sentence_or_a_tag_is_a_space(written: str, shown: str) -> None:
    assert as_shown(written) == shown
