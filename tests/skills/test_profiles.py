from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.profiles import SkillProfile, SkillRating, profile_on
from skills.scales import Enjoyment, Level, default_speed, enjoyment_of, enjoyment_share, level_of

MAY = date(2026, 5, 1)


def rating(work_type: str = "phone", level: int = 3, assessed_on: date = MAY, **said: object) -> SkillRating:
    return SkillRating(work_type, Level(level), assessed_on, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("level", "speed"), [(1, 0.70), (2, 0.85), (3, 1.00), (4, 1.10), (5, 1.20)])
def test_speed_goes_by_level_where_none_was_measured(level: int, speed: float) -> None:
    assert default_speed(Level(level)) == speed
    assert rating(level=level).effective_speed == speed


def test_a_measured_speed_counts_before_that_of_the_level() -> None:
    assert rating(level=5, speed=0.9).effective_speed == 0.9


@pytest.mark.parametrize(("enjoyment", "share"), [(-2, 0.0), (-1, 0.25), (0, 0.5), (1, 0.75), (2, 1.0)])
def test_enjoyment_becomes_a_share(enjoyment: int, share: float) -> None:
    assert enjoyment_share(Enjoyment(enjoyment)) == share


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_level_off_the_scale_is_refused_with_its_limits(value: int) -> None:
    with pytest.raises(ValueError, match=f"level is {value}, it lies between 1 and 5"):
        level_of(value)


@pytest.mark.parametrize("value", [-3, 3])
def test_an_enjoyment_off_the_scale_is_refused_with_its_limits(value: int) -> None:
    with pytest.raises(ValueError, match=f"enjoyment is {value}, it lies between -2 and 2"):
        enjoyment_of(value)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"work_type": ""}, "work_type is empty"),
        ({"speed": 0.0}, "speed is 0.0"),
        ({"speed": 10.5}, "at most 10"),
        ({"valid_until": MAY}, "must be after assessed_on"),
    ],
)
def test_an_impossible_rating_is_refused(said: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rating(**said)  # type: ignore[arg-type]


def test_a_newer_assessment_counts_and_the_older_one_did_until_then() -> None:
    history = [rating(level=2), rating(level=4, assessed_on=MAY + timedelta(days=30))]

    assert profile_on(history, on=MAY + timedelta(days=29)).find("phone") == history[0]
    assert profile_on(history, on=MAY + timedelta(days=30)).find("phone") == history[1]


def test_a_newer_assessment_can_be_worse() -> None:
    assert profile_on([rating(level=4), rating(level=2, assessed_on=MAY + timedelta(days=1))], on=date(2026, 6, 1)).ratings[0].level == 2


def test_of_two_assessments_of_one_day_the_one_told_later_counts() -> None:
    assert profile_on([rating(level=2), rating(level=3)], on=MAY).ratings == (rating(level=3),)


def test_nobody_knows_today_what_will_be_assessed_tomorrow() -> None:
    assert profile_on([rating(assessed_on=MAY + timedelta(days=1))], on=MAY) == SkillProfile(MAY, ())


def test_a_profile_with_two_ratings_of_one_work_type_is_refused() -> None:
    with pytest.raises(ValueError, match="one rating a work type"):
        SkillProfile(MAY, (rating(), rating(level=4)))


def test_a_profile_with_a_rating_of_a_later_date_is_refused() -> None:
    with pytest.raises(ValueError, match="after the date of the profile"):
        SkillProfile(MAY, (rating(assessed_on=MAY + timedelta(days=1)),))


ratings = st.builds(
    SkillRating,
    work_type=st.sampled_from(["chat", "mail", "phone"]),
    level=st.sampled_from(Level),
    assessed_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(st.lists(ratings, max_size=12), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_profile_names_each_assessed_work_type_once_with_its_latest_date(history: list[SkillRating], on: date) -> None:
    profile = profile_on(history, on=on)

    known = [told for told in history if told.assessed_on <= on]
    assert [told.work_type for told in profile.ratings] == sorted({told.work_type for told in known})
    for told in profile.ratings:
        assert told.assessed_on == max(other.assessed_on for other in known if other.work_type == told.work_type)
