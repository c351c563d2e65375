"""Messages to people: one row per recipient and event, keyed by the recipient."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

MAIL_STATES: Final = ("due", "sent", "failed", "none")


class Message(models.Model):
    """What one recipient is told about one event. The text is made when it is read (`letters.notices`).

    Written by casework's one SQL statement, so every column has its default in the database. `id` is an
    identity column: within a recipient it grows with time, and the primary key serves the inbox.
    """

    pk = models.CompositePrimaryKey("recipient", "id")
    recipient = models.TextField()  # ref, as "customer:12"
    id = models.BigIntegerField(editable=False)
    case_id = models.BigIntegerField(db_default=0)  # 0: not about a case
    event_seq = models.IntegerField(db_default=0)
    code = models.TextField()  # of `notice.<code>` in the catalogue
    params = models.JSONField(db_default=models.Value({}, models.JSONField()))
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    # due: to be mailed at `mail_due_at`; failed: given up; none: not to be mailed (no address, bulk import).
    mail_state = models.TextField(db_default="due")
    mail_due_at = models.DateTimeField(db_default=Now())
    mail_attempts = models.SmallIntegerField(db_default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "recipient", name="letters_message_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(
                "mail_due_at", name="letters_message_mail_due", condition=models.Q(mail_state="due")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letters_message_mail_state", condition=Q(mail_state__in=MAIL_STATES)
            ),
        ]


POST_STATES: Final = ("due", "sent", "failed")


class Post(models.Model):
    """A letter of appeal to be mailed to a box of the company, written with the event that filed the appeal.

    The letter itself is made of that event when it is sent. `item`: the appeal.
    """

    pk = models.CompositePrimaryKey("case_id", "event_seq")
    case_id = models.BigIntegerField()
    event_seq = models.IntegerField()
    item = models.TextField()
    address = models.TextField()
    state = models.TextField(db_default="due")
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(db_default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("due_at", name="letters_post_due", condition=Q(state="due"))]
        constraints: ClassVar = [
            models.CheckConstraint(name="letters_post_state", condition=Q(state__in=POST_STATES)),
            models.CheckConstraint(
                name="letters_post_sent",
                condition=Q(state="sent", sent_at__isnull=False) | Q(sent_at__isnull=True) & ~Q(state="sent"),
            ),
        ]


CHAT_STATES: Final = ("due", "sent", "failed")


class Chat(models.Model):
    """A message for the chat-bot of its recipient (`letters.chat`); made by the job that sends it."""

    pk = models.CompositePrimaryKey("recipient", "message_id")
    recipient = models.TextField()
    message_id = models.BigIntegerField()
    state = models.TextField(db_default="due")
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.SmallIntegerField(db_default=0)

    class Meta:
        indexes: ClassVar = [models.Index("due_at", name="letters_chat_due", condition=Q(state="due"))]
        constraints: ClassVar = [
            models.CheckConstraint(name="letters_chat_state", condition=Q(state__in=CHAT_STATES))
        ]
