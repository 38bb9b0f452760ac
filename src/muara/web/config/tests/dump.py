"""Print every row of a place as JSON, for comparison: python -m muara.web.config.tests.dump."""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.core.serializers.json import DjangoJSONEncoder

    from muara.web.config.tests.test_backup import everything

    sys.stdout.write(json.dumps(everything(), cls=DjangoJSONEncoder))
