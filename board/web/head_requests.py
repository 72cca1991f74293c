"""HEAD asks what GET would answer, and leaves no trace: mail scanners and link checkers send it to every address."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from board.kernel.unit_of_work import no_writes


class ReadOnlyHead:
    """Around the application: whatever a view or a session would write for a HEAD is rolled back."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.application(environ, start_response)
        with no_writes():
            return self.application(environ, start_response)
