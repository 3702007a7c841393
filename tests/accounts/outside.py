"""A server on this machine that calls itself as a test wants, under TLS with an authority of our own."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class Outside:
    """Takes one connection after another; ``talk(connection)`` is what it does with each."""

    def __init__(self, talk, *, context: ssl.SSLContext | None = None):
        self.talk = talk
        self.context = context
        self.met = 0
        self.over = threading.Event()

    def __enter__(self) -> Self:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.over.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes it up
        self.thread.join()
        self.listener.close()

    def _serve(self):
        while True:
            connection, _peer = self.listener.accept()
            if self.over.is_set():
                connection.close()
                return
            self.met += 1
            try:
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                self.talk(connection)
            except OSError:
                pass
            finally:
                connection.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def says(answer: bytes):
    """Read the head of the request, then say this."""

    def talk(connection):
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        connection.sendall(answer)

    return talk


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context for ``name``, and the file that makes a client believe it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, private = folder / "certificate.pem", folder / "key.pem"
    authority.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, private)
    return context, authority
