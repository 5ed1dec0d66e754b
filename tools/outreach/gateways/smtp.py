"""A mail server. It cannot be asked afterwards: a lost answer waits until a person looks."""

import json
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tools.outreach.gateways.gateway import NotTaken, Outgoing, Refused, Standing, Unclear


@dataclass(frozen=True)
class SmtpGateway:
    """Sends mail over one connection each.

    Args:
        address_of: a customer's address, None where the bank has none.
        timeout: seconds for each step of the dialogue.
    """

    host: str
    port: int
    sender: str
    address_of: Callable[[str], str | None]
    user: str | None = None
    password: str | None = None
    starttls: bool = False
    timeout: float = 10.0
    name: str = "smtp"

    def send(self, message: Outgoing) -> str:
        """Send the message; up to the dot that ends it, nothing was taken.

        Raises:
            Refused: no address, or the server says 5xx.
            NotTaken: no connection, or the server says 4xx.
            Unclear: the connection broke after the message was on its way.
        """
        to = self.address_of(message.customer_id)
        if to is None:
            raise Refused(f"no address for {message.customer_id}")
        mail = mail_of(message, self.sender, to)
        server = self._greeted(to)
        try:
            code, said = server.data(mail.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            raise _answer(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unclear(f"{self.host}: {type(error).__name__}: {error}") from error
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        if code != 250:
            raise _answer(code, said)
        return str(mail["Message-ID"])

    def ask(self, key: str) -> Standing:
        """A mail server does not say."""
        return "cannot_say"

    def _greeted(self, to: str) -> smtplib.SMTP:
        """A connection with sender and recipient accepted."""
        try:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken(f"{self.host}: {type(error).__name__}: {error}") from error
        try:
            server.ehlo_or_helo_if_needed()
            if self.starttls:
                server.starttls()
            if self.user is not None:
                server.login(self.user, self.password or "")
            for code, said in (server.mail(self.sender), server.rcpt(to)):
                if code not in (250, 251):
                    raise _answer(code, said)
        except smtplib.SMTPAuthenticationError as error:
            server.close()
            raise NotTaken(f"{self.host} takes no login of {self.user}") from error
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise NotTaken(f"{self.host}: {type(error).__name__}: {error}") from error
        except (NotTaken, Refused):
            server.close()
            raise
        return server


def mail_of(message: Outgoing, sender: str, to: str) -> EmailMessage:
    """The message as mail: its number in ``Message-ID``, the AI label's metadata in a header."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = message.title or message.body.split("。")[0][:40]
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    mail["X-Weiwo-Record"] = f"{message.record[0]} {message.record[1]}"
    if message.aigc:
        mail["X-AIGC"] = json.dumps(message.aigc, ensure_ascii=True)
    mail.set_content(message.body)
    return mail


def _answer(code: int, said: Any) -> NotTaken | Refused:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    kind = Refused if 500 <= code < 600 else NotTaken
    return kind(f"{code} {text[:120]}")
