"""Provisioning of data sources and of dashboards, as Grafana reads it at its start."""

from __future__ import annotations

from dashboards.names import FOLDERS, LANGUAGES, SOURCES, TYPE, folder_uid
from dashboards.yaml_text import to_yaml

DASHBOARDS_DIRECTORY = "/var/lib/grafana/dashboards/netmon"
"""Where the folders of generated/ are mounted or copied, in Grafana's file system."""
VARIABLES = {
    "GRAFANA_INFLUX_URL": "http://influxdb:8086",
    "GRAFANA_INFLUX_DATABASE": "netmon",
    "GRAFANA_INFLUX_USER": "netmon_reader",
    "GRAFANA_INFLUX_PASSWORD": "its password; the token on 2.x and 3",
    "GRAFANA_HOOK_URL": "http://netmon:8080/hooks/grafana",
    "GRAFANA_HOOK_TOKEN": "a token of netmon with the right to post there",
}
"""Environment of Grafana the files expect, with an example or a word for each."""


def provisioning_files() -> dict[str, str]:
    """Return the files by path under provisioning/."""
    return {
        "datasources/netmon.yaml": to_yaml(_SOURCES_HEAD, _data_sources()),
        "dashboards/netmon.yaml": to_yaml(_PROVIDERS_HEAD, _providers()),
    }


_SOURCES_HEAD = """Data sources of netmon, one a database.
Made by `netmon dashboards build`.
Basic authentication is the one scheme InfluxDB 1.6 to 3 share: on 2.x and 3 the
password is the token. Values come from the environment of Grafana."""


def _data_sources() -> dict[str, object]:
    return {
        "apiVersion": 1,
        "datasources": [
            {
                "name": source.name,
                "uid": source.uid,
                "type": TYPE,
                "access": "proxy",
                "url": "${GRAFANA_INFLUX_URL}",
                "basicAuth": True,
                "basicAuthUser": "${GRAFANA_INFLUX_USER}",
                "jsonData": {
                    "version": "InfluxQL",
                    "dbName": f"${{GRAFANA_INFLUX_DATABASE}}{source.suffix}",
                    "httpMode": "POST",
                    "timeInterval": source.interval,
                },
                "secureJsonData": {"basicAuthPassword": "${GRAFANA_INFLUX_PASSWORD}"},
                "editable": False,
            }
            for source in SOURCES
        ],
    }


_PROVIDERS_HEAD = """Dashboards of netmon, a folder a language; made by
`netmon dashboards build`. Edits in Grafana are not kept: change dashboards/ instead."""


def _providers() -> dict[str, object]:
    return {
        "apiVersion": 1,
        "providers": [
            {
                "name": folder_uid(language),
                "type": "file",
                "folder": FOLDERS[language],
                "folderUid": folder_uid(language),
                "disableDeletion": True,
                "allowUiUpdates": False,
                "updateIntervalSeconds": 30,
                "options": {"path": f"{DASHBOARDS_DIRECTORY}/{language}"},
            }
            for language in LANGUAGES
        ],
    }
