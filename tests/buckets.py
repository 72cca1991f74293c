"""A server that speaks S3, on this machine and for this test process: moto's, started when a test first asks for it."""

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

PLACES = pytest.mark.parametrize("app", ["folder", "bucket"], indirect=True)
"""A test that holds wherever files are kept."""
NOBODY = "http://127.0.0.1:9"
"""Where no server is."""


class BucketServer:
    """Buckets, each for one test."""

    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells of each request
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.address = f"http://{host}:{port}"
        self.numbers = itertools.count(1)

    def told(self, prefix: str = "/files") -> dict[str, Any]:
        """The settings of a school whose files are in a new bucket."""
        bucket = f"school-{next(self.numbers)}"
        requests.put(f"{self.address}/{bucket}", timeout=5).raise_for_status()
        return {
            "files": f"s3://{bucket}{prefix}",
            "s3_endpoint": self.address,
            "s3_key_id": "KEYOFTHESCHOOL",
            "s3_secret_key": "what nobody may read",
        }

    @contextmanager
    def asking_for_keys(self) -> Iterator[None]:
        """It knows no key, and lets nobody in."""
        requests.post(f"{self.address}/moto-api/reset-auth", data="0", timeout=5).raise_for_status()
        try:
            yield
        finally:
            requests.post(f"{self.address}/moto-api/reset-auth", data="inf", timeout=5).raise_for_status()
