"""What to run for InfluxDB 3: its tokens are made where the server is."""

from __future__ import annotations

from shlex import quote

from netmon.store.influx.setup import Plan, Wish


def plan_three(url: str, wish: Wish) -> Plan:
    """Return a plan without steps: the commands are for a person to run.

    Core has tokens that may do everything and no others; Enterprise has scoped ones.
    A database of Core keeps its length of keeping for ever.
    """
    kept_days = wish.databases.kept_days
    lines = ["run these where the server is, with its admin token:"]
    lines += [
        f"  influxdb3 create database --host {quote(url)} --retention-period {days}d "
        f"{quote(database)}"
        for database, days in kept_days.items()
    ]
    names = ",".join(kept_days)
    for account in wish.accounts:
        lines += [
            f"  influxdb3 create token --host {quote(url)} --permission "
            f"{quote(f'db:{names}:{account.right}')} --name {quote(account.name)}",
            f"  (put it into {account.secret_file}, mode 600)",
        ]
    lines += [
        "Core knows no --permission: use `influxdb3 create token --admin --name NAME` "
        "and let nobody but netmon and Grafana have it",
        "Core reads at most 72 hours in one question unless it is started with a "
        "larger --query-file-limit; the roll-ups keep long questions small",
    ]
    return Plan((), tuple(lines))
