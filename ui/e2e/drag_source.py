"""A small window with a picture link that can be dragged out of it, as it comes out of a browser.

Usage: drag_source.py URL. Prints "ready" when it can be seen, and ends when its standard input does.
"""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

URI_LIST, HTML, PLAIN = range(3)
TARGETS = [
    Gtk.TargetEntry.new("text/uri-list", 0, URI_LIST),
    Gtk.TargetEntry.new("text/html", 0, HTML),
    Gtk.TargetEntry.new("text/plain", 0, PLAIN),
]

url = sys.argv[1]
CONTENT = {
    URI_LIST: f"{url}\r\n",
    HTML: f'<meta http-equiv="content-type" content="text/html; charset=utf-8"><img src="{url}" alt="A picture">',
    PLAIN: url,
}


def give(_widget, _context, selection, info, _time):
    selection.set(selection.get_target(), 8, CONTENT[info].encode())


def leave_when_input_ends(_source, _condition):
    Gtk.main_quit()
    return GLib.SOURCE_REMOVE


handle = Gtk.EventBox()
handle.add(Gtk.Label(label="Drag this"))
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, TARGETS, Gdk.DragAction.COPY)
handle.connect("drag-data-get", give)
handle.connect("drag-failed", lambda *_: print("taken back", flush=True))
handle.connect("drag-end", lambda *_: print("ended", flush=True))

window = Gtk.Window(title="Drag source", default_width=160, default_height=80)
window.add(handle)
window.connect("map-event", lambda *_: print("ready", flush=True))
window.show_all()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_HUP, leave_when_input_ends)
Gtk.main()
