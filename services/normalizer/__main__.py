"""`python -m services.normalizer` runs the normalizer."""

from services.normalizer.service import build
from shared.service import run_service

if __name__ == "__main__":
    run_service(build)
