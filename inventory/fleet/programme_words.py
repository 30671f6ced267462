"""Records that are texts of the plan: the courses and the verified news."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from inventory.fleet.programme_plan import Stage
from inventory.records.kinds import Values
from netmon.core.clock import THAI_TIME

COURSE_HOURS = 12
"""Two days of six hours: 09:00 to 16:00 with an hour at noon."""


def make_courses(stage: Stage) -> list[Values]:
    """Return the five courses."""
    return [dict(course) | {"hours": COURSE_HOURS} for course in stage.plan.courses]


def make_news(stage: Stage) -> list[Values]:
    """Return news of the last days, the newest first."""
    morning = datetime.combine(stage.today, time(8), THAI_TIME).astimezone(UTC)
    return [
        {
            "code": f"example-news-{number}",
            "title": news["title"],
            "summary": news["summary"],
            "url": f"https://www.example.org/news/{number}",
            "verdict": news["verdict"],
            "source": "ข้อมูลตัวอย่าง",
            "published_at": morning - timedelta(days=number),
        }
        for number, news in enumerate(stage.plan.news, start=1)
    ]
