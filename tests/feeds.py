"""Feeds as fact checkers publish them, and as nobody should."""

from __future__ import annotations

import json
from typing import Any

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>ศูนย์ตรวจสอบข่าว</title>
<item><guid isPermaLink="false">AFN-1</guid>
 <title>ข่าวปลอม: &lt;b&gt;แจกเงิน&lt;/b&gt; 5 &amp;lt; 6</title>
 <description><![CDATA[<p>ไม่จริง</p><script>alert(1)</script><p>โปรดอย่าแชร์</p>]]></description>
 <link>https://news.example/1</link><category>ข่าวปลอม</category>
 <pubDate>Fri, 20 Nov 2026 09:00:00 +0700</pubDate></item>
<item><guid>https://news.example/2</guid><title>ข่าวจริง เรื่องที่สอง</title>
 <link>https://news.example/2</link><category>ข่าวจริง</category>
 <pubDate>Thu, 19 Nov 2026 02:00:00 -0000</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Checkers</title>
<entry><id>urn:news:1</id><title type="html">One &lt;i&gt;thing&lt;/i&gt;</title>
 <link rel="self" href="https://news.example/feed"/>
 <link href="https://news.example/a1"/><category term="misleading"/>
 <summary>What it says</summary><updated>2026-11-20T02:00:00Z</updated></entry>
</feed>"""

JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Checkers",
    "items": [
        {
            "id": 7,
            "title": "A thing",
            "content_html": "<p>Body</p>",
            "url": "https://news.example/j7",
            "date_published": "2026-11-20T09:00:00+07:00",
            "tags": ["fake"],
        }
    ],
}


def rss_item(**parts: str) -> bytes:
    """Return an RSS feed of one item; parts are XML."""
    whole = {
        "guid": "AFN-9",
        "title": "A title",
        "category": "true",
        "pubDate": "Fri, 20 Nov 2026 09:00:00 +0700",
    } | parts
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in whole.items() if text)
    return f"<rss><channel><item>{inner}</item></channel></rss>".encode()


def json_feed(*items: Any) -> bytes:
    """Return a JSON feed of `items`."""
    return json.dumps(JSON_FEED | {"items": items}).encode()


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rss><channel><item><title>&c;</title></item></channel></rss>"""

FILE_ENTITY = b"""<?xml version="1.0"?><!DOCTYPE x [
<!ENTITY e SYSTEM "file:///etc/passwd">]>
<rss><channel><item><guid>1</guid><title>&e;</title></item></channel></rss>"""
