"""The addresses of learning."""

from flask import Blueprint

bp = Blueprint("learning", __name__)

from board.learning.views import activity, activity_editor, assignment, attempt, outside_activity, transcript
