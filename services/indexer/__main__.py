"""`python -m services.indexer` runs the indexer."""

from services.indexer.service import build
from shared.service import run_service

if __name__ == "__main__":
    run_service(build)
