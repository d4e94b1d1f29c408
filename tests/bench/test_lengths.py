from bench.lengths import met_again


def test_length_counts_while_it_is_among_the_last_kept():
    assert met_again([1, 2, 1, 3, 2, 1], kept=2) == 1 / 6
    assert met_again([1, 2, 1, 3, 2, 1], kept=3) == 3 / 6
