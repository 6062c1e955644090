"""A tiny add-on for tests that are about Kodi and not about Trackpass."""

from pathlib import Path

ADDON_XML = '<addon id="script.sample" name="Sample" version="1.2.3" provider-name="us"/>'
SETTINGS = """<settings version="1"><section id="s"><category id="c"><group id="g">
<setting id="a.a" type="string"><default>A</default></setting>
<setting id="b" type="string"><default/></setting>
</group></category></section></settings>"""
WINDOW = """<window><defaultcontrol>9001</defaultcontrol><controls>
<control type="button" id="9001"/><control type="group"><control type="image" id="9010"/></control>
<control type="progress" id="9011"/>
<control type="group"><visible>String.IsEqual(Window.Property(phase),waiting)</visible>
<control type="button" id="9020"><visible>!String.IsEmpty(Window.Property(label))</visible></control>
</control></controls></window>"""
TEXTS = """msgid ""
msgstr ""

msgctxt "#32001"
msgid "Sign in to {name}"
msgstr ""

msgctxt "#32002"
msgid ""
"Two \\"lines\\""
" of text"
msgstr ""
"""

FILES = {
    "addon.xml": ADDON_XML,
    "resources/settings.xml": SETTINGS,
    "resources/language/resource.language.en_gb/strings.po": TEXTS,
    "resources/skins/Default/1080i/sample.xml": WINDOW,
}


def make_sample_addon(folder: Path) -> Path:
    """Write the add-on into this folder and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
