"""The addresses of people's rights."""

from flask import Blueprint

bp = Blueprint("rights", __name__)

from board.rights.views import amendment, data_copy, disclosure
