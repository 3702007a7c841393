"""Tables of the packages that we install: signing in, sessions, Django's own."""

from __future__ import annotations

from datetime import timedelta

from accounts.inventory.own import ACCOUNT, YEAR
from accounts.kit.inventory.registry import declare
from accounts.kit.inventory.types import (
    Category,
    Fields,
    Retention,
    Table,
    deleted,
    kept,
    overwritten,
)

SIGN_IN = "not offered: nobody signs in through another service here"


def _no_person(names: str) -> tuple[Fields, ...]:
    return (kept(names, Category.NONE, because="says nothing about a person"),)


declare(
    Table(
        "account.EmailAddress",
        purpose="Know that an address is the person's own.",
        retention=ACCOUNT,
        owner="user",
        fields=(
            deleted("id user", Category.LINK),
            deleted("email", Category.CONTACT),
            deleted("verified primary", Category.TECHNICAL),
        ),
    ),
    Table(
        "account.EmailConfirmation",
        purpose="Confirm an address by a link (codes are used instead; the table stays empty).",
        retention=Retention("three days", after=timedelta(days=3), since="created"),
        withheld="a way in, for three days",
        fields=(
            deleted("id email_address", Category.LINK),
            deleted("key", Category.SECRET),
            deleted("created sent", Category.TECHNICAL),
        ),
    ),
    Table(
        "mfa.Authenticator",
        purpose="Passkeys, TOTP and recovery codes.",
        retention=ACCOUNT,
        owner="user",
        fields=(
            deleted("id user", Category.LINK),
            deleted("data", Category.SECRET),
            deleted("type created_at last_used_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "sessions.Session",
        purpose="Keep a browser or an app signed in.",
        retention=Retention("until it expires: 14 days", after=timedelta(0), since="expire_date"),
        withheld="a way in; which sessions are open is in usersessions.UserSession",
        fields=(
            deleted("session_key session_data", Category.SECRET),
            deleted("expire_date", Category.TECHNICAL),
        ),
    ),
    Table(
        "usersessions.UserSession",
        purpose="Show a person where they are signed in, and sign them out there.",
        retention=Retention(
            "30 days after it was last seen", after=timedelta(days=30), since="last_seen_at"
        ),
        owner="user",
        fields=(
            deleted("id user", Category.LINK),
            deleted("session_key", Category.SECRET),
            deleted("created_at ip last_seen_at user_agent data", Category.TECHNICAL),
        ),
    ),
    Table(
        "socialaccount.SocialAccount",
        purpose=SIGN_IN,
        retention=ACCOUNT,
        owner="user",
        fields=(
            deleted("id user", Category.LINK),
            deleted("uid extra_data", Category.IDENTITY),
            deleted("provider last_login date_joined", Category.TECHNICAL),
        ),
    ),
    Table(
        "socialaccount.SocialToken",
        purpose=SIGN_IN,
        retention=ACCOUNT,
        withheld="a way in",
        fields=(
            deleted("id app account", Category.LINK),
            deleted("token token_secret", Category.SECRET),
            deleted("expires_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "socialaccount.SocialApp",
        purpose=SIGN_IN,
        retention=Retention("empty"),
        fields=_no_person("id provider provider_id name client_id secret key settings"),
    ),
    Table(
        "admin.LogEntry",
        purpose="Django's own record of changes in the administration.",
        retention=Retention("three years", after=3 * YEAR, since="action_time"),
        owner="user",
        fields=(
            kept("id action_time action_flag", Category.STATE, because="codes and times"),
            kept(
                "user content_type object_id",
                Category.LINK,
                because="rows by an erased member of staff are deleted with the account; of rows "
                "about an erased person only the random identifier stays",
            ),
            overwritten("object_repr change_message", Category.IDENTITY),
        ),
    ),
    Table(
        "accounts.User_groups",
        purpose="Django's groups (not used).",
        retention=ACCOUNT,
        owner="user",
        fields=(deleted("id user group", Category.LINK),),
    ),
    Table(
        "accounts.User_user_permissions",
        purpose="Django's permissions of one person (not used).",
        retention=ACCOUNT,
        owner="user",
        fields=(deleted("id user permission", Category.LINK),),
    ),
    Table(
        "auth.Permission",
        purpose="Django's list of permissions.",
        retention=Retention("as long as the software"),
        fields=_no_person("id name content_type codename"),
    ),
    Table(
        "auth.Group",
        purpose="Django's groups (not used).",
        retention=Retention("empty"),
        fields=_no_person("id name permissions"),
    ),
    Table(
        "auth.Group_permissions",
        purpose="Django's groups (not used).",
        retention=Retention("empty"),
        fields=_no_person("id group permission"),
    ),
    Table(
        "contenttypes.ContentType",
        purpose="Django's list of tables.",
        retention=Retention("as long as the software"),
        fields=_no_person("id app_label model"),
    ),
)
