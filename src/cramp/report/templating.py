"""The one way in which HTML is made from templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import jinja2


def template_environment(**filters: Callable[..., Any]) -> jinja2.Environment:
    """Return what reads the templates: everything is escaped, and a name without value is refused.

    Parameters
    ----------
    filters
        What templates may call, by name.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cramp.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment
