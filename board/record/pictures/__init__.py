"""The record's pictures: SVG made of presentation attributes only, so that a strict page and a paper both show them.

Each has a title and a description for those who do not see it; its table stands beside it on the page.
"""

from board.record.pictures.hours import hours
from board.record.pictures.radar import radar
from board.record.pictures.run_chart import run_chart
from board.record.pictures.timeline import timeline

__all__ = ["hours", "radar", "run_chart", "timeline"]
