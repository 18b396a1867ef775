#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text a user reads can be translated: files with such texts are in po/POTFILES.in and nothing else is, and no Blueprint file uses
_('single quotes'), which xgettext loses without a word.

usage: check_translations.py SOURCE_FOLDER
"""
import pathlib
import re
import sys

MARKED = re.compile(r'\b(?:N?_|C_|NC_|ngettext|g_dngettext)\s?\(\s*(?:"|\w+, ")')
BLUEPRINT = re.compile(r'\b(?:_|C_)\(\s*"')
SINGLE = re.compile(r"\b(?:_|C_)\(\s*'")


def main():
    root = pathlib.Path(sys.argv[1])
    listed = {line.strip() for line in (root / "po/POTFILES.in").read_text().splitlines() if line.strip() and line[0] != "#"}
    faults = ["%s is listed in po/POTFILES.in but not there" % name for name in sorted(listed) if not (root / name).is_file()]

    for path in sorted([*root.glob("src/**/*.c"), *root.glob("ui/**/*.blp")]):
        name, text = str(path.relative_to(root)), path.read_text()
        marked = (BLUEPRINT if path.suffix == ".blp" else MARKED).search(text)
        if marked and name not in listed:
            faults.append("%s has translatable texts and is not in po/POTFILES.in" % name)
        if path.suffix == ".blp" and SINGLE.search(text):
            faults.append("%s marks a text with single quotes, which is never translated" % name)

    print("\n".join(faults) or "%d files" % len(listed))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
