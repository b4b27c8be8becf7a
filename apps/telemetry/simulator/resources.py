"""Resource attributes of each service: version by time, host, language, environment."""

from dataclasses import dataclass, field

from apps.telemetry.simulator.deployments import Deployments

# service -> (host, SDK language)
_HOMES = {"shop-api": ("shop-1", "python"), "crm-api": ("crm-1", "java"), "mes-api": ("mes-1", "python")}


@dataclass(slots=True)
class Resources:
    deployments: Deployments
    _made: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)

    def of(self, service: str, at_ns: int) -> dict[str, object]:
        """Attributes but service.name. The same dictionary for the same version: never change it."""
        version = self.deployments.version(service, at_ns)
        if (service, version) not in self._made:
            host, language = _HOMES[service]
            self._made[service, version] = {
                "service.namespace": "alexandrite",
                "service.version": version,
                "service.instance.id": f"{service}-1",
                "host.name": host,
                "deployment.environment.name": "production",
                "telemetry.sdk.name": "opentelemetry",
                "telemetry.sdk.language": language,
            }
        return self._made[service, version]
