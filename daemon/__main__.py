"""The entry point of `headsup` and of `python -m daemon`."""


def main() -> None:
    """Run the command line; exits with the codes of `daemon.cli`."""
    from daemon.cli import headsup

    headsup(prog_name="headsup")


if __name__ == "__main__":
    main()
