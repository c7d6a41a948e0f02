import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Table, func, insert, select

from wfm.core.unit_of_work import read_session, unit_of_work

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def count(table: Table) -> int:
    return read_session().scalar(select(func.count()).select_from(table)) or 0


def test_a_block_that_ends_is_committed(notes_table: Table) -> None:
    with unit_of_work() as session:
        session.execute(insert(notes_table).values(at=NOON))
    read_session().rollback()

    assert count(notes_table) == 1


def test_a_block_that_raises_leaves_nothing(notes_table: Table) -> None:
    def write_and_fail() -> None:
        with unit_of_work() as session:
            session.execute(insert(notes_table).values(at=NOON))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()

    assert count(notes_table) == 0


def test_a_second_unit_inside_the_first_is_a_mistake(notes_table: Table) -> None:
    with pytest.raises(RuntimeError, match="already open"), unit_of_work(), unit_of_work():
        pass

    with unit_of_work() as session:
        session.execute(insert(notes_table).values(at=NOON))
    assert count(notes_table) == 1


def test_reading_first_does_not_keep_two_writers_from_taking_turns(app: Flask, notes_table: Table) -> None:
    """On SQLite a read transaction that turns into a writing one fails at once when another writer came between."""
    ready = threading.Barrier(4)
    failures: list[Exception] = []

    def read_then_write() -> None:
        with app.app_context():
            try:
                count(notes_table)
                ready.wait(timeout=10)
                for _turn in range(10):
                    with unit_of_work() as session:
                        count(notes_table)
                        session.execute(insert(notes_table).values(at=NOON))
            except Exception as error:  # noqa: BLE001  whatever it is, the main thread must see it
                failures.append(error)

    writers = [threading.Thread(target=read_then_write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    assert count(notes_table) == 40
