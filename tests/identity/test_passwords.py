"""Passwords: slow to guess, easy to type, refused where everybody would try them."""

import threading

import pytest

from marketplace.identity import passwords
from marketplace.identity.passwords import hash_password, needs_rehash, problems_with_password, verify_password


@pytest.mark.parametrize(
    "password",
    [
        "湖边的灯亮了吗",
        "correct horse battery staple",
        "Tr0ub4dor&3x",
        "a" * 3 + "qzkvwpyj",
        "夜市 at dusk 7 点",
        "x9!" + "长" * 120,
    ],
)
def test_good_ones_are_taken_as_typed(password: str) -> None:
    problems = problems_with_password(password)
    assert problems == [] or len(password) < 8
    stored = hash_password(password)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(stored, password)
    assert not verify_password(stored, password + " ")
    assert not needs_rehash(stored)


@pytest.mark.parametrize(
    "password",
    ["", "short", "1234567", "12345678", "87654321", "abcdefgh", "aaaaaaaaaa", "abababababab", "password", "PassWord",
     "password2026!", "qwerty123456", "woaini1314", "5201314520", "Admin@123", "iloveyou!!", "２０２６password",
     "shequ12345", "cobuild2026", "zhangsan88", "a" * 129],
)  # fmt: skip
def test_weak_ones_are_refused(password: str) -> None:
    assert problems_with_password(password, about=("zhangsan", "zhangsan88@test.example"))


def test_full_width_letters_are_the_same_password() -> None:
    assert verify_password(hash_password("Ｌａｎｔｅｒｎ　ｌｉｇｈｔｓ"), "Lantern lights")


def test_a_hash_that_is_none_matches_nothing() -> None:
    for stored in ("", "!", "plain text", "$argon2id$broken"):
        assert not verify_password(stored, "anything at all")
        assert needs_rehash(stored)


def test_an_endless_password_is_not_hashed() -> None:
    assert not verify_password(hash_password("lantern lights"), "x" * 1_000_000)


def test_at_most_four_hash_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = [0], [0], threading.Lock()

    class Slow:
        def hash(self, password: str) -> str:
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            threading.Event().wait(0.02)
            with lock:
                running[0] -= 1
            return "x"

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    threads = [threading.Thread(target=hash_password, args=("lantern",)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == passwords.AT_ONCE
