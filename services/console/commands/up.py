"""`hirfa up`: everything runs until Ctrl-C."""

from __future__ import annotations

import click


@click.command("up", short_help="Start everything, until Ctrl-C.")
def command() -> None:
    """Start Valkey, OpenSearch and the four services, and stay until Ctrl-C.

    Put articles (.txt) into the drop folder that it names; what they say is then in OpenSearch. All data is kept under
    HIRFA_HOME (default: var/ in the clone) and there again the next time. With REDIS_URL or OPENSEARCH_URL set, those servers are
    used and none is started.

    A service that ends is started again; when Valkey or OpenSearch ends, so does this, and says why.
    """
    import time

    from services.console.rendering.article import console
    from services.console.running import Pipeline, service_ports
    from services.console.settings import pipeline_settings, read_settings
    from services.console.signals import stop_on_signals

    out = console()
    settings = read_settings()
    ports = service_ports(pipeline_settings())
    stop_on_signals()
    try:
        with Pipeline(settings, settings.home, ports, say=lambda text: out.print(text, style="dim")) as pipeline:
            out.print("Hirfa is up. Ctrl-C stops it.", style="bold")
            rows = [
                ("drop folder", str(pipeline.drop)),
                ("Valkey", pipeline.servers.public_redis_url),
                ("OpenSearch", pipeline.servers.public_opensearch_url),
                *((service, f"http://{pipeline.hosts[service]}:{port}/health/ready") for service, port in pipeline.ports.items()),
                ("logs", str(pipeline.servers.logs)),
            ]
            for name, where in rows:
                out.print(f"  {name:<12} {where}", markup=False)
            out.print("`hirfa status` in another terminal shows how things stand.", style="dim")
            while True:
                time.sleep(0.5)
                pipeline.keep_up()
    except KeyboardInterrupt:
        out.print("stopped", style="dim")
