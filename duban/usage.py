"""The parser's own words in Chinese: help pages, and what was wrong with a call. Loads nothing but the word tables."""

import re
from collections.abc import Iterator, Sequence

from typer import _click
from typer._click import exceptions as usage  # the package has no public name for the errors its parser raises

from config.language import label, labels, sentence
from duban.terminal import width_of

_FIRST_COLUMN = 30
_EXTRA = re.compile(r"  \[([^\[\]]+)\]$")
_RANGE = re.compile(r"(?:(?P<least>-?\d+)<=)?x(?:<=(?P<most>-?\d+)|>=(?P<from>-?\d+))?")
_PIECES = re.compile(r"[!-~]+|.", re.DOTALL)
_STAYS = "，。；：、？！）”》…"


def speak_chinese(command: _click.Command) -> _click.Command:
    """Let a command and all below it write their help pages in Chinese; return it."""
    command.context_class = _Context
    for below in getattr(command, "commands", {}).values():
        speak_chinese(below)
    return command


def told(error: usage.UsageError) -> str:
    """Return what was wrong with the call and where its usage is written."""
    command = error.ctx.command_path if error.ctx else "duban"
    return f"{_fault(error)}{sentence('call-help', command=command)}"


class _HelpPage(_click.HelpFormatter):
    """A help page whose headings are Chinese and whose columns count a Chinese character as two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(word, label("help_word", word))
        args = re.sub(r"[{}]", "", args)  # the parser's sign for a parameter that must be given
        self.write(f"{prefix or '用法：'}{prog} {args}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{label('help_word', heading)}：\n")

    def write_text(self, text: str) -> None:
        for line in _wrapped(text, self.width - self.current_indent):
            self.write(f"{'':{self.current_indent}}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2) -> None:
        shown = [(_translated(first), _explained(second)) for first, second in rows]
        column = min(max(width_of(first) for first, _ in shown), col_max) + col_spacing
        for first, second in shown:
            gap = column - width_of(first)
            begin = first + " " * gap if gap >= col_spacing else f"{first}\n{'':{self.current_indent + column}}"
            lines = _wrapped(second, max(self.width - column - self.current_indent, 20)) or [""]
            between = f"\n{'':{self.current_indent + column}}"
            self.write(f"{'':{self.current_indent}}{begin}{between.join(lines)}".rstrip() + "\n")


class _Context(_click.Context):
    formatter_class = _HelpPage


def _translated(text: str) -> str:
    for word, ours in labels("help_word").items():
        if word.startswith(("<", "list")):
            text = text.replace(word, ours)
    return text


def _explained(text: str) -> str:
    """Return an option's explanation with what the parser adds to it (required, default, range) in Chinese."""
    text = label("help_word", text)
    found = _EXTRA.search(text)
    if found is None:
        return text
    return f"{text[: found.start()]}（{'；'.join(_addition(part) for part in found[1].split('; '))}）"


def _addition(part: str) -> str:
    name, colon, value = part.partition(": ")
    if colon:
        return f"{label('help_word', name)} {value}"
    bounds = _RANGE.fullmatch(part)
    if bounds is None:
        return label("help_word", part)
    least = bounds["least"] or bounds["from"]
    if least and bounds["most"]:
        return f"{least}–{bounds['most']}"
    return f"至少 {least}" if least else f"至多 {bounds['most']}"


def _wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most this width; words of Latin letters stay whole, closing marks stay behind."""
    lines, room = [""], width - 2  # for a closing mark that may not begin a line
    for piece in _PIECES.findall(text.strip()):
        if width_of(lines[-1] + piece) > room and piece not in _STAYS and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] or piece != " " else ""
    return [line.rstrip() for line in lines if line]


def _fault(error: usage.UsageError) -> str:
    match error:
        case usage.MissingParameter():
            return sentence(f"call-missing-{getattr(error.param, 'param_type_name', 'argument')}", name=_name(error))
        case usage.NoSuchOption():
            return sentence("call-unknown-option", name=error.option_name, hint=_hint(error.possibilities or ()))
        case usage.BadOptionUsage():
            unwanted = "does not take" in error.message
            return sentence(f"call-value-{'unwanted' if unwanted else 'missing'}", name=error.option_name)
        case usage.BadParameter():
            return sentence("call-value-wrong", name=_name(error), detail="；".join(_wrong_values(error)))
        case _:
            return _other(error.message)


def _other(message: str) -> str:
    if message.startswith("Missing command"):
        return sentence("call-missing-command")
    if message.startswith("No such command"):
        name, *near = re.findall(r"'([^']*)'", message)
        return sentence("call-unknown-command", name=name, hint=_hint(near))
    extra = re.search(r"extra argument\(s\) \((.*)\)$", message, re.DOTALL)
    return sentence("call-too-many", words=extra[1]) if extra else sentence("call-other", detail=message)


def _hint(names: Sequence[str]) -> str:
    return sentence("call-hint", names="、".join(sorted(names))) if names else ""


def _name(error: usage.BadParameter) -> str:
    """Return a parameter as it is written on the command line."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    long = [name for name in parameter.opts if name.startswith("--")]
    return long[0] if long else str(getattr(parameter, "metavar", None) or parameter.name)


def _wrong_values(error: usage.BadParameter) -> Iterator[str]:
    """Yield what is wrong with each value, from the validator's report behind the parser's error."""
    report = getattr(error.__cause__, "errors", None)
    for fault in report() if report else ():
        bounds = fault.get("ctx", {})
        match fault["type"]:
            case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
                yield sentence("not-an-integer", text=fault["input"])
            case "greater_than_equal":
                yield sentence("too-small", text=fault["input"], bound=bounds["ge"])
            case "less_than_equal":
                yield sentence("too-large", text=fault["input"], bound=bounds["le"])
            case _:
                yield str(fault["msg"])
    if not report:
        yield error.message.rstrip(".")
