"""LibreOffice opens what themeline writes and saves it back: every value must survive.

    python3 tests/office/roundtrip.py THEMELINE OUTPUT

THEMELINE is the program, OUTPUT the output folder of a run (CI gives output/demo). Beside it, a
corpus of hostile titles and ids is made and run, for English and for German spreadsheets. Needs
`soffice` and nothing but Python's standard library.

- Every CSV file is opened as the import window of LibreOffice would be filled in by somebody who
  reads the documentation: UTF-8, the separator and the language of the locale, and columns of text
  as text (`columns.csv` says which). Without that last setting, any spreadsheet takes the year 2024
  for a number and the id 0012 for 12. Values, numbers included, must come back as they were.
- A double click asks nothing: all columns are "General". Then text must stay text unless it looks
  like a number or a date as a whole; periods of months and quarters, ids with a prefix and guarded
  formulas must survive, and numbers be numbers.
- `report.xlsx` needs no settings: text must be text, numbers numbers, truth values truth values.
"""

import csv
import io
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
CELL = 32_767
GENERAL, TEXT = 1, 2
# Separator, number of the language (a Windows LCID), decimal sign.
LOCALES = {"en": (",", 1033, "."), "de": (";", 1031, ",")}

TITLES = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1",
    "-1+1",
    "@x",
    "＝1+1 in full width",
    "2024-01",
    "1/2",
    "1e5",
    "0012",
    "TRUE",
    "'quoted'",
    'A "quoted", title; with both separators',
    "Über die Gößenordnung: naïve Größen",
    "深度学习 in 中文, 機械学習, 기계 학습",
    "Two\nlines",
    "tab\tinside",
    "<b>& entities &amp; _x0041_ </b>",
    "🙂 right \u202eto left\u202c",
    "long " * 8_000,
]
IDS = ["0012", "007", "=1+1", "2401.00010", "+49", "arXiv:2401.00010", "1/2", "TRUE", "Ä;1", "1,5"]
FIELDS = [
    "coral reef bleaching polyp lagoon atoll seawater larvae",
    "compiler register parser grammar linker bytecode loop inlining",
    "guild merchant tariff wool charter ledger silver cloth",
]


def hostile_corpus(path):
    """Sixty papers of three fields, the first with the titles and ids above."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "abstract", "date", "venue"])
        for i in range(60):
            words = FIELDS[i % 3].split()
            title = TITLES[i] if i < len(TITLES) else f"On {words[i % 8]} and {words[i // 8]}"
            paper_id = IDS[i] if i < len(IDS) else f"made-{i:03}"
            abstract = " ".join(words[(i * j) % 8] for j in range(1, 40))
            venue = ["=1+1", "Größe; und, mehr", "2024-01"][i // 3 % 3]
            writer.writerow([paper_id, title, abstract, f"{2020 + i // 12}-{i % 12 + 1:02}", venue])


class Office:
    """Headless LibreOffice with a profile of its own: two can run side by side."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()

    def convert(self, path, to, options=()):
        return self.convert_all([path], to, options)[0]

    def convert_all(self, paths, to, options=()):
        """The bytes of the files that these become."""
        out = self.folder / "out"
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, *options]
        command += ["--convert-to", to, "--outdir", str(out), *map(str, paths)]
        # Without LC_ALL, the encoding of a file would be that of the machine.
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=300, env={"LC_ALL": "C.UTF-8", **ENV}
        )
        made = [out / (path.stem + "." + to.split(":")[0]) for path in paths]
        if not all(path.exists() for path in made):
            raise SystemExit(f"{' '.join(command)} did not make all: {done.stdout}{done.stderr}")
        contents = [path.read_bytes() for path in made]
        for path in made:
            path.unlink()
        return contents

    def open_csv(self, paths, locale, formats):
        """The cells that LibreOffice sees in CSV files: text as str, numbers as float.

        All files have columns of these formats; none given: "General" all over.
        """
        separator, language, _ = LOCALES[locale]
        columns = "/".join(f"{i}/{kind}" for i, kind in enumerate(formats, 1))
        infilter = f"--infilter=CSV:{ord(separator)},34,76,1,{columns},{language},false,false"
        # Saved with text in quotes and numbers as they are, not as they are shown.
        to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,false"
        made = self.convert_all(paths, to, [infilter])
        return [list(quoted_cells(text.decode("utf-8-sig"))) for text in made]


