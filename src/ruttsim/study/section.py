"""What every table of a study is: immutable, and refusing keys and types that it does not know."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

NO_WORDS = "no_words"
"""The kind of fault of a text that nobody could read."""


def _with_words(text: str) -> str:
    """The text, if it says anything."""
    if not text.strip():
        raise PydanticCustomError(NO_WORDS, "no words")
    return text


Text = Annotated[str, AfterValidator(_with_words), Field(json_schema_extra={"minLength": 1})]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A table of the study: immutable, and refusing keys and types that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
