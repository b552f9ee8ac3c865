"""``python -m aicompete`` is the ``aicompete`` command."""

from aicompete.cli import main

if __name__ == "__main__":
    main()