def quoted_cells(text):
    """The rows of a CSV text in which text, and only text, is in quotes."""
    row, place = [], 0
    while place < len(text):
        quoted = re.compile(r'"((?:[^"]|"")*)"').match(text, place)
        if quoted:
            row.append(quoted.group(1).replace('""', '"'))
            place = quoted.end()
        else:
            plain = re.compile(r"[^,\n]*").match(text, place)
            cell, place = plain.group(), plain.end()
            row.append({"": None, "TRUE": True, "FALSE": False}.get(cell, cell))
            if isinstance(row[-1], str):
                row[-1] = float(cell) if re.fullmatch(r"-?[\d.]+(E[+-]?\d+)?", cell) else Other(cell)
        if place >= len(text) or text[place] == "\n":
            yield row
            row = []
        place += 1


class Other(str):
    """A cell that is neither text nor a plain number, such as a date."""


def open_xlsx(office, path):
    """The sheets of a workbook, cells typed as LibreOffice sees them."""
    ns = {k: f"urn:oasis:names:tc:opendocument:xmlns:{v}:1.0" for k, v in
          {"office": "office", "table": "table", "text": "text"}.items()}
    name = lambda tag: "{%s}%s" % (ns[tag.split(":")[0]], tag.split(":")[1])
    root = ElementTree.fromstring(office.convert(path, "fods"))
    sheets = {}
    for table in root.iter(name("table:table")):
        rows = []
        for row in table.iter(name("table:table-row")):
            cells = []
            for cell in row.findall("table:table-cell", ns):
                kind, value = cell.get(name("office:value-type")), None
                formula = cell.get(name("table:formula"))
                # LibreOffice has no cells of truth values, and makes these of them.
                if formula in ("of:=TRUE()", "of:=FALSE()"):
                    value = formula == "of:=TRUE()"
                elif formula:
                    raise SystemExit(f"{path}: a cell is a formula: {formula}")
                elif kind in ("float", "percentage"):
                    value = float(cell.get(name("office:value")))
                elif kind == "boolean":
                    value = cell.get(name("office:boolean-value")) == "true"
                elif kind == "string":
                    value = "\n".join(plain_text(p, name) for p in cell.findall("text:p", ns))
                elif kind:
                    value = Other(kind)
                # Rows and sheets end in thousands of empty cells, told as one.
                repeated = int(cell.get(name("table:number-columns-repeated"), 1))
                cells += [value] * (repeated if value is not None else min(repeated, 300))
            repeated = int(row.get(name("table:number-rows-repeated"), 1))
            rows += [cells] * (repeated if any(c is not None for c in cells) else 1)
        sheets[table.get(name("table:name"))] = rows
    return sheets


def plain_text(paragraph, name):
    """The text of a paragraph, in which runs of spaces are elements."""
    text = paragraph.text or ""
    for child in paragraph:
        if child.tag == name("text:s"):
            text += " " * int(child.get(name("text:c"), 1))
        elif child.tag == name("text:tab"):
            text += "\t"
        else:
            text += plain_text(child, name)
        text += child.tail or ""
    return text


def read_table(path, locale):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=LOCALES[locale][0]))


def kinds_of(run, locale):
    kinds = {}
    for table, _, kind, *_ in read_table(run / "tables/columns.csv", locale)[1:]:
        kinds.setdefault(table, []).append(kind)
    kinds["columns"] = ["string"] * 4
    return kinds


def meant(cell):
    """The text behind the guard that CSV files have against formulas."""
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and bare[:1] and bare[0] in FORMULA_STARTS else cell


def typed(cell, kind, locale):
    """What a cell of ours means."""
    if cell == "":
        return None
    if kind in ("integer", "number"):
        return float(cell.replace(LOCALES[locale][2], "."))
    return cell == "TRUE" if kind == "boolean" else cell


