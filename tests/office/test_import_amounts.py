"""Amounts of a file keep their unit: no euros, thousands or months become dollars a term or hours a week."""

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from board.kernel.spreadsheet import number_formats
from board.opportunities.exchange import hours
from board.opportunities.models import Pay
from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Stipend (EUR)", "1500"),
        ("Stipend (GBP)", "$1500"),
        ("Stipend (złoty)", "1500"),
        ("Pay (per hour)", "200"),
        ("Stipend (in thousands)", "500"),
        ("Monthly stipend", "500"),
        ("Stipend per month ($)", "900"),
        ("Stipend amount (€)", "1500"),
        ("Hours (monthly)", "20"),
        ("Hours (per month)", "20"),
        ("Min hours (per term)", "20"),
        ("Openings (per site)", "2"),
        ("Salary", "60000"),
        ("Wage", "200"),
    ],
)
def test_an_amount_keeps_the_unit_of_its_heading_as_words(
    heading: str, cell: str, office: FlaskClient, upload: Upload
) -> None:
    text = f"{HEAD},{heading}\n{ROW},{cell}\n"
    page = preview(office, upload, text)
    assert f"{heading}: '{cell}' stays as words at the end of the description" in page
    assert re.search(rf"{re.escape(cell)} →\s+words in the description<", page)
    (posting,) = imported(office, upload, text)
    assert posting.description == f"{heading}: {cell}"
    assert (posting.pay, posting.pay_amount, posting.hours_from, posting.hours_to, posting.seats) == (None,) * 5


@pytest.mark.parametrize("heading", ["Stipend ($)", "Stipend (USD)", "Pay (if any)", "Stipend amount (US dollars)"])
def test_a_heading_that_says_no_more_than_dollars_gives_the_pay(
    heading: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, f"{HEAD},{heading},Hours (per week)\n{ROW},1500,4\n")
    assert (posting.pay, posting.pay_amount, posting.hours_from) == (Pay.STIPEND, 1500, 4)
    assert posting.description == ""


def test_words_without_an_amount_mean_the_same_under_any_unit(office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},Stipend (EUR)\n{ROW},unpaid\n")
    assert (posting.pay, posting.description) == (Pay.NONE, "")


def formatted(heading: str, value: float, number_format: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([*HEAD.split(","), heading])
    sheet.append([*ROW.split(","), value])
    sheet["D2"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("heading", "value", "number_format", "kept"),
    [
        ("Pay", 1500, "€#,##0", "Pay: €1,500"),
        ("Pay", 1500, "[$€-407] #,##0.00", "Pay: € 1,500.00"),
        ("Pay", 1500, '"£"#,##0', "Pay: £1,500"),
        ("Stipend amount", 1500, '#,##0" EUR"', "Pay: 1,500 EUR"),
        ("Pay", 150, '"$"0"/hour"', "Pay: $150/hour"),
        ("Pay", 20, '"$"0.00"/hr"', "Pay: $20.00/hr"),
        ("Pay", 900, '"$"0" per month"', "Pay: $900 per month"),
        ("Pay", 5000, '"$"0,"K"', "Pay: $5K"),
        ("Hours", 20, '0" hrs/month"', "Hours: 20 hrs/month"),
        ("Hours", 0.5, "0%", "Hours: 50%"),
    ],
)
def test_a_number_of_a_workbook_is_read_as_the_workbook_shows_it(
    heading: str, value: float, number_format: str, kept: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, formatted(heading, value, number_format), "a.xlsx")
    assert posting.description == kept
    assert (posting.pay, posting.pay_amount, posting.hours_from, posting.hours_to) == (None,) * 4


@pytest.mark.parametrize(
    ("heading", "value", "number_format"),
    [
        ("Pay", 1500, '"$"#,##0.00'),
        ("Pay", 1500, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'),
        ("Hours", 4, '0" hrs/wk"'),
    ],
)
def test_a_format_that_says_dollars_or_hours_a_week_gives_the_amount(
    heading: str, value: float, number_format: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, formatted(heading, value, number_format), "a.xlsx")
    assert (posting.pay_amount or posting.hours_from) == value
    assert posting.description == ""


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", 3, ""),
        ("#,##0.00", 3.0000001, ""),
        ("[$-409]m/d/yy", 44000, ""),
        ('"$"# ?/?', 1.5, ""),
        ("$#,##0;[Red]($#,##0)", -500, "($500)"),
        ('0;0;"none"', 0, ""),
        ('0.0#" USD"', 2.5, "2.5 USD"),
        ('"', 3, ""),
    ],
)
def test_formats_of_numbers_add_words_or_nothing(code: str, value: float, text: str) -> None:
    assert number_formats.shown(code, value) == text


@pytest.mark.parametrize("cell", ["50%", "$20", "€5"])
def test_a_sign_of_another_unit_is_no_number_of_hours(cell: str) -> None:
    assert hours.read(cell) is None
