"""What a posting tells about itself to machines that read its page, in the words of schema.org."""

from typing import Any

from board.catalogue.words import Kind
from board.kernel import markdown
from board.kernel.text import on_one_line
from board.opportunities.models import Opportunity, Pay, PlaceMode

EMPLOYMENT = {Kind.INTERNSHIP: "INTERN", Kind.FELLOWSHIP: "TEMPORARY"}


def about(opportunity: Opportunity, url: str, school: str) -> dict[str, Any]:
    """A job posting, or for a seminar a course: only what is known is said."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course" if opportunity.kind is Kind.SEMINAR else "JobPosting",
        "url": url,
        "description": str(markdown.render(opportunity.description)) or opportunity.summary,
    }
    host = {"@type": "Organization", "name": on_one_line(opportunity.host) or school}
    if opportunity.kind is Kind.SEMINAR:
        return told | {"name": on_one_line(opportunity.title), "provider": host}
    told |= {"title": on_one_line(opportunity.title), "hiringOrganization": host, "totalJobOpenings": opportunity.seats}
    told["employmentType"] = EMPLOYMENT.get(opportunity.kind, "VOLUNTEER")
    told["datePosted"] = opportunity.published_at.isoformat() if opportunity.published_at else None
    told["validThrough"] = opportunity.closes_at.isoformat() if opportunity.closes_at else None
    if opportunity.place_mode is PlaceMode.REMOTE:
        told["jobLocationType"] = "TELECOMMUTE"
    elif opportunity.place:
        told["jobLocation"] = {"@type": "Place", "address": opportunity.place}
    if opportunity.pay is Pay.STIPEND and opportunity.pay_amount:
        told["baseSalary"] = {"@type": "MonetaryAmount", "currency": "USD", "value": opportunity.pay_amount}
    return {name: value for name, value in told.items() if value is not None}
