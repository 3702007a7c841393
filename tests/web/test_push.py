"""Messages on one's own device: readable for that device alone, of push services alone, and gone in time."""

from __future__ import annotations

import ssl
import time
from datetime import timedelta

import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AuditEvent, PushSubscription
from accounts.services import push
from accounts.services.erasure import erase_account
from accounts.services.takeout import take_out
from accounts.webpush import endpoints, envelope
from accounts.webpush.transport import Delivery, send
from requests_app.models import Audience, Notification, NotificationKind
from requests_app.services import messages as thread
from requests_app.services import notifications, reminders
from tests.web.push_service import Browser, PushService, b64, point, signed_claims, told, unb64

pytestmark = pytest.mark.django_db
DEVICES = "/api/v1/push-subscriptions"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def phone() -> Browser:
    return Browser()


@pytest.fixture
def service():
    with PushService() as running:
        yield running


@pytest.fixture
def at_home(api, resident, phone):
    """The resident's own phone, signed in as allauth does it, and switched on."""
    client = api(resident)
    key = client.session.session_key
    UserSession.objects.create(user=resident, session_key=key, ip="127.0.0.1", user_agent="phone")
    assert client.post(DEVICES, {"endpoint": ENDPOINT, "keys": phone.keys()}).status_code == 201
    return client


@pytest.fixture
def subscribe(phone):
    """`subscribe(user, endpoint)`: this phone, switched on for ``user``."""

    def switch_on(user, endpoint=ENDPOINT, session_key=None):
        keys = phone.keys()
        return push.switch_on(
            by=user,
            endpoint=endpoint,
            public_key=keys["p256dh"],
            secret=keys["auth"],
            session_key=session_key,
        )

    return switch_on


# --- the encryption ---------------------------------------------------------------------------


def test_the_published_example_comes_out_byte_for_byte():
    """RFC 8291, section 5 and appendix A."""
    private = int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    keys = envelope.keys_of(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    body = envelope.encrypt(
        b"When I grow up, I want to be a watermelon",
        keys=keys,
        own=ec.derive_private_key(private, ec.SECP256R1()),
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_reads_it_and_two_messages_are_never_alike(phone):
    keys = envelope.keys_of(*phone.keys().values())
    one, two = (envelope.encrypt("明天".encode(), keys=keys) for _unused in range(2))
    assert phone.read(one).decode() == phone.read(two).decode() == "明天"
    assert one[:16] != two[:16]
    assert "明天".encode() not in one


def test_a_message_too_long_for_one_record_is_refused(phone):
    keys = envelope.keys_of(*phone.keys().values())
    assert phone.read(envelope.encrypt(b"x" * envelope.MOST_BYTES, keys=keys))
    with pytest.raises(ValueError, match="at most"):
        envelope.encrypt(b"x" * (envelope.MOST_BYTES + 1), keys=keys)


@pytest.mark.parametrize(
    ("public", "secret"),
    [
        ("", ""),
        ("not base64 at all", "BTBZMqHH6r4Tts7J_aSIgg"),
        (b64(b"\x04" + bytes(64)), "BTBZMqHH6r4Tts7J_aSIgg"),  # no point on the curve
        (b64(bytes(65)), "BTBZMqHH6r4Tts7J_aSIgg"),
        (b64(Browser().public), b64(bytes(15))),
    ],
    ids=["empty", "no base64", "no point of the curve", "zeros", "short secret"],
)
def test_keys_that_are_none_are_refused(public, secret):
    with pytest.raises(envelope.BadKeys):
        envelope.keys_of(public, secret)


# --- which addresses are spoken to ----------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com.evil.example/x",
        "https://evil.example/.push.apple.com",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://localhost.evil.example/x",
        "file:///etc/passwd",
        "https://[bad/x",
        "",
        "https://127.0.0.1\\.push.apple.com/",
        "https://127.0.0.1:8443\\.push.apple.com/",
        "https://127.0.0.1\\@web.push.apple.com/",
        "https://127.0.0.1/\\.push.apple.com/",
        "https:\\\\web.push.apple.com/x",
        "https://127.0.0.1#.push.apple.com/",
        "https://127.0.0.1?.push.apple.com/",
        "https://127.0.0.1;.push.apple.com/",
        "https://127.0.0.1%2f.push.apple.com/",
        "https://127.0.0.1%5c.push.apple.com/",
        "https://127.0.0.1\t.push.apple.com/",
        "https://127.0.0.1\r\n.push.apple.com/",
        "https://127.0.0.1\x00.push.apple.com/",
        "https://127.0.0.1 .push.apple.com/",
        " https://web.push.apple.com/x",
        "https://web.push.apple.com/x\n",
        "https://web.push.apple.com/x y",
        "https://web.push.apple.com/x#fragment",
        "https://web.push.apple.com./x",
        "https://web..push.apple.com/x",
        "https://.push.apple.com/x",
        "https://-.push.apple.com/x",
        "https://web．push．apple．com/x",
        "https://ｗeb.push.apple.com/x",
        "https://127。0。0。1/.push.apple.com",
        "https://web.push.apple.com:0/x",
        "https://web.push.apple.com:99999/x",
        "https://web.push.apple.com:443:80/x",
        "https://@web.push.apple.com/x",
        "https://0x7f.1/x",
        "https://0177.0.0.1/x",
        "https://[::ffff:127.0.0.1]/x",
        "//web.push.apple.com/x",
        "javascript://web.push.apple.com/%0aalert(1)",
    ],
)
def test_no_address_but_a_push_services_is_spoken_to(endpoint, settings):
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(endpoints.EndpointRefused):
        endpoints.judged(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/a:b",
        "https://updates.push.services.mozilla.com/wpush/v2/a",
        "https://wns2-pn1p.notify.windows.com/w/?token=a",
        "https://web.push.apple.com/a",
    ],
)
def test_the_services_of_the_great_browsers_are_known(endpoint):
    assert endpoints.judged(endpoint).geturl() == endpoint


