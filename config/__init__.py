"""One TOML file in, checked Settings out. `load` is the only public name; its words are in `config.settings`."""

from pathlib import Path

from config.settings import ConfigError, NotConfigured, Settings, default_file

__all__ = ["load"]


def load(path: Path | None = None) -> Settings:
    """Read the configuration at `path` (None: the user's config folder) and check it whole.

    Raises NotConfigured where there is no file, ConfigError with every fault as a sentence where it cannot be used.
    """
    # Commands without a config import this package for its errors only; what reads one is loaded here.
    from config.checks import settings_from

    file = (path or default_file()).expanduser().absolute()
    return settings_from(_tables(file), file.parent)


def _tables(file: Path) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NotConfigured(
            f"There is no configuration at {file}: `headsup init PATH` writes one from the mailboxes it finds in PATH."
        ) from None
    except OSError as fault:
        raise ConfigError(f"{file} cannot be read ({fault.strerror}): make it a file you may read.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not a text file in UTF-8: save it as UTF-8 or write a new one.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ConfigError(f"{file} is not valid TOML, {fault}: mend that line.") from None
