"""
How the documentation is built; see https://www.sphinx-doc.org.
"""

from importlib.metadata import version as installed

project = "pixorga"
author = "The pixorga contributors"
project_copyright = f"2026 {author}"
release = version = installed(project)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"{project} {release}"

nitpicky = True
# Only our own names are looked up: builds need no network, nor others' inventories.
nitpick_ignore_regex = [("py:.*", r"(?!pixorga\.).*")]

autodoc_class_signature = "separated"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
