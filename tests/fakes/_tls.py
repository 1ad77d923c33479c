"""TLS on loopback: an authority of our own, made once in a process, and its certificate for 127.0.0.1 and localhost.

Out: the context a server needs, and the file of the authority's certificate that a client has to trust.
"""

import atexit
import shutil
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LASTS = timedelta(days=365 * 30)  # a test may set the machine's clock


def ca_bundle() -> Path:
    """The PEM file of the authority's certificate; it is gone when the process ends."""
    return _made() / "ca.pem"


@cache
def server_context() -> ssl.SSLContext:
    """What a server on loopback shows who it is with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_made() / "server.pem")
    return context


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="twin-tls-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    authority, key = _name("Twin authority"), ec.generate_private_key(ec.SECP256R1())
    root = _builder(authority, key).subject_name(authority)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    own = ec.generate_private_key(ec.SECP256R1())
    leaf = _builder(authority, own).subject_name(_name("localhost"))
    names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    leaf = leaf.add_extension(x509.SubjectAlternativeName(names), critical=False)
    (folder / "ca.pem").write_bytes(_signed(root, key))
    (folder / "server.pem").write_bytes(_private(own) + _signed(leaf, key))
    return folder


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    return made.not_valid_before(now - _LASTS).not_valid_after(now + _LASTS)


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
