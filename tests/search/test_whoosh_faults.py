"""Lost, cut, changed and locked index files, and readers beside writers."""

import json
import stat
import threading
from pathlib import Path

import pytest

from marketplace.search.backends.whoosh_ import WhooshEngine
from marketplace.search.lifecycle import rebuild
from marketplace.search.port import SearchBusy, SearchUnavailable
from tests.search.samples import MARKET, PUBLIC, document, question


def generation_of(index_dir: Path) -> Path:
    return index_dir / (index_dir / "CURRENT").read_text().strip()


def index_files(index_dir: Path) -> list[Path]:
    return sorted(p for p in generation_of(index_dir).iterdir() if p.is_file() and p.name != "MAIN_WRITELOCK")


def assert_unavailable_then_healed(index_dir: Path) -> None:
    engine = WhooshEngine(index_dir)
    for act in (
        lambda: engine.ask(question("托育")),
        lambda: engine.suggest("托育", PUBLIC),
        lambda: engine.put([document("new", "托育", version=9)]),
        engine.versions,
        engine.generation,
    ):
        with pytest.raises(SearchUnavailable):
            act()
    health = engine.check()
    assert not health.ok
    assert health.problem
    rebuild(engine, MARKET)
    assert engine.check().ok
    assert [hit.public_id for hit in engine.ask(question("托育")).hits] == ["childcare"]


def test_a_folder_without_an_index_is_unavailable_until_rebuilt(index_dir: Path) -> None:
    assert_unavailable_then_healed(index_dir)


@pytest.mark.parametrize("lost", ["everything", "CURRENT", "HEAD", "generation"])
def test_lost_files_are_noticed_and_healed(whoosh: WhooshEngine, index_dir: Path, lost: str) -> None:
    whoosh.put(MARKET)
    assert whoosh.ask(question("托育")).total == 1
    for path in sorted(index_dir.rglob("*"), reverse=True):
        if lost in ("everything", path.name) or (lost == "generation" and path.parent.name.startswith("g-")):
            path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(SearchUnavailable):
        whoosh.ask(question("托育"))
    assert_unavailable_then_healed(index_dir)
    assert whoosh.ask(question("托育")).total == 1


