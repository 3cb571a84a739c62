#!/usr/bin/env python3
"""Makes NotoSansCJKjp-Fallback.otf: what BIZ UDPGothic lacks and a Japanese name may need.

    make-fallback.py BIZ_UDPGOTHIC.ttf NOTO_SANS_CJK.ttc UNIJIS_UTF32_H OUTPUT.otf

The characters: all kanji of JIS X 0212, KS X 1001 and GB 2312 (Python's codecs know them), all of
Adobe-Japan1 (its CMap, which the Debian package poppler-data brings) and what Noto has below U+2E80,
each only where Noto has it and BIZ UDPGothic has not.
"""

import re
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont


def two_byte_characters(codec, prefix=b""):
    """Every character that the codec reads from two bytes of its upper half."""
    found = set()
    for first in range(0xA1, 0xFF):
        for second in range(0xA1, 0xFF):
            try:
                text = (prefix + bytes([first, second])).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def cmap_characters(path):
    """Every character that a UTF-32 CMap file maps to a glyph."""
    text = open(path, encoding="ascii").read()
    found = set()
    for block in re.findall(r"begincidrange(.*?)endcidrange", text, re.S):
        for first, last in re.findall(r"<(\w{8})>\s*<(\w{8})>", block):
            found.update(range(int(first, 16), int(last, 16) + 1))
    for block in re.findall(r"begincidchar(.*?)endcidchar", text, re.S):
        found.update(int(code, 16) for code in re.findall(r"<(\w{8})>", block))
    return found


def is_kanji(code):
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def main(biz_path, noto_path, cmap_path, output):
    noto = next(
        font
        for font in TTCollection(noto_path).fonts
        if font["name"].getDebugName(1) == "Noto Sans CJK JP"
    )
    standards = two_byte_characters("euc_jp", b"\x8f")
    standards |= two_byte_characters("euc_kr")
    standards |= two_byte_characters("gb2312")
    wanted = {code for code in standards if is_kanji(code)}
    wanted |= cmap_characters(cmap_path)
    wanted |= {code for code in noto.getBestCmap() if code < 0x2E80}
    wanted &= set(noto.getBestCmap())
    wanted -= set(TTFont(biz_path).getBestCmap())

    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(noto)
    noto["head"].modified = noto["head"].created
    noto.recalcTimestamp = False
    noto.save(output)
    print(f"{len(wanted)} characters")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