def check(place, found, expected):
    width = max(map(len, expected), default=0)
    found = [list(row[:width]) + [None] * (width - len(row)) for row in found[: len(expected)]]
    if len(found) != len(expected):
        raise SystemExit(f"{place}: {len(found)} rows came back of {len(expected)}")
    for i, (a, b) in enumerate(zip(found, expected)):
        for j, (x, y) in enumerate(zip(a, b)):
            same = type(x) is type(y) and (x == y or (x == "" and y is None))
            same = same or (isinstance(x, float) and isinstance(y, float) and abs(x - y) <= 1e-12)
            # LibreOffice writes truth values of CSV files as text in quotes: they are words there.
            same = same or (isinstance(y, bool) and x == str(y).upper())
            if not same:
                raise SystemExit(f"{place}: row {i + 1}, column {j + 1}: {y!r:.200} became {x!r:.200}")
    return sum(len(row) for row in expected)


def tables_of(run, locale):
    """The tables of a run that have rows, by their files."""
    tables = {path: read_table(path, locale) for path in sorted((run / "tables").glob("*.csv"))}
    return {path: table for path, table in tables.items() if len(table) > 1}


def check_csv(office, run, locale):
    """As documented: columns of text are opened as text."""
    kinds, n = kinds_of(run, locale), 0
    for path, table in tables_of(run, locale).items():
        formats = [TEXT if kind == "string" else GENERAL for kind in kinds[path.stem]]
        rows = [[typed(cell, kind, locale) for cell, kind in zip(row, kinds[path.stem])]
                for row in table[1:]]
        (found,) = office.open_csv([path], locale, formats)
        n += check(path, found, [table[0]] + rows)
    return n


def looks_like_more(text):
    """Whether a spreadsheet may take a text for a number, a date or a truth value."""
    return bool(re.fullmatch(r"[\d.,:/ Ee%+-]+|TRUE|FALSE", text.strip()))


def check_double_click(office, run, locale):
    """Nothing is set: what looks like text must stay text, and numbers must be numbers."""
    kinds, tables, n = kinds_of(run, locale), tables_of(run, locale), 0
    opened = office.open_csv(list(tables), locale, [])
    for (path, table), found in zip(tables.items(), opened):
        if len(found) != len(table):
            raise SystemExit(f"{path}: {len(found)} rows came back of {len(table)}")
        for row, back in zip(table[1:], found[1:]):
            for cell, kind, other in zip(row, kinds[path.stem], back):
                if kind == "string" and (cell == "" or looks_like_more(cell)):
                    continue
                n += check(path, [[other]], [[typed(cell, kind, locale)]])
    return n


def check_xlsx(office, run, locale):
    with zipfile.ZipFile(run / "report.xlsx") as book:
        for part in book.namelist():
            if part.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(book.read(part))
    sheets, kinds, n = open_xlsx(office, run / "report.xlsx"), kinds_of(run, locale), 0
    for path in sorted((run / "tables").glob("*.csv")):
        table = read_table(path, locale)
        rows = [[meant(name) for name in table[0]]]
        for row in table[1:]:
            cells = [typed(cell, kind, locale) for cell, kind in zip(row, kinds[path.stem])]
            rows.append([shortened(meant(c)) if isinstance(c, str) else c for c in cells])
        n += check(f"{run}/report.xlsx, {path.stem}", sheets[path.stem], rows)
    return n


def shortened(text):
    """As much of a text as a cell has room for."""
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def main(themeline, demo):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        hostile_corpus(folder / "hostile.csv")
        for locale in LOCALES:
            subprocess.run(
                [themeline, "run", folder / "hostile.csv", "--themes", "3", "--by", "venue",
                 "--locale", locale, "--quiet", "-o", folder / locale],
                check=True,
            )
        jobs = [
            ("demo, workbook", check_xlsx, Path(demo), "en"),
            ("hostile, workbook", check_xlsx, folder / "en", "en"),
            ("hostile, CSV", check_csv, folder / "en", "en"),
            ("hostile, German CSV", check_csv, folder / "de", "de"),
            ("demo, CSV", check_csv, Path(demo), "en"),
            ("hostile, double click", check_double_click, folder / "en", "en"),
            ("hostile, German double click", check_double_click, folder / "de", "de"),
        ]
        with ThreadPoolExecutor(2) as pool:
            done = [(name, pool.submit(job, Office(folder / f"office{i}"), run, locale))
                    for i, (name, job, run, locale) in enumerate(jobs)]
            for name, job in done:
                print(f"{name}: {job.result()} cells came back as they were", flush=True)


ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"}

if __name__ == "__main__":
    main(*sys.argv[1:])
