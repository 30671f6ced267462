"""A dashboard in one language: its words, variables, links and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import common, dashboard

from dashboards.names import (
    MOST_ROWS,
    NETMON,
    NETMON_URL,
    RAW,
    TIME_ZONE,
    TYPE,
    Language,
    Source,
    to_uid,
)

IN_PROVINCE = '"province" =~ /^${province:regex}$/'
IN_CONTRACT = f'{IN_PROVINCE} AND "contract" =~ /^${{contract:regex}}$/'
OF_SITES = f'{IN_PROVINCE} AND "site" =~ /^${{site:regex}}$/'


@dataclass(frozen=True, slots=True)
class Page:
    """What a builder gets.

    Attributes:
        key: One of dashboards.names.PAGES.
        provinces: Names in this language, keyed by code.
    """

    key: str
    language: Language
    provinces: Mapping[str, str]

    def say(self, th: str, en: str) -> str:
        """Return the one of two texts that is in the page's language."""
        return th if self.language == "th" else en

    def to(self, page: str, *values: str) -> str:
        """Return the address of another dashboard of this language, for the same time.

        Args:
            page: One of dashboards.names.PAGES.
            values: Of its variables, as `province=10` or `${province:queryparam}`.
        """
        parts = [each if each.startswith("$") else f"var-{each}" for each in values]
        parts.append("${__url_time_range}")
        return f"/d/{to_uid(page, self.language)}?{'&'.join(parts)}"

    def dashboard(self, title: str, text: str, start: str) -> build.Dashboard:
        """Return an empty dashboard; `start` is its time range's, as `now-24h`."""
        return (
            build.Dashboard(title)
            .uid(to_uid(self.key, self.language))
            .description(text)
            .tags(["netmon", self.language])
            .readonly()
            .timezone(TIME_ZONE)
            .week_start("monday")
            .time(start, "now")
            .refresh("1m")
            .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
            .timepicker(
                build.TimePicker().refresh_intervals(["30s", "1m", "5m", "15m"])
            )
            .links([*self._links()])
            .with_variable(source_variable(RAW))
            .with_variable(build.ConstantVariable(NETMON).value(NETMON_URL))
        )

    def province(self) -> build.CustomVariable:
        """Return the choice of a province, by its name."""
        # Grafana splits at commas that have no backslash, then at the last " : ".
        named = ", ".join(
            f"{name.replace(',', _COMMA)} : {code}"
            for code, name in self.provinces.items()
        )
        code, name = next(iter(self.provinces.items()))
        return (
            build.CustomVariable("province")
            .label(self.say("จังหวัด", "Province"))
            .values(named)
            .current(dashboard.VariableOption(text=name, value=code))
        )

    def contract(self) -> build.QueryVariable:
        """Return the choice of a contract of the province, or all."""
        query = (
            'SHOW TAG VALUES FROM "site_last" WITH KEY = "contract" '
            f"WHERE {IN_PROVINCE}"
        )
        return (
            _query_variable("contract", query)
            .label(self.say("สัญญา", "Contract"))
            .include_all(True)
            .all_value(".*")
            .current(
                dashboard.VariableOption(text=self.say("ทั้งหมด", "All"), value="$__all")
            )
        )

    def site(self, *, many: bool) -> build.QueryVariable:
        """Return the choice of a site of the contract.

        Args:
            many: More than one, and all; then at most MOST_ROWS.
        """
        query = (
            f'SHOW TAG VALUES FROM "site_last" WITH KEY = "site" WHERE {IN_CONTRACT}'
        )
        if not many:
            return _query_variable("site", query).label(self.say("ศูนย์", "Site"))
        every = dashboard.VariableOption(
            text=[self.say("ทั้งหมด", "All")], value=["$__all"]
        )
        return (
            _query_variable("site", f"{query} LIMIT {MOST_ROWS}")
            .label(self.say("ศูนย์", "Site"))
            .multi(True)
            .include_all(True)
            .current(every)
        )

    def _links(self) -> list[build.DashboardLink]:
        names = {
            "wall": self.say("ภาพรวมประเทศ", "National wall"),
            "province": self.say("จังหวัด", "Province"),
            "site": self.say("ศูนย์", "Site"),
            "access-points": self.say("จุดกระจายสัญญาณ", "Access points"),
            "sla": self.say("SLA เดือนนี้", "SLA month to date"),
            "health": self.say("ระบบเฝ้าระวัง", "Poller and pipeline"),
        }
        made = [
            _link(name, f"/d/{to_uid(key, self.language)}")
            .keep_time(True)
            .include_vars(key in _CHOOSING)
            for key, name in names.items()
            if key != self.key
        ]
        made.append(_link("netmon", f"${{{NETMON}}}/").target_blank(True))
        return made


_COMMA = r"\,"
_CHOOSING = ("province", "site", "access-points", "sla")


def _link(title: str, url: str) -> build.DashboardLink:
    return (
        build.DashboardLink(title)
        .type(dashboard.DashboardLinkType.LINK)
        .icon("external link" if url.startswith("$") else "dashboard")
        .url(url)
    )


def source_variable(source: Source) -> build.DatasourceVariable:
    """Return the hidden variable that names a data source."""
    return (
        build.DatasourceVariable(source.variable)
        .type(TYPE)
        .regex(f"/^{source.name}$/")
        .hide(dashboard.VariableHide.HIDE_VARIABLE)
        .current(dashboard.VariableOption(text=source.name, value=source.uid))
    )


def _query_variable(name: str, query: str) -> build.QueryVariable:
    return (
        build.QueryVariable(name)
        .datasource(common.DataSourceRef(type_val=TYPE, uid=f"${{{RAW.variable}}}"))
        .query(query)
        .refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(dashboard.VariableSort.ALPHABETICAL_ASC)
    )