def test_this_machine_is_spoken_to_in_tests_alone(settings):
    assert endpoints.judged("http://127.0.0.1:1/x").port == 1
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(endpoints.EndpointRefused):
        endpoints.judged("http://127.0.0.1:1/x")


def test_a_backslash_is_refused_where_the_device_is_switched_on(api, resident, phone):
    endpoint = "https://127.0.0.1\\.push.apple.com/"
    answer = api(resident).post(DEVICES, {"endpoint": endpoint, "keys": phone.keys()})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (422, "push.refused")
    assert "a backslash" in answer.json()["detail"]
    assert not PushSubscription.objects.exists()


def test_what_was_stored_before_it_was_refused_is_not_called_either(service, resident, phone):
    """A row of an earlier version: nothing is sent, and the device is forgotten."""
    secure = service.origin.removeprefix("http://")
    keys = phone.keys()
    PushSubscription.objects.create(
        user=resident,
        endpoint=f"https://{secure}\\.push.apple.com/",
        public_key=keys["p256dh"],
        secret=keys["auth"],
    )
    message = push.PushMessage("t", "b", "en", "tag", "/")
    assert push.tell(user_id=resident.pk, message=message) == 0
    assert service.received == []
    assert not PushSubscription.objects.exists()


# --- what arrives ---------------------------------------------------------------------------------


def deliver(service, phone, **changes) -> Delivery:
    keys = envelope.keys_of(*phone.keys().values())
    wanted = {"endpoint": f"{service.origin}/p", "keys": keys, "text": b"{}", "topic": "SF-1"}
    return send(**(wanted | changes))


def test_the_push_service_knows_who_sends_and_how_long_to_keep_it(service, phone, settings):
    assert deliver(service, phone, topic="x" * 40) is Delivery.TAKEN
    (got,) = service.received
    assert got.headers["Content-Encoding"] == "aes128gcm"
    assert got.headers["Topic"] == "x" * 32
    assert int(got.headers["TTL"]) == timedelta(days=2).total_seconds()
    claims = signed_claims(got.headers["Authorization"])
    assert claims["aud"] == service.origin
    assert claims["sub"] == settings.PUBLIC_URL
    assert time.time() < claims["exp"] < time.time() + 24 * 3600  # RFC 8292: a day at most
    assert f"k={envelope.public_key()}" in got.headers["Authorization"]


@pytest.mark.parametrize(
    ("status", "delivery"),
    [
        (200, Delivery.TAKEN),
        (404, Delivery.GONE),
        (410, Delivery.GONE),
        (302, Delivery.FAILED),  # it leads elsewhere, and nobody goes there
        (429, Delivery.FAILED),
        (500, Delivery.FAILED),
    ],
)
def test_what_the_push_service_answers_is_what_becomes_of_it(service, phone, status, delivery):
    service.status = status
    assert deliver(service, phone) is delivery
    assert len(service.received) == 1


def test_a_service_that_is_away_fails_nobody(phone):
    with PushService() as gone:
        origin = gone.origin
    keys = envelope.keys_of(*phone.keys().values())
    assert send(endpoint=f"{origin}/p", keys=keys, text=b"{}", topic="a") is Delivery.FAILED


