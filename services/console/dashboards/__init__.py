"""OpenSearch Dashboards' saved objects, generated from one readable definition."""
