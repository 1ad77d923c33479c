"""The entry point of `headsup` and of `python -m daemon`."""

import gc


def main() -> None:
    """Run the command line; exits with the codes of `daemon.cli`."""
    from daemon.cli import headsup

    # A turn makes hundreds of thousands of values that hold each other in no circle: look for circles less often.
    gc.set_threshold(10_000, 20, 20)
    headsup(prog_name="headsup")


if __name__ == "__main__":
    main()
