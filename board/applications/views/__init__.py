"""The addresses of applying and choosing."""

from flask import Blueprint

bp = Blueprint("applications", __name__)

from board.applications.views import applicant_list, application, decision, offer, reader, review, reviewer_assignment
