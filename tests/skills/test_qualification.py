from datetime import date

import pytest

from skills.depth import depth
from skills.profiles import SkillProfile, SkillRating, profile_on
from skills.qualification import Obstacle, Qualification, qualification
from skills.scales import Level

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def profile(*ratings: SkillRating, on: date = MAY) -> SkillProfile:
    return profile_on(ratings, on=on)


def phone(level: int, **said: object) -> SkillRating:
    return SkillRating("phone", Level(level), MAY, **said)  # type: ignore[arg-type]


def ask(told: SkillProfile, *, required_level: int = 3, on: date = MAY) -> Qualification:
    return qualification(told, work_type="phone", required_level=Level(required_level), on=on)


@pytest.mark.parametrize(("level", "obstacle"), [(2, Obstacle.LEVEL_TOO_LOW), (3, None), (5, None)])
def test_the_required_level_is_enough_and_one_below_is_not(level: int, obstacle: Obstacle | None) -> None:
    answer = ask(profile(phone(level)))

    assert (answer.obstacle, answer.may_serve) == (obstacle, obstacle is None)


def test_who_was_never_assessed_may_not_serve() -> None:
    assert ask(profile()).obstacle is Obstacle.NOT_ASSESSED


def test_a_certificate_lapses_on_the_day_it_is_valid_until() -> None:
    certificate = profile(phone(5, valid_until=JUNE))

    assert ask(certificate, on=date(2026, 5, 31)).may_serve
    assert ask(certificate, on=JUNE).obstacle is Obstacle.LAPSED


def test_a_lapsed_rating_is_not_rescued_by_an_older_one() -> None:
    older = SkillRating("phone", Level.EXPERT, date(2026, 1, 1))

    assert ask(profile(older, phone(4, valid_until=JUNE)), on=JUNE).obstacle is Obstacle.LAPSED


def test_a_profile_is_not_asked_about_the_past() -> None:
    with pytest.raises(ValueError, match="says nothing about 2026-04-30"):
        ask(profile(), on=date(2026, 4, 30))


def test_depth_counts_who_may_serve_by_level_and_shows_single_points_of_failure() -> None:
    team = {
        "Aya": profile(phone(5), SkillRating("mail", Level.EXPERT, MAY)),
        "Bong": profile(phone(3)),
        "Chika": profile(phone(2)),
    }

    mail, phones, video = depth(team, required_levels={"video": Level(1), "phone": Level(3), "mail": Level(1)}, on=MAY)

    assert (phones.people, phones.is_single_point_of_failure) == (("Aya", "Bong"), False)
    assert phones.by_level == {Level(1): 0, Level(2): 0, Level(3): 1, Level(4): 0, Level(5): 1}
    assert (mail.work_type, mail.people, mail.is_single_point_of_failure) == ("mail", ("Aya",), True)
    assert (video.people, video.is_single_point_of_failure) == ((), False)
