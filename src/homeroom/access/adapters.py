"""What allauth asks us: nobody makes an account by oneself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations, from the command line, or from the roster."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that strangers make no account."""
        return False
