"""Who comes in with a password."""

from dataclasses import dataclass

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, no
from board.school import settings as school_settings


@dataclass(frozen=True)
class LocalSignIn:
    """Whether passwords open the door, as the settings say."""

    is_open: bool
    break_glass: str
    """The address of the coordinator for whom they do when they do for nobody else."""

    def lets_in(self, user: User) -> bool:
        """Does a password of this person's let them in?"""
        return self.is_open or self.is_break_glass(user)

    def is_break_glass(self, user: User) -> bool:
        """Is this the coordinator who was named for the day when the school's sign-on is away?"""
        return not self.is_open and user.email == self.break_glass and user.is_a(Role.COORDINATOR)


def local_sign_in() -> LocalSignIn:
    """Whether passwords let people in, as whoever runs Rounds decided."""
    environment = school_settings.environment
    return LocalSignIn(environment.local_sign_in == "on", environment.break_glass)


def may_be_parted_from(user: User) -> Verdict:
    """Whoever can be suspended, leave the office, change the address or be erased: not the one way in when the
    school's sign-on is away."""
    if not local_sign_in().is_break_glass(user):
        return YES
    return no(
        f"ROUNDS_BREAK_GLASS names the account of {user.name}: by it the school comes in when its sign-on is away. "
        "Have whoever runs Rounds name another first."
    )


def may_use_password(user: User, door: LocalSignIn) -> Verdict:
    """Nobody sets a password that opens nothing."""
    return YES if door.lets_in(user) else no("Passwords are off here: you come in by the school’s sign-on.")
