"""`python -m services.extractor` runs the extractor."""

from services.extractor.service import build
from shared.service import run_service

if __name__ == "__main__":
    run_service(build)
