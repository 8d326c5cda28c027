"""Reading pages as people do: words in reading order."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html


def main_of(client: Client, address: str) -> Any:
    """The main part of a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return html.fromstring(answer.content).xpath("//main")[0]


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def words(client: Client, address: str) -> str:
    return text_of(main_of(client, address))


def region(client: Client, address: str, heading: str) -> str:
    """The section under this heading."""
    for section in main_of(client, address).xpath(".//section | .//article"):
        if text_of(section.xpath(".//h2")[0]) == heading:
            return text_of(section)
    raise AssertionError(f"{address} has no section “{heading}”")


def queries(client: Client, address: str) -> int:
    """How many queries the page takes once everything is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
