"""What allauth and axes ask us: who makes accounts, how secrets are kept, who tried to come in."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeroom.access import people, providers
from homeroom.access.secrets import SECOND_STEP, load_keys, seal, unseal

# What the secrets of second steps are bound to: they belong to no district.


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations, from the command line, or from the roster."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address and the password do not go together. Check both; capital letters"
            " count in the password. After several wrong tries the sign-in waits for a while."
        ),
        "account_inactive": _("This account is locked. Ask an operator of this server."),
        "incorrect_password": _("That is not your password. Capital letters count."),
        "incorrect_code": _("That is not the code. Take the one that is shown now."),
        "invalid_or_expired_key": _("This link was used already, or its time is over."),
        "invalid_password_reset": _("This link was used already, or its time is over."),
        "invalid_login": _("Enter the e-mail address that you were invited with."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that strangers make no account."""
        return False


class IssuerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People who come by an identity provider: known ones, and teachers whom the roster knows."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say whether a newcomer gets an account: teachers, by an address that was verified."""
        addresses = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        return bool(addresses) and people.teach_somewhere(addresses, datetime.now(UTC))

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """Return the issuers of the server's settings, and those that operators have added."""
        found: list[Any] = super().list_apps(request, provider=provider, client_id=client_id)
        return [*found, *providers.as_apps(provider, client_id)]


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second steps as those of apps are kept."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not the code. Take the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return b64encode(seal(load_keys(), text, *SECOND_STEP)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret again."""
        return unseal(load_keys(), b64decode(encrypted_text), *SECOND_STEP)


def who_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the address that somebody tried to sign in with, in small letters."""
    said = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(said).strip().lower()
