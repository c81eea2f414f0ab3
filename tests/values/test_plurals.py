"""Which form of a word goes with a number, against the samples that CLDR gives for each form."""

import pytest

from flashgen.values.plurals import form_of

# Language: for each form in CLDR's order, numbers that take it.
SAMPLES = {
    "ru": ["1 21 31 101 1001", "2 4 22 34 102", "0 5 11 12 14 19 100 111 112", "1.5 10.0"],
    "uk": ["1 21 101", "2 3 4 22 104", "0 5 11 14 20 112", "0.1"],
    "pl": ["1", "2 3 4 22 24 102", "0 5 12 14 19 21 25 101", "1.5"],
    "cs": ["1", "2 3 4", "0.5 1.5", "0 5 11 22 100"],
    "sk": ["1", "2 4", "1.5", "0 5 100"],
    "sl": ["1 101 201", "2 102", "3 4 103 1.5", "0 5 11 100"],
    "lt": ["1 21 31 101", "2 9 22 102", "0.1 1.5", "0 10 11 19 20 111"],
    "lv": ["0 10 11 19 20 111", "1 21 101", "2 9 22"],
    "ro": ["1", "0 2 16 19 102 1.5", "20 35 100"],
    "hr": ["1 21 101", "2 4 22", "0 5 11 14 100"],
    "ar": ["0", "1", "2", "3 10 103", "11 26 99 111", "100 102 0.1"],
}


@pytest.mark.parametrize("language", SAMPLES)
def test_forms_come_in_the_order_of_cldr(language: str) -> None:
    forms = SAMPLES[language]
    for place, numbers in enumerate(forms):
        for number in numbers.split():
            assert form_of(number, len(forms), language) == place, number
            assert form_of(f"-{number}", len(forms), f"{language}-XX") == place, number


@pytest.mark.parametrize("language", ["en", "fr", "ru", "zh"])
def test_of_two_forms_the_first_is_for_exactly_1(language: str) -> None:
    assert [form_of(n, 2, language) for n in ("1", "-1", "+1")] == [0, 0, 0]
    assert [form_of(n, 2, language) for n in ("0", "2", "1.0", "1.5", "21", "11")] == [1] * 6


def test_one_form_goes_with_all_numbers_and_an_unknown_language_has_two() -> None:
    assert [form_of(n, 1, "zh") for n in ("0", "1", "7")] == [0, 0, 0]
    assert [form_of(n, 3, "xx") for n in ("1", "3")] == [0, 2]