def test_every_cut_or_changed_byte_is_noticed_and_healed(whoosh: WhooshEngine, index_dir: Path) -> None:
    whoosh.put(MARKET)
    names = [path.name for path in index_files(index_dir)]
    assert len(names) >= 5
    for number in range(len(names)):
        for damage in ("cut", "emptied", "flipped", "gone"):
            path = index_files(index_dir)[number]
            data = path.read_bytes()
            flipped = data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 0x5A]) + data[len(data) // 2 + 1 :]
            if damage == "gone":
                path.unlink()
            else:
                path.write_bytes({"cut": data[:-1], "emptied": b"", "flipped": flipped}[damage])
            if damage == "flipped" and path.name == "HEAD":
                with pytest.raises((SearchUnavailable, AssertionError)):
                    assert WhooshEngine(index_dir).check().ok
                rebuild(WhooshEngine(index_dir), MARKET)
                continue
            assert_unavailable_then_healed(index_dir)
            path = generation_of(index_dir)
            assert path.is_dir()


def test_a_reader_that_has_the_index_open_survives_damage_and_check_names_it(
    whoosh: WhooshEngine, index_dir: Path
) -> None:
    whoosh.put(MARKET)
    assert whoosh.ask(question("托育")).total == 1
    for path in index_files(index_dir):
        if path.name.startswith("MAIN_"):
            path.write_bytes(path.read_bytes()[:10])
    assert whoosh.ask(question("夜市")).total == 2
    health = whoosh.check()
    assert not health.ok
    assert "not as it was written" in health.problem


def test_only_the_owner_may_read_the_index(whoosh: WhooshEngine, index_dir: Path) -> None:
    whoosh.put(MARKET)
    assert stat.S_IMODE(generation_of(index_dir).stat().st_mode) == 0o700


def test_a_held_lock_is_busy_and_reading_goes_on(whoosh: WhooshEngine, index_dir: Path) -> None:
    whoosh.put(MARKET)
    other = WhooshEngine(index_dir)
    with other.locked():
        with pytest.raises(SearchBusy):
            whoosh.put([document("late", "托育")])
        assert whoosh.ask(question("托育")).total == 1
    assert whoosh.put([document("late", "托育")]) == 1


def test_an_index_made_by_an_older_analysis_still_answers_and_asks_for_a_rebuild(
    whoosh: WhooshEngine, index_dir: Path
) -> None:
    whoosh.put(MARKET)
    head = generation_of(index_dir) / "HEAD"
    head.write_text(json.dumps({**json.loads(head.read_text()), "analysis": 0}))
    whoosh.put([document("late", "托育")])
    assert whoosh.ask(question("托育")).total == 2
    assert not whoosh.check().ok
    rebuild(whoosh, MARKET)
    assert whoosh.check().ok


def test_a_state_written_but_not_published_is_taken_up(whoosh: WhooshEngine, index_dir: Path) -> None:
    whoosh.put(MARKET[:2])
    generation = generation_of(index_dir)
    before = {path.name: path.read_bytes() for path in index_files(index_dir)}
    whoosh.put(MARKET[2:])
    # As if the process had been killed between the TOC and HEAD: new and old files are there, HEAD is the old one.
    for name, data in before.items():
        (generation / name).write_bytes(data)
    survivor = WhooshEngine(index_dir)
    assert survivor.put([document("new", "托育")]) == 1
    assert len(survivor.versions()) == len(MARKET) + 1
    assert survivor.check().ok


def test_an_abandoned_build_of_a_dead_process_is_cleared(whoosh: WhooshEngine, index_dir: Path) -> None:
    whoosh.put(MARKET)
    (index_dir / "JOURNAL").write_text("")
    (index_dir / "g-000009").mkdir()
    whoosh.put([document("new", "托育")])
    assert not (index_dir / "JOURNAL").exists()
    rebuild(whoosh, MARKET)
    assert not (index_dir / "g-000009").exists()
    assert len([p for p in index_dir.iterdir() if p.name.startswith("g-")]) == 2


def test_rebuilding_keeps_one_generation_back(whoosh: WhooshEngine, index_dir: Path) -> None:
    for _ in range(4):
        rebuild(whoosh, MARKET)
    assert sorted(p.name for p in index_dir.glob("g-*")) == ["g-000004", "g-000005"]


def test_segments_stay_few_over_many_small_commits(whoosh: WhooshEngine, index_dir: Path) -> None:
    for number in range(60):
        whoosh.put([document(f"d{number}", "托育", version=1), document("same", "夜市", version=number)])
    assert len(list(generation_of(index_dir).glob("*.trm"))) <= 8
    assert whoosh.ask(question("托育")).total == 60
    assert whoosh.ask(question("夜市")).total == 1


def test_readers_see_whole_states_during_commits_and_swaps(whoosh: WhooshEngine, index_dir: Path) -> None:
    """Every commit rewrites all documents; a reader must find all of them, of one version, at any time."""
    size = 20

    def state(version: int) -> list:  # type: ignore[type-arg]
        return [document(f"d{i}", f"托育 round{version}", version=version) for i in range(size)]

    whoosh.put(state(0))
    stop, troubles = threading.Event(), []

    def read(engine: WhooshEngine) -> None:
        while not stop.is_set():
            try:
                answer = engine.ask(question("托育", limit=200))
                versions = set(engine.versions().values())
                if answer.total != size or len({h.key for h in answer.hits}) != size or len(versions) != 1:
                    troubles.append((answer.total, versions))
            except Exception as error:
                troubles.append(error)

    readers = [threading.Thread(target=read, args=(e,)) for e in (whoosh, whoosh, WhooshEngine(index_dir))]
    for reader in readers:
        reader.start()
    for version in range(1, 25):
        whoosh.put(state(version))
        if version % 6 == 0:
            rebuild(whoosh, state(version))
    stop.set()
    for reader in readers:
        reader.join()
    assert troubles == []


def test_two_writers_in_turn_lose_nothing(index_dir: Path) -> None:
    rebuild(WhooshEngine(index_dir), ())
    engines = [WhooshEngine(index_dir) for _ in range(4)]

    def write(number: int) -> None:
        for i in range(5):
            engines[number].put([document(f"w{number}-{i}", "托育")])

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert WhooshEngine(index_dir).ask(question("托育")).total == 20
