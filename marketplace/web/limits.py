"""How much one request may carry: refused by the stated length before a byte of the body is read.

Rates are not kept here. A part of the body that is too large, or too many parts, end in the same 413.
"""

from __future__ import annotations

from flask import Flask, request
from flask_login import current_user

from marketplace.config import Settings
from marketplace.kernel.errors import TooLarge
from marketplace.kernel.words import N_

#: Without a session there is nothing to upload; forms for everybody are far smaller.
SIGNED_OUT_BYTES = 1024 * 1024
#: A form of several photographs; each single file has its own, lower limit that is stated at the field.
FILES_IN_ONE_FORM = 3
MAX_PARTS = 400
#: All fields that are no files together; the longest form of the site has about 200 kB.
MAX_FIELDS_BYTES = 1024 * 1024


def init(app: Flask, settings: Settings) -> None:
    """Attach to an app; call it before anything that reads a body."""
    largest = FILES_IN_ONE_FORM * settings.upload_limit_bytes + MAX_FIELDS_BYTES
    app.config.update(
        MAX_CONTENT_LENGTH=largest, MAX_FORM_PARTS=MAX_PARTS, MAX_FORM_MEMORY_SIZE=MAX_FIELDS_BYTES
    )  # fmt: skip

    @app.before_request
    def weigh() -> None:
        stated = request.content_length
        if stated is not None and stated <= SIGNED_OUT_BYTES:
            return
        if stated is None and request.method in ("GET", "HEAD", "OPTIONS"):
            return
        allowed = largest if current_user.is_authenticated else SIGNED_OUT_BYTES
        request.max_content_length = allowed
        if stated is not None and stated > allowed:
            raise TooLarge(
                N_("一次提交的内容太多（最多 %(limit)s MB）。请减少文件，分几次上传。"), limit=allowed // 1024**2
            )
