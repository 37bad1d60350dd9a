from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import CallError
from config.settings import Smtp
from notifications.channels import MAIL_FOLDER, open_channels
from notifications.channels.contract import ChannelError, Message
from notifications.channels.mail import as_mail, header_text, read_recipient, read_sender
from notifications.channels.mail_files import MailFiles
from notifications.channels.mail_server import MailServer
from tests.notifications.samples import MORNING

SENDER = "督办办公室 <office@example.org>"
HEADERS = {
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


def message(
    subject: str = "【督办】逾期1件", name: str = "沈玉兰", text: str = "一\n二\n", html: str = "<p>一</p>"
) -> Message:
    return Message("20170412.abc@duban.localhost", name, "shen@example.org", subject, text, html, MORNING)


def read(mail: bytes) -> EmailMessage:
    parsed = message_from_bytes(mail, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def mail_of(content: Message) -> bytes:
    return as_mail(content, read_sender(SENDER), read_recipient(content))


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_says_who_what_when_in_chinese() -> None:
    mail = read(mail_of(message()))

    assert dict(mail.items()).keys() == HEADERS
    assert mail["Message-ID"] == "<20170412.abc@duban.localhost>"
    assert mail["Date"] == "Wed, 12 Apr 2017 08:30:00 +0800"
    assert (str(mail["From"]), str(mail["To"])) == (SENDER, "沈玉兰 <shen@example.org>")
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "zh-CN")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert (body(mail, "plain"), body(mail, "html")) == ("一\n二\n", "<p>一</p>")
    assert mail.defects == []


def test_the_same_message_gives_the_same_bytes() -> None:
    assert mail_of(message()) == mail_of(message())


@given(
    subject=st.text(), name=st.text(), text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
)
def test_no_text_can_begin_another_header_or_break_the_mail(subject: str, name: str, text: str) -> None:
    mail = mail_of(message(subject, name, text))

    assert mail.isascii()
    assert max(len(line) for line in mail.split(b"\r\n")) <= 78
    assert b"\n" not in mail.replace(b"\r\n", b"")
    parsed = read(mail)
    assert dict(parsed.items()).keys() == HEADERS
    assert body(parsed, "plain") == text


def test_a_name_with_a_header_in_it_stays_a_name() -> None:
    mail = read(mail_of(message(subject="急件\r\nBcc: x@example.org", name="沈\nBcc: x@example.org\r\n\r\n<b>")))

    assert mail["Bcc"] is None
    assert mail["Subject"] == "急件 Bcc: x@example.org"
    assert mail["To"].addresses[0].addr_spec == "shen@example.org"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_a_subject_reads_as_written(text: str) -> None:
    mail = read(f"Subject: {header_text(text)}\r\n\r\n".encode("ascii"))

    assert str(mail["Subject"]).strip() == text.strip()


@pytest.mark.parametrize("text", ["", "office", "<>", "a@b\r\nBcc: c@d", "名称 <办公室@example.org>"])
def test_a_sender_that_is_no_address_is_the_channels_trouble(text: str) -> None:
    with pytest.raises(ChannelError) as raised:
        read_sender(text)
    assert (raised.value.code, raised.value.concern) == ("mail-sender-invalid", "channel")


def test_a_chinese_domain_is_written_as_its_ascii_name() -> None:
    assert read_sender("督办 <office@工会.example>").address == "office@xn--6oq837a.example"


def test_a_foreign_message_id_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        mail_of(Message("../x\r\n@y", "n", "a@example.org", "s", "t", "h", MORNING))


def test_a_mail_file_appears_whole_and_a_repeat_replaces_it(tmp_path: Path) -> None:
    channel = MailFiles(tmp_path / "mail", sender=SENDER)

    assert channel.send(message("first")).detail == "20170412.abc.eml"
    channel.send(message("second"))

    (file,) = (tmp_path / "mail").iterdir()
    assert read(file.read_bytes())["Subject"] == "second"


def test_a_folder_that_cannot_be_written_is_the_channels_trouble(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(ChannelError) as raised:
        MailFiles(tmp_path / "mail", sender=SENDER).send(message())
    assert (raised.value.code, raised.value.temporary, raised.value.concern) == (
        "mail-folder-unwritable",
        True,
        "channel",
    )


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "20170412.abc.eml" / "in the way").mkdir(parents=True)
    with pytest.raises(ChannelError):
        MailFiles(tmp_path, sender=SENDER).send(message())
    assert [file.name for file in tmp_path.iterdir()] == ["20170412.abc.eml"]


def test_the_chosen_channel_is_opened(tmp_path: Path) -> None:
    assert isinstance(open_channels("file", data_dir=tmp_path, smtp=Smtp())["file"], MailFiles)
    assert isinstance(open_channels("smtp", data_dir=tmp_path, smtp=Smtp(host="mail"))["smtp"], MailServer)


def test_without_a_mail_server_mail_is_written_to_files(tmp_path: Path) -> None:
    open_channels("smtp", data_dir=tmp_path, smtp=Smtp())["smtp"].send(message())

    assert len(list((tmp_path / MAIL_FOLDER).glob("*.eml"))) == 1


def test_an_unknown_channel_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="file、smtp"):
        open_channels("pigeon", data_dir=tmp_path, smtp=Smtp())


def test_what_was_planned_for_another_channel_still_finds_it_open(tmp_path: Path) -> None:
    assert set(open_channels("smtp", data_dir=tmp_path, smtp=Smtp(host="mail"))) == {"file", "smtp"}
