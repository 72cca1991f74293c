"""What a posting tells about itself to machines that read its page, in the words of schema.org."""

from typing import Any

from board.kernel import markdown
from board.kernel.dates import last_minute, zone_named
from board.kernel.text import on_one_line
from board.opportunities.models import Opportunity, Pay, PlaceMode
from board.vocabulary.words import Kind

EMPLOYMENT = {Kind.INTERNSHIP: "INTERN", Kind.FELLOWSHIP: "TEMPORARY"}


def about(opportunity: Opportunity, url: str, *, school: str, country: str) -> dict[str, Any]:
    """A job posting, or for a seminar a course: only what is known is said, and all that search engines require.

    `country` has two letters (ISO 3166); where it is empty, nobody knows where the school is.
    """
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course" if opportunity.kind is Kind.SEMINAR else "JobPosting",
        "url": url,
        "description": str(markdown.render(opportunity.description)) or opportunity.summary,
    }
    host = {"@type": "Organization", "name": on_one_line(opportunity.host) or school}
    if opportunity.kind is Kind.SEMINAR:
        return facts | {"name": on_one_line(opportunity.title), "provider": host}
    facts |= {
        "title": on_one_line(opportunity.title),
        "hiringOrganization": host,
        "totalJobOpenings": opportunity.seats,
    }
    facts["employmentType"] = EMPLOYMENT.get(opportunity.kind, "VOLUNTEER")
    facts["datePosted"] = opportunity.published_at.isoformat() if opportunity.published_at else None
    if opportunity.closes_at:
        facts["validThrough"] = last_minute(opportunity.closes_at, zone_named(opportunity.time_zone)).isoformat()
    facts |= _where(opportunity, host["name"], country)
    if opportunity.pay is Pay.STIPEND and opportunity.pay_amount:
        facts["baseSalary"] = {"@type": "MonetaryAmount", "currency": "USD", "value": opportunity.pay_amount}
    return {name: value for name, value in facts.items() if value is not None}


def _where(opportunity: Opportunity, host: str, country: str) -> dict[str, Any]:
    """At the host's, or at home in the school's country: one of the two is required."""
    if opportunity.place_mode is PlaceMode.REMOTE:
        lives = {"applicantLocationRequirements": {"@type": "Country", "name": country}} if country else {}
        return {"jobLocationType": "TELECOMMUTE"} | lives
    known = {"streetAddress": on_one_line(opportunity.place), "addressCountry": country}
    address = {"@type": "PostalAddress"} | {name: value for name, value in known.items() if value}
    return {"jobLocation": {"@type": "Place", "name": host, "address": address}}
