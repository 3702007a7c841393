"""What people type is written in one way before it is compared, kept or counted."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.core import normalisation


@pytest.mark.parametrize(
    "typed",
    [
        "name@qq.com",
        "NAME@QQ.com",
        " name@qq.com\n",
        "name@qq.com\u200b",
        "\u200bna\u200cme\u200d@\u2060qq\ufeff.com",
        "name＠qq。com",
        "ｎａｍｅ@ｑｑ．ｃｏｍ",
        "name@qq｡com",
        "name﹫qq.com",
        "\u202ename@qq.com\u202c",
        "na\u00adme@qq.com",
        "name @ qq.com",
        "\u00a0name@qq.com\u3000",
        "name@qq.com.",
        "na\ufe0fme@qq.com",
        "𝐧𝐚𝐦𝐞@qq.com",
    ],
)
def test_one_address_has_one_way_of_writing(typed):
    assert normalisation.address(typed) == "name@qq.com"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("oﬃce@163.com", "office@163.com"),
        ("\u212aim@163.com", "kim@163.com"),  # the sign for kelvin
        ("\u017fam@163.com", "sam@163.com"),  # the long s
        ("name@例子.中国", "name@xn--fsqu00a.xn--fiqs8s"),
        ("name@XN--FSQU00A.xn--fiqs8s", "name@xn--fsqu00a.xn--fiqs8s"),
        ("name@例子。中国", "name@xn--fsqu00a.xn--fiqs8s"),
        ("first.last+tag@sub.example.test", "first.last+tag@sub.example.test"),
        ("o'neil@example.test", "o'neil@example.test"),
    ],
)
def test_what_means_the_same_is_folded(typed, kept):
    assert normalisation.address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "n\u0430me@163.com",  # Cyrillic а
        "name@163.c\u043em",  # Cyrillic о
        "name@\u0430pple.com",
        "name@xn--pple-43d.com",  # the same, written out
        "n\u0131me@163.com",  # dotless i
        "N\u0130ME@163.com",  # dotted I
        "n\u03b1me@163.com",  # Greek alpha
        "名字@163.com",
        "nämé@163.com",
        "name",
        "name@",
        "@163.com",
        "name@localhost",
        "name@[127.0.0.1]",
        "name@127.0.0.1",
        '"name"@163.com',
        '"a b"@163.com',
        "a..b@163.com",
        ".a@163.com",
        "a@b@163.com",
        "name(comment)@163.com",
        "name@163..com",
        "name@-163.com",
        "name@xn--.com",
        "na\u3164me@\u3164",
        "na\x00me@163.com",
        f"{'a' * 65}@163.com",
        f"name@{'a.' * 130}com",
        "",
    ],
)
def test_what_could_be_somebody_elses_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError):
        normalisation.address(typed)


@given(st.text(max_size=60), st.sampled_from(["qq.com", "例子.中国", "ＱＱ．com", "x"]))
def test_what_is_kept_is_kept_as_it_is(local, domain):
    """Folded once more nothing changes, and nothing but plain ASCII in lower case is ever kept."""
    try:
        kept = normalisation.address(f"{local}@{domain}")
    except ValidationError:
        return
    assert normalisation.address(kept) == kept
    assert kept.isascii()
    assert kept == kept.lower()
    assert normalisation.address(kept.upper()) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "12345678",
        "1234-5678",
        " 1234 5678 ",
        "1 2 3 4 5 6 7 8",
        "１２３４５６７８",
        "１２３４－５６７８",
        "1234\u20145678",
        "1234\u22125678",
        "1234\u200b5678\ufeff",
        "\u202d12345678\u202c",
        "١٢٣٤٥٦٧٨",
        "१२३४५६७८",
        "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
        "Your code is 1234-5678. It lives 3 minutes.",
        "【还脸】验证码：１２３４５６７８，3 分钟内有效。",
        "12345678 12345678",
        "In 2026 the code 12345678",
        "Code:\n\n1234-5678\n\nhttp://127.0.0.1:8000",
    ],
)
def test_the_eight_digits_are_found(typed):
    assert normalisation.code(typed) == "12345678"


@pytest.mark.parametrize(
    "typed",
    ["", "1234567", "123456789", "WRONG-CODE", "1234-5678 or 8765-4321", "①②", "一二三四五六七八"],
)
def test_what_cannot_be_a_code_is_no_code(typed):
    with pytest.raises(ValidationError) as refused:
        normalisation.code(typed)
    assert refused.value.code == "no_code"


def test_an_authenticators_code_has_six_digits_or_eight():
    assert normalisation.code("123 456", digits=(6, 8)) == "123456"
    assert normalisation.code("１２３４５６７８", digits=(6, 8)) == "12345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  林  小 ", "林 小"),
        ("Lin\nIdentity: confirmed", "Lin Identity: confirmed"),
        ("Lin\u2028\tWei", "Lin Wei"),
        ("Lin\u202eieW\u2066", "LinieW"),
        ("L\u200bi\u00adn\ufeff", "Lin"),
        ("Lin\x07", "Lin"),
        ("\u3164", ""),
        ("\u2800 \u200b", ""),
        ("Ｌｉｎ・é", "Ｌｉｎ・é"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(typed, kept):
    assert normalisation.name(typed) == kept
    assert normalisation.name(kept) == kept
