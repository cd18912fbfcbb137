"""Makes the two fonts of this folder from the npm package `@fontsource/inter`.

    pip install fonttools brotli && npm pack @fontsource/inter && tar xzf fontsource-inter-*.tgz
    python subset.py package/files/inter-latin-400-normal.woff Inter-Regular.ttf
    python subset.py package/files/inter-latin-600-normal.woff Inter-SemiBold.ttf

Digits are mapped to their tabular forms, so that numbers on an axis line up
without a renderer that knows OpenType features.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

PUNCTUATION = [0x2009, 0x202F, 0x2010, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2212, 0x20AC]
UNICODES = [*range(0x20, 0x7F), *range(0xA0, 0x100), *PUNCTUATION]


def tabular(font):
    table, mapping = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for entry in table.LookupList.Lookup[index].SubTable:
                mapping.update(getattr(entry, "ExtSubTable", entry).mapping)
    return mapping


def main(source, target):
    font = TTFont(source)
    font.flavor = None
    mapping = tabular(font)
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for code in range(0x30, 0x3A):
            table.cmap[code] = mapping.get(table.cmap[code], table.cmap[code])
        table.cmap.setdefault(0x202F, table.cmap[0x2009])
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    font.save(target)


main(*sys.argv[1:])
