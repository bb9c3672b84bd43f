"""
The HTML part of a mail as a reader sees it, by light and in the dark.
"""

import re
from html.parser import HTMLParser

import attrs

__all__ = ["Page", "contrast"]

VOID = {"br", "meta"}
BLOCKS = {"h1", "p", "td"}


@attrs.frozen
class Look:
    """
    The colours of a text and of what is behind it.
    """

    ink: str = "#000000"
    ground: str = "#ffffff"

    def under(self, declarations):
        """
        The look of what has these declarations and lies in this.
        """
        return Look(
            declarations.get("color", self.ink),
            declarations.get("background-color", self.ground),
        )


@attrs.frozen
class Element:
    """
    A tag that is open, and what it makes of the text in it.
    """

    tag: str
    light: Look
    dark: Look
    hidden: bool
    href: str | None


class Page(HTMLParser):
    """
    What there is to see of a page.

    Attributes:
        tags: Each tag with its attributes, in their order.
        links: The words of each link, by where it leads.
        blocks: What is to be read, paragraph by paragraph.
        style: The one style sheet.
        looks: The colours in which there is something to read.
    """

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.links = {}
        self.blocks = []
        self.style = ""
        self.looks = set()
        self._open = [Element("", Look(), Look(), hidden=False, href=None)]
        self._classes = {
            name: declarations(rule)
            for name, rule in re.findall(r"\.(\w+) \{([^}]*)\}", page)
        }
        self.feed(page)
        self.close()

    @property
    def text(self):
        """
        All of it in one line.
        """
        return " ".join(self.blocks)

    def values(self, attribute):
        """
        What an attribute is set to, wherever it is.
        """
        return [found[attribute] for _, found in self.tags if attribute in found]

    def handle_starttag(self, tag, attributes):
        """
        Note a tag, and what it looks like.
        """
        found = dict(attributes)
        self.tags.append((tag, found))
        if tag in BLOCKS:
            self.blocks.append("")
        if tag == "br":
            self.handle_data(" ")
        if tag in VOID:
            return
        outer, own = self._open[-1], declarations(found.get("style", ""))
        dark = own.copy()
        for name in found.get("class", "").split():
            dark |= self._classes[name]
        self._open.append(
            Element(
                tag,
                outer.light.under(own),
                outer.dark.under(dark),
                hidden=outer.hidden or tag == "head" or own.get("display") == "none",
                href=found.get("href", outer.href),
            )
        )

    def handle_endtag(self, tag):
        """
        Make sure that tags end in the order in which they began.
        """
        assert self._open.pop().tag == tag

    def handle_data(self, data):
        """
        Note words, and in which colours they are.
        """
        element = self._open[-1]
        if element.tag == "style":
            self.style += data
        if element.hidden or not self.blocks:
            return
        self.blocks[-1] += data
        if data.strip():
            self.looks |= {element.light, element.dark}
        if element.href is not None:
            self.links[element.href] = self.links.get(element.href, "") + data

    def close(self):
        """
        Make sure that all tags have ended.
        """
        super().close()
        assert len(self._open) == 1
        stripped = [re.sub(r"[ \n]+", " ", block).strip(" ") for block in self.blocks]
        self.blocks = [block for block in stripped if block]


def declarations(style):
    """
    What a style sets, without its importance.
    """
    pairs = re.findall(r"([\w-]+): ([^;]+?)(?: !important)?(?:;|$)", style.strip())
    return dict(pairs)


def contrast(look):
    """
    The contrast of a text with its ground, WCAG 2.2, 1.4.3: from 1 to 21.
    """
    lights = sorted(map(luminance, (look.ink, look.ground)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    """
    The relative luminance of a colour, by WCAG's definition.
    """
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
