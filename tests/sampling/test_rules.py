"""The draw is a function of its seed and of the names."""

import hashlib
import random

import pytest

from sampling.rules import draw


@pytest.mark.parametrize("case", range(20))
def test_whoever_reads_the_page_finds_the_same_sample(case):
    chance = random.Random(case)  # noqa: S311 - a draw of test
    numbers = sorted(chance.sample(range(1, 99_999), chance.randint(1, 40)))
    names, seed = [f"{one:05d}" for one in numbers], f"{chance.getrandbits(128):032x}"
    size = chance.randint(1, 50)

    found = draw(seed, iter(names), size)

    by_rank = sorted(names, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())
    assert found.sample == by_rank[:size]
    assert found.population == len(names)
    lines = "".join(f"{one}\n" for one in names)
    assert found.fingerprint == hashlib.sha256(lines.encode()).hexdigest()
    assert draw(seed, names, size + 5).sample[:size] == found.sample


def test_each_name_is_drawn_as_often_as_another():
    names = [f"{n:05d}" for n in range(50)]
    drawn = [name for seed in range(400) for name in draw(f"{seed:032x}", names, 5).sample]

    # 40 expected of each: all within four standard deviations.
    assert all(16 <= drawn.count(name) <= 64 for name in names)
