"""The bucket in which evidence lies, where GONGDAO_S3_BUCKET names one; files of the home otherwise."""

import os
from typing import Any


def bucket() -> dict[str, Any]:
    """The options of the storage; empty without a bucket. Keys may also stand where boto3 looks."""
    if not (name := os.environ.get("GONGDAO_S3_BUCKET", "").strip()):
        return {}
    given = {
        "bucket_name": name,
        "endpoint_url": os.environ.get("GONGDAO_S3_ENDPOINT", "").strip(),
        "region_name": os.environ.get("GONGDAO_S3_REGION", "").strip(),
        "access_key": os.environ.get("GONGDAO_S3_KEY", "").strip(),
        "secret_key": os.environ.get("GONGDAO_S3_SECRET", "").strip(),
        "location": os.environ.get("GONGDAO_S3_PREFIX", "").strip(),
    }
    # Names are digests: the same name is the same content, and none is ever asked for by its address.
    return {key: value for key, value in given.items() if value} | {
        "file_overwrite": True, "querystring_auth": True, "default_acl": None,
    }  # fmt: skip
