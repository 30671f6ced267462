"""What only the publisher knows of the dataset: who publishes it, whom to ask."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netmon.core.errors import ConfigError

MOST_BYTES = 64 * 1024
_Text = Annotated[str, Field(min_length=1, max_length=300)]
_Tag = Annotated[str, Field(min_length=2, max_length=100, pattern=r"^[^,]+$")]


class About(BaseModel):
    """A small TOML file. What is not in it, nobody has said.

    Attributes:
        name: Of the dataset in its address, as CKAN allows.
        organization: Name or id of the organisation in the catalogue.
        organization_title: As people call it.
        maintainer: A unit, not a person.
        maintainer_email: Of that unit.
        url: A page about the dataset.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        "public-internet-sites",
        min_length=2,
        max_length=100,
        pattern="^[a-z0-9_-]+$",
    )
    organization: _Text | None = None
    organization_title: _Text | None = None
    maintainer: _Text | None = None
    maintainer_email: _Text | None = Field(None, pattern=r"^[^@\s,<>]+@[^@\s,<>]+$")
    url: _Text | None = Field(None, pattern="^https?://[^\\s]+$")
    title: _Text = "จุดบริการอินเทอร์เน็ตสาธารณะและการเชื่อมต่อรายเดือน"
    tags: Annotated[tuple[_Tag, ...], Field(min_length=1, max_length=20)] = (
        "อินเทอร์เน็ตสาธารณะ",
        "Wi-Fi",
        "ความพร้อมใช้งาน",
        "public internet",
        "availability",
    )


def read_about(path: Path) -> About:
    """Return what a file says.

    Raises:
        ConfigError: It cannot be read; the text names the file and each key.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path}: more than {MOST_BYTES:,} bytes"
            raise ConfigError(message)
        data = tomllib.loads(path.read_text("utf-8"))
        return About.model_validate(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise ConfigError(message) from None
    except ValidationError as error:
        raise ConfigError(
            *(
                f"{path}: {'.'.join(map(str, each['loc']))}: {each['msg']}"
                for each in error.errors()
            )
        ) from None
