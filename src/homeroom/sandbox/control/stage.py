"""What the control endpoints can reach: the whole pretend server."""

from dataclasses import dataclass

from homeroom.sandbox.access.connections import Connection, Connections
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.faults.layers import Faults
from homeroom.sandbox.oneroster.desk import Manners
from homeroom.sandbox.school_year.script import Script
from homeroom.sandbox.web.request_log import RequestLog


@dataclass
class Stage:
    """`host_url` is known once the server is bound."""

    campus: Campus
    connections: Connections
    manners: Manners
    log: RequestLog
    faults: Faults
    script: Script | None = None
    host_url: str = ""

    def service_url(self) -> dict[str, str]:
        base = f"{self.host_url}/campus/api/ims/oneroster/rostering"
        versions = {"1.1": f"{base}/v1p1", "1.2": f"{base}/v1p2"}
        return {api: url for api, url in versions.items() if api in self.manners.apis}

    def token_url(self, connection: Connection) -> str:
        return f"{self.host_url}/campus/oauth2/token?appName={connection.app_name}"
