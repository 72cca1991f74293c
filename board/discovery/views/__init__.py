"""The addresses of saved searches, feeds and calendars."""

from flask import Blueprint

bp = Blueprint("discovery", __name__)

from board.discovery.views import calendar, feed, saved_search, search
