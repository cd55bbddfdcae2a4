"""Turns a PDF into its text and a picture of each page, with poppler's tools (Debian: poppler-utils).

    python3 pdf_pages.py FILE.pdf FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    # poppler mends a broken file as well as it can, and says so.
    if done.returncode != 0 or done.stderr.strip():
        raise RuntimeError(f"{command[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def pdf_pages(file, folder, dpi=80):
    """Returns (page count, text of each page, PNG file of each page)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    count = int(re.search(r"^Pages:\s+(\d+)", run("pdfinfo", str(file)), re.MULTILINE)[1])
    # pdftotext ends each page with a form feed.
    texts = run("pdftotext", "-layout", str(file), "-").split("\f")[:count]
    run("pdftoppm", "-png", "-r", str(dpi), str(file), str(folder / "page"))
    # The numbers are filled with zeros to one width.
    pictures = sorted(folder.glob("page-*.png"))
    if len(pictures) != count or len(texts) != count:
        raise RuntimeError(f"{count} pages, but {len(texts)} texts and {len(pictures)} pictures")
    return count, texts, pictures


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pages, page_texts, _ = pdf_pages(sys.argv[1], sys.argv[2])
    print(f"{pages} pages, {sum(map(len, page_texts))} characters")
