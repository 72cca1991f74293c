"""Jinja as Rounds uses it: what a page puts out by the thousand costs no more than it must."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # as a test holds


def escaped(value: object) -> str:
    """What `escape` answers, as a text: a template puts it out and asks nothing more of it.

    `escape` makes a `Markup` of each word, which takes ten times as long as to look whether it needs escaping.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]  # a text, as was just asked
    return value if kind is Markup else escape(value)  # type: ignore[return-value]  # a Markup is a text


class TemplateCode(CodeGenerator):
    """Jinja's, but what is put out is `escaped`."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's name)
        """With that function among what the code of a template knows."""
        self.writeline(f"from {__name__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{escaped.__name__}(")


class Templates(Environment):
    """Flask's, but no template has globals of its own: wherever one imports another, Jinja compares those of both."""

    code_generator_class = TemplateCode

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The application's, unless somebody brings more."""
        return super().make_globals(d) if d else self.globals
