"""Valkey and OpenSearch as children of this process: started, awaited, logged, watched and stopped by the project.

Valkey's server comes in a wheel, OpenSearch's jars by Maven coordinates (`jars.lock`), its JDK in a wheel:
a machine with Python and a network connection needs nothing else, and from the second time on no network either.
"""
