"""The entry point of `headsup` and of `python -m daemon`."""

import gc


def main() -> None:
    """Run the command line; exits with the codes of `daemon.cli`."""
    from daemon.cli import headsup

    look_for_circles_seldom()
    headsup(prog_name="headsup")


def look_for_circles_seldom() -> None:
    """Tell the collector that a turn makes hundreds of thousands of values that hold each other in no circle."""
    gc.set_threshold(100_000, 20, 100)


if __name__ == "__main__":
    main()