def test_a_service_that_cannot_prove_its_name_gets_nothing(service, phone, tmp_path):
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    service.server.socket = context.wrap_socket(service.server.socket, server_side=True)
    secure = service.origin.replace("http:", "https:")
    assert deliver(service, phone, endpoint=f"{secure}/p") is Delivery.FAILED
    assert service.received == []


def self_signed(folder):
    """A certificate for 127.0.0.1 that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(timezone.now() - timedelta(days=1))
        .not_valid_after(timezone.now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    return folder / "certificate.pem", folder / "key.pem"


# --- from an event to the device --------------------------------------------------------------------


def send_all(capture) -> None:
    with capture(execute=True):
        for notification in Notification.objects.filter(sent_at=None):
            notifications.send(notification_id=notification.pk)


def test_the_residents_phone_shows_that_something_happened_and_no_more(
    service, phone, subscribe, resident, operator, rights_request,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    resident.locale = "zh-hans"
    resident.save()
    Notification.objects.all().delete()
    subscribe(resident, f"{service.origin}/one")
    thread.ask(case=rights_request, body="Which gate was it?", by=operator)
    send_all(django_capture_on_commit_callbacks)
    assert told(service, phone) == [
        {
            "title": rights_request.reference,
            "body": "这个案件有了新进展。",
            "lang": "zh-Hans",
            "tag": rights_request.reference,
            "url": rights_request.get_absolute_url(),
        }
    ]


def test_the_day_before_is_told_to_the_venues_people_and_the_day_after_to_the_resident(
    service, phone, subscribe, resident, operator, stranger, rights_request,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    Notification.objects.all().delete()
    for user in (resident, operator, stranger):
        subscribe(user, f"{service.origin}/{user.display_name}")
    for days in (-1, 1):
        with django_capture_on_commit_callbacks(execute=True):
            reminders.remind(rights_request.due_at + timedelta(days=days, hours=-12))
        Notification.objects.update(created_at=rights_request.due_at - timedelta(days=10))
    shown = [(got.path, one["body"]) for got, one in
             zip(service.received, told(service, phone), strict=True)]  # fmt: skip
    assert sorted(shown) == [
        ("/Lin", "The date has passed without an answer."),
        ("/Operator", "The answer is due tomorrow."),
        ("/Operator", "The date has passed without an answer."),
    ]


def test_no_message_names_the_place_or_says_what_was_written(
    service, phone, subscribe, resident, operator, rights_request,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    subscribe(resident, f"{service.origin}/one")
    thread.ask(case=rights_request, body="a secret word", by=operator)
    send_all(django_capture_on_commit_callbacks)
    for seen in service.received:  # by the push service, of which nothing but this is asked
        assert rights_request.reference not in str(seen.headers) + seen.path
        assert rights_request.reference.encode() not in seen.body
    for one in told(service, phone):
        assert not {rights_request.venue.name, "secret", resident.email} & set(str(one).split())
        assert resident.display_name not in str(one)


def test_a_mail_goes_out_though_the_push_service_fails(
    service, subscribe, resident, rights_request, mailoutbox, django_capture_on_commit_callbacks
):
    service.status = 500
    subscribe(resident, f"{service.origin}/one")
    send_all(django_capture_on_commit_callbacks)
    assert resident.email in {address for mail in mailoutbox for address in mail.to}
    assert PushSubscription.objects.exists()


def test_a_device_that_its_service_no_longer_knows_is_forgotten(
    service, subscribe, resident, rights_request, django_capture_on_commit_callbacks
):
    service.status = 410
    subscribe(resident, f"{service.origin}/one")
    send_all(django_capture_on_commit_callbacks)
    assert not PushSubscription.objects.exists()


def test_a_service_no_longer_allowed_is_not_spoken_to(service, subscribe, resident, settings):
    subscribe(resident, f"{service.origin}/one")
    settings.OUTGOING_LOOPBACK = False
    message = push.PushMessage("t", "b", "en", "tag", "/")
    assert push.tell(user_id=resident.pk, message=message) == 0
    assert service.received == []
    assert not PushSubscription.objects.exists()


def test_who_has_no_device_costs_no_task(resident, rights_request, settings):
    from requests_app.services import push

    notification = Notification.objects.filter(audience=Audience.RESIDENT).first()
    assert notification.kind == NotificationKind.EVENT
    assert not push.is_wanted(notification)


# --- switching on and off -------------------------------------------------------------------------


def test_a_browser_switches_itself_on_and_off(api, resident, phone):
    client = api(resident)
    body = {"endpoint": ENDPOINT, "expirationTime": None, "keys": phone.keys()}
    made = client.post(DEVICES, body)
    assert made.status_code == 201
    assert "keys" not in made.json()
    assert ENDPOINT not in client.get(DEVICES).text
    assert client.delete(made["Location"]).status_code == 204
    assert not PushSubscription.objects.exists()
    kinds = AuditEvent.objects.filter(kind__startswith="push.").values_list("kind", flat=True)
    assert sorted(kinds) == ["push.off", "push.on"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"endpoint": "https://10.0.0.1/x"}, 422),
        ({"keys": {"p256dh": "x", "auth": "y"}}, 422),
        ({"keys": {}}, 400),
        ({"endpoint": ""}, 400),
    ],
)
def test_what_is_no_subscription_is_a_problem(api, resident, phone, change, status):
    body = {"endpoint": ENDPOINT, "keys": phone.keys()} | change
    answer = api(resident).post(DEVICES, body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not PushSubscription.objects.exists()


def test_a_device_that_changes_hands_tells_its_new_owner_alone(subscribe, resident, stranger):
    subscribe(resident)
    subscribe(stranger)
    assert PushSubscription.objects.get().user == stranger


def test_ten_devices_are_enough(subscribe, resident):
    for number in range(push.DEVICES_AT_MOST):
        subscribe(resident, f"{ENDPOINT}{number}")
    with pytest.raises(push.PushProblem):
        subscribe(resident, f"{ENDPOINT}x")
    subscribe(resident, f"{ENDPOINT}0")  # one of them, again


def test_anothers_device_is_not_there(api, signed_in, subscribe, resident, stranger):
    device = subscribe(resident)
    assert api(stranger).delete(f"{DEVICES}/{device.pk}").status_code == 404
    off = reverse("accounts:push_off", args=(device.pk,))
    assert signed_in(stranger).post(off).status_code == 404
    assert PushSubscription.objects.exists()


def test_a_device_is_switched_off_on_ones_own_page(signed_in, subscribe, resident):
    device = subscribe(resident)
    page = signed_in(resident)
    assert device.fingerprint in page.get(reverse("accounts:overview")).text
    page.post(reverse("accounts:push_off", args=(device.pk,)))
    assert not PushSubscription.objects.exists()


def test_signed_out_is_switched_off(at_home):
    at_home.post(reverse("account_logout"))
    assert not PushSubscription.objects.exists()


def test_signed_out_from_elsewhere_is_switched_off_too(at_home, signed_in, resident):
    signed_in(resident).post(reverse("usersessions_list"))
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("way", ["session token", "jwt"])
def test_an_app_that_is_signed_out_is_told_no_more(api, resident, phone, way, looked_up_again):
    """Whoever had the app's session for a while is not told after it."""
    browser = api(resident)
    session = SessionStore(browser.session.session_key)
    UserSession.objects.create(
        user=resident, session_key=session.session_key, ip="127.0.0.1", user_agent="app"
    )
    token = create_access_token(resident, session, {})
    headers = {"x-session-token": session.session_key}
    if way == "jwt":
        headers = {"authorization": f"Bearer {token}"}
    app = APIClient(headers=headers)
    assert app.post(DEVICES, {"endpoint": ENDPOINT, "keys": phone.keys()}).status_code == 201
    app.delete("/_allauth/app/v1/auth/session")
    assert not PushSubscription.objects.exists()


