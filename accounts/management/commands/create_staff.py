"""`manage.py create_staff NAME --group service`: a login for the service centre (docs/security.md)."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import PasswordRefused
from accounts.operations.staff_logins import create_staff
from portal.audit.trail import system
from portal.shell.staff_groups import StaffGroup


class Command(BaseCommand):
    help = "Creates a staff login. The second factor is set up at the first login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifier", help="the name typed at the login")
        parser.add_argument("--name", default="", help="full name, as colleagues see it")
        groups = [group.value for group in StaffGroup]
        parser.add_argument("--group", action="append", choices=groups, required=True)
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(
        self,
        *args: Any,
        identifier: str,
        name: str,
        group: list[str],
        password_stdin: bool,
        **options: Any,
    ) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else getpass("Password: ")
        try:
            create_staff(
                identifier=identifier,
                full_name=name,
                groups=[StaffGroup(key) for key in group],
                password=password,
                actor=system("create_staff"),
                now=timezone.now(),
            )
        except PasswordRefused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except (ValueError, Group.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{identifier} can log in at /verwaltung/ and will set up a second factor there.")
