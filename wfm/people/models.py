"""Files of people between the preview and the decision to store them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.db import Base, UtcDateTime


class PeopleFile(Base):
    """An uploaded file. Its content is kept until it is stored or given up, and no longer: it holds people's data."""

    __tablename__ = "people_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    stored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
