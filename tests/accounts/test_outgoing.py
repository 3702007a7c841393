"""A call out reaches the public address that was judged, under its name and in its time, or nobody."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from accounts.core.outgoing import CallFailed, OutgoingRefused, Policy, Target, call, read_target
from accounts.core.outgoing import addresses as judging
from accounts.core.outgoing.addresses import is_public, public_addresses
from tests.accounts.outside import Outside, certified, says

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
QUICK = Policy(connect_seconds=2, read_seconds=2, overall_seconds=4)


def get(target, policy=QUICK, resolver=None):
    more = {"resolver": resolver} if resolver else {}
    return call("GET", target, policy=policy, headers={}, **more)


def nobody_asked(_host, _port):
    raise AssertionError("the name is asked for")


# --- what an address may be -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://hooks.example.org/x", "must begin with https"),
        ("HTTPS://hooks.example.org/x", "must begin with https"),
        ("https://hooks.example.org\\@evil.example/", "no place in it"),
        ("https://hooks.example.org/\\x", "no place in it"),
        ("https://hooks.example.org/a b", "no place in it"),
        ("https://hooks.example.org/a\x7f", "no place in it"),
        ("https://hooks.example.org/%zz", "no place in it"),
        ("https://hooks.example.org/é", "no place in it"),
        ("https://user@hooks.example.org/", "name or a password"),
        ("https://:@hooks.example.org/", "name or a password"),
        ("https://hooks.example.org:8443/", "must not name a port"),
        ("https://hooks.example.org:/", "full name"),
        ("https://höoks.example.org/", "full name"),
        ("https://hooks。example。org/", "full name"),
        ("https://intranet/", "full name"),
        ("https://localhost/", "full name"),
        ("https://8.8.8.8/", "full name"),
        ("https://[2606:4700::1111]/", "full name"),
        ("https://134744072/", "full name"),
        ("https://0x8080808/", "full name"),
        ("https://example.0x1/", "full name"),
        ("https://example.1/", "full name"),
        (f"https://{'a' * 64}.example.org/", "full name"),
        (f"https://{'a.' * 130}org/", "full name"),
        (f"https://example.org/{'a' * 2000}", "too long"),
    ],
)
def test_what_two_parsers_could_read_in_two_ways_is_refused_with_a_reason(
    address, sentence, settings
):
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(OutgoingRefused, match=sentence):
        read_target(address, Policy())


def test_what_is_read_is_what_is_called():
    target = read_target("https://Hooks.Example.ORG:443?a=%5C", Policy())
    assert target == Target("https", "hooks.example.org", 443, "/?a=%5C")
    assert target.origin == "https://hooks.example.org"
    assert read_target("https://xn--fiqs8s.example/", Policy()).host == "xn--fiqs8s.example"


# --- where a name may lead --------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "127.0.0.1", "127.255.255.254", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1"),
        *("198.18.0.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "168.63.129.16"),
        *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2001::7f00:1", "2001:db8::1"),
        *("fe80::1", "fe80::1%1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1"),
        *("3fff::1", "5f00::1", "4000::1"),
    ],
)
def test_an_address_inside_is_not_public(address):
    assert not is_public(ip_address(address))
    with pytest.raises(OutgoingRefused, match="private network"):
        public_addresses("x.example", 443, seconds=2, resolver=lambda *_: ["8.8.8.8", address])


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "101.6.6.6", "2606:4700:4700::1111", "2408:8000::1"]
)
def test_an_address_in_the_world_is_public(address):
    assert is_public(ip_address(address))


def test_a_name_that_leads_inside_is_not_connected_to():
    with Outside(says(OK)) as server:
        target = Target("https", "rebound.example", server.port, "/")
        with pytest.raises(OutgoingRefused):
            get(target, resolver=lambda *_: ["127.0.0.1"])
        assert server.met == 0


def test_the_systems_own_names_for_this_machine_are_not_connected_to(settings):
    settings.OUTGOING_LOOPBACK = False
    with Outside(says(OK)) as server, pytest.raises(OutgoingRefused):
        get(Target("https", "localhost", server.port, "/"))
    assert server.met == 0


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_nobody_knows_is_a_failure(error):
    def fails(_host, _port):
        raise error

    with pytest.raises(CallFailed):
        get(Target("https", "nobody.example", 443, "/"), resolver=fails)


def test_a_name_is_waited_for_no_longer_than_the_call(request):
    from threading import Event

    answered = Event()
    request.addfinalizer(answered.set)
    policy = Policy(overall_seconds=0.05)
    with pytest.raises(CallFailed):
        get(
            Target("https", "slow.example", 443, "/"),
            policy,
            resolver=lambda *_: answered.wait(30) and [],
        )


# --- under its own name -----------------------------------------------------------------------


@pytest.fixture
def this_machine_is_public(monkeypatch):
    """The one thing that cannot be had here is a public address of our own."""
    monkeypatch.setattr(judging, "is_public", lambda address: str(address) == "127.0.0.1")


def asked_once():
    answers = iter([["127.0.0.1"]])  # a second question would find nothing
    return lambda _host, _port: next(answers)


def test_the_judged_address_is_called_under_the_name(tmp_path, monkeypatch, this_machine_is_public):
    context, authority = certified(tmp_path, "hooks.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    heard = []
    context.sni_callback = lambda _sock, name, _context: heard.append(name)

    def talk(connection):
        heard.append(connection.recv(4096))
        connection.sendall(OK)

    with Outside(talk, context=context) as server:
        target = Target("https", "hooks.example.org", server.port, "/in?a=1")
        answer = get(target, resolver=asked_once())
    assert (answer.status, answer.body) == (200, b"ok")
    name, head = heard
    assert name == "hooks.example.org"
    assert head.startswith(b"GET /in?a=1 HTTP/1.1\r\n")
    assert f"Host: hooks.example.org:{server.port}\r\n".encode() in head


def test_a_certificate_of_another_name_is_none(tmp_path, monkeypatch, this_machine_is_public):
    context, authority = certified(tmp_path, "other.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    heard = []
    with Outside(lambda connection: heard.append(connection.recv(99)), context=context) as server:
        target = Target("https", "hooks.example.org", server.port, "/")
        with pytest.raises(CallFailed, match="SSL"):
            get(target, resolver=asked_once())
    assert heard in ([], [b""])


def test_tests_alone_speak_to_this_machine_and_without_asking_for_a_name():
    with Outside(says(OK)) as server:
        answer = get(read_target(server.url, Policy()), resolver=nobody_asked)
    assert answer.body == b"ok"


# --- in its time and size ---------------------------------------------------------------------


def test_a_redirection_is_an_answer():
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with Outside(says(moved)) as server:
        answer = get(read_target(server.url, Policy()))
    assert (answer.status, server.met) == (302, 1)


@pytest.mark.parametrize(
    "drip",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"X",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nno length, so it ends when the connection does",
    ],
    ids=["endless 100", "a byte of a head", "no body", "body without an end"],
)
def test_who_never_comes_to_an_end_is_cut_off(drip):
    def talk(connection):
        connection.recv(4096)
        connection.sendall(drip)
        while True:  # until the other side has gone; each byte would start a time-out anew
            if not connection.recv(1):
                return

    policy = Policy(overall_seconds=0.2, read_seconds=60)
    with Outside(talk) as server, pytest.raises(CallFailed):
        get(read_target(server.url, policy), policy)


def test_a_handshake_that_never_ends_is_cut_off():
    policy = Policy(overall_seconds=0.2, read_seconds=60, connect_seconds=60)
    with (
        Outside(
            lambda connection: [None for _ in iter(lambda: connection.recv(4096), b"")]
        ) as server,
        pytest.raises(CallFailed),
    ):
        get(read_target(server.url.replace("http:", "https:"), policy), policy)


@pytest.mark.parametrize("length", [b"Content-Length: 11\r\n", b"", b"Content-Encoding: gzip\r\n"])
def test_more_than_is_wanted_is_not_read(length):
    answer = b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + b"x" * 11
    policy = Policy(most_bytes=10)
    with Outside(says(answer)) as server, pytest.raises(CallFailed, match="too long"):
        get(read_target(server.url, policy), policy)


def test_nothing_is_read_where_the_status_is_enough():
    policy = Policy(most_bytes=0)
    with Outside(says(b"HTTP/1.1 201 Created\r\nContent-Length: 9999999\r\n\r\n")) as server:
        answer = get(read_target(server.url, policy), policy)
    assert (answer.status, answer.body) == (201, b"")


def test_who_does_not_speak_http_is_a_failure():
    with Outside(says(b"220 mail.example ESMTP\r\n")) as server, pytest.raises(CallFailed):
        get(read_target(server.url, Policy()))
