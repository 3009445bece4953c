"""Read the five deliberations beside their facts: `python -m tests.read_seeds FOLDER`.

It says which words are not at their line, and which numbers of a text no row holds; it prints the
count of facts of each text, and the mark of its numbers, which `tests/facts/*.toml` keep.
"""

import sys
from pathlib import Path

from tests.facts.rows import NUMBER, mark, numbers, seeds


def main(folder: str) -> int:
    wrong = 0
    for name, seed in sorted(seeds().items()):
        (file,) = Path(folder).glob(f"{name}_*.txt")
        lines = {at: " ".join(text.split()) for at, text in enumerate(_lines(file), start=1)}
        unread = {at for first, last, _ in seed.unread for at in range(first, last + 1)}
        read = {at: text for at, text in lines.items() if at not in unread}
        faults = [*_misquoted(seed, lines), *_unsaid(seed, read)]
        found = mark((at, number) for at, text in read.items() for number in numbers(text))
        if found != seed.numbers:
            faults.append(f"the numbers of the text are {found}, those kept {seed.numbers}")
        count = f"{name}: {len(seed.facts)} facts, {len(seed.left_out)} left out"
        sys.stdout.write("\n  ".join([count, *faults]) + "\n")
        wrong += len(faults)
    return int(wrong > 0)


def _lines(file):
    return file.read_text().split("\n")


def _misquoted(seed, lines):
    for row in [*seed.facts, *seed.left_out]:
        if row.words not in lines[row.line]:
            yield f"line {row.line} does not say « {row.words} »"


def _unsaid(seed, lines):
    held = {
        (row.line, place)
        for row in [*seed.facts, *seed.left_out]
        if (start := lines.get(row.line, "").find(row.words)) >= 0
        for place in range(start, start + len(row.words))
    }
    for at, text in lines.items():
        for number in NUMBER.finditer(text):
            if (at, number.start()) not in held:
                yield f"line {at}: {number[0]} is in no row: {text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
