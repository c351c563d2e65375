"""Time stamps of an authority (RFC 3161): that a content existed at a time, on a third party's word.

Off unless `GONGDAO_TSA_URL` names an authority. An authority that does not answer, or answers for something
else, gives none: what is to be stamped is made all the same and says that it bears none.
"""

import logging
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import TimeStampRequest, TimeStampResponse

from gongdao.lib.outgoing import NoAnswer, post

logger = logging.getLogger(__name__)

SECONDS: Final = 5.0
_LARGEST_BYTES: Final = 256 * 1024
_HEADERS: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


def stamp(content: bytes) -> bytes | None:
    """The authority's answer (TimeStampResp, DER) for a content; None where there is none."""
    if not settings.TSA_URL:
        return None
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = post(
            settings.TSA_URL, request.as_bytes(), headers=_HEADERS, seconds=SECONDS,
            largest_bytes=_LARGEST_BYTES,
        )  # fmt: skip
        response = decode_timestamp_response(answer)
        problem = _wrong(request, response, content)
    except NoAnswer as none:
        problem = str(none)
    except (ValueError, VerificationError, OSError) as error:
        problem = str(error) or type(error).__name__
    if problem:
        logger.error("The time-stamp authority gave no stamp: %s.", problem)
        return None
    return answer


def _wrong(request: TimeStampRequest, response: TimeStampResponse, content: bytes) -> str:
    """What is wrong with an answer, or "". With GONGDAO_TSA_ROOT the signature is checked too."""
    if response.status != 0:
        return "refused: " + "; ".join(response.status_string)
    told = response.tst_info
    if told.message_imprint.message != sha256(content).digest() or told.nonce != request.nonce:
        return "the stamp is of something else"
    if settings.TSA_ROOT:
        builder = VerifierBuilder.from_request(request)
        for certificate in load_pem_x509_certificates(Path(settings.TSA_ROOT).read_bytes()):
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(response, content)
    return ""
