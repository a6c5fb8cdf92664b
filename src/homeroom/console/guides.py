"""What a connector brings for people to read: its guide and its picture."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from homeroom.connectors.base import Connector
from homeroom.connectors.gallery import beside

# CommonMark without HTML: what stands in a guide can be read, and can do nothing.
_READER = MarkdownIt("commonmark", {"html": False})


def guide(text: str) -> SafeString:
    """Return a guide as HTML in the reader's language, for below a heading of the second level."""
    tokens = _READER.parse("\n\n".join(_(one) for one in parts(text)))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"
    made: str = _READER.renderer.render(tokens, _READER.options, {})
    return mark_safe(made)


def parts(text: str) -> list[str]:
    """Return the parts of a guide that are translated each for itself: what blank lines part."""
    return [one.strip("\n") for one in text.split("\n\n") if one.strip()]


def drawing(connector: Connector) -> SafeString:
    """Return the picture of a connector, which comes with the product; its name stands beside."""
    picture = beside(connector, "logo.svg")
    return mark_safe(picture.replace("<svg ", '<svg class="hr-logo" aria-hidden="true" ', 1))
