"""The addresses of the record."""

from flask import Blueprint

bp = Blueprint("record", __name__)

from board.record.views import assessment, entry, export, mark, overview, residency_form, share
