"""The preview: the cards in a browser as Anki shows them, live as files change.

`workspace` keeps what the deck files hold and renders what changed, `templates` makes the sides of
a card as Anki does, `site` the documents that the page asks for, `server` serves them, `static`
writes them down. The page itself is in ``page/``: plain files, with no build step.

A card is shown by the real template, style and script, in a frame that has no origin and no
network: what a deck holds cannot reach the page around it.
"""
