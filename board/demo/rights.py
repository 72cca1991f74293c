"""What the people of the demo school asked for of their own: a copy, which the worker makes."""

from board.accounts.models import Role
from board.demo.scene import School
from board.rights.actions import data_copy as data_copy_actions


def fill(school: School) -> str:
    """A copy that was asked for just now."""
    student = next(user for user in school.people.values() if user.is_a(Role.STUDENT) and user.cv_name)
    data_copy_actions.ask(by=student, now=school.now)
    return "1 copy of somebody’s data to be made"