def test_a_sign_in_that_only_ran_out_leaves_it_on(at_home):
    assert PushSubscription.objects.get().session is not None
    UserSession.objects.all().delete()
    assert PushSubscription.objects.get().session is None


def test_devices_go_with_the_account_and_their_addresses_are_never_taken_out(subscribe, resident):
    subscribe(resident)
    assert ENDPOINT not in str(take_out(user=resident))
    assert len(take_out(user=resident)["tables"]["accounts.PushSubscription"]["rows"]) == 1
    erase_account(user=resident)
    assert not PushSubscription.objects.exists()


def test_without_a_key_nothing_is_offered_and_nothing_sent(
    api, signed_in, settings, resident, phone, rights_request
):
    settings.VAPID_PRIVATE_KEY = ""
    assert api().get("/api/v1/push-key").json() == {"public_key": ""}
    assert "data-push" not in signed_in(resident).get(reverse("accounts:overview")).text
    answer = api(resident).post(DEVICES, {"endpoint": ENDPOINT, "keys": phone.keys()})
    assert answer.status_code == 422


def test_the_published_key_is_the_one_that_signs(api):
    key = unb64(api().get("/api/v1/push-key").json()["public_key"])
    loaded = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    assert point(loaded) == key
    header = envelope.authorization(endpoints.judged(ENDPOINT).origin)
    assert signed_claims(header)["aud"] == "https://fcm.googleapis.com"
