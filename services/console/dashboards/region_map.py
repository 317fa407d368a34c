"""The regions on a map, drawn by Vega, which comes with Dashboards: a circle at each region's capital, larger with more facts.

Dashboards' own region map needs shapes, and those that it ships are countries. Capitals' places are rounded to a hundredth of a
degree, about a kilometre.
"""

from __future__ import annotations

import json
from typing import Any

from services.extractor.places.catalog import REGIONS

CAPITALS: dict[str, tuple[float, float]] = {
    "MA-01": (-5.80, 35.77),  # Tanger
    "MA-02": (-1.91, 34.68),  # Oujda
    "MA-03": (-5.00, 34.03),  # Fès
    "MA-04": (-6.84, 34.02),  # Rabat
    "MA-05": (-6.35, 32.34),  # Béni Mellal
    "MA-06": (-7.59, 33.57),  # Casablanca
    "MA-07": (-7.99, 31.63),  # Marrakech
    "MA-08": (-4.42, 31.93),  # Errachidia
    "MA-09": (-9.60, 30.42),  # Agadir
    "MA-10": (-10.06, 28.99),  # Guelmim
    "MA-11": (-13.20, 27.15),  # Laâyoune
    "MA-12": (-15.96, 23.68),  # Dakhla
}
"""Longitude and latitude in degrees."""

AGGREGATIONS = {"regions": {"terms": {"field": "regions", "size": len(CAPITALS)}}}


def spec(index: str, time_field: str) -> str:
    """The Vega-Lite specification, as Dashboards keeps it: it asks the index itself, within the dashboard's filters and time.

    Args:
        index: name of the facts' index or alias.
        time_field: the field to which the dashboard's time applies.
    """
    places = [
        {
            "region": code,
            "longitude": lon,
            "latitude": lat,
            "name": f"{REGIONS[code].ar} ({REGIONS[code].fr})",
            "label": REGIONS[code].ar.partition("-")[0],  # whole names lie over one another in the north
        }
        for code, (lon, lat) in CAPITALS.items()
    ]
    place: dict[str, Any] = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
    }
    facts = {"field": "doc_count", "type": "quantitative"}
    body: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {
            "url": {"%context%": True, "%timefield%": time_field, "index": index, "body": {"size": 0, "aggs": AGGREGATIONS}},
            "format": {"property": "aggregations.regions.buckets"},
        },
        "transform": [
            {
                "lookup": "key",
                "from": {"data": {"values": places}, "key": "region", "fields": ["longitude", "latitude", "name", "label"]},
            },
            {"filter": "isValid(datum.longitude)"},
        ],
        "projection": {"type": "mercator"},
        "layer": [
            {
                "mark": {"type": "circle", "opacity": 0.7},
                "encoding": {
                    **place,
                    "size": {**facts, "scale": {"range": [80, 2500]}, "legend": None},
                    "color": {**facts, "scale": {"scheme": "teals"}, "title": "الوقائع (faits)"},
                    "tooltip": [{"field": "name", "title": "الجهة (région)"}, {**facts, "title": "الوقائع (faits)"}],
                },
            },
            {"mark": {"type": "text", "dy": -2, "fontSize": 11}, "encoding": {**place, "text": {"field": "label"}}},
        ],
    }
    return json.dumps(body, ensure_ascii=False)
