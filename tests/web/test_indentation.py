"""What a page loses of its template's indentation, and what it keeps."""

from flask import Flask
from jinja2 import DictLoader

PAGE = """<ul>
    {% for word in words %}
    <li value="{{ word }}"{% if word %}
        checked{% endif %}>{{ word }}
        and more</li>
    {% endfor %}
</ul>
<textarea>{{ text }}</textarea>
"""


def test_a_page_has_no_indentation_and_two_words_stay_two(app: Flask) -> None:
    environment = app.jinja_env.overlay(loader=DictLoader({"page.html": PAGE, "email.txt": "Dear\n  you\n"}))
    page = environment.get_template("page.html").render(words=["one"], text="a\n    b")
    assert page == '<ul>\n <li value="one" checked>one\nand more</li>\n</ul>\n<textarea>a\n    b</textarea>'
    assert environment.get_template("email.txt").render() == "Dear\n  you"
