"""`python -m services.fetcher` runs the fetcher."""

from services.fetcher.service import build
from shared.service import run_service

if __name__ == "__main__":
    run_service(build)
