"""`python -m gongdao` is the same as `gongdao`."""

from gongdao.cli.main import app

if __name__ == "__main__":
    app()
