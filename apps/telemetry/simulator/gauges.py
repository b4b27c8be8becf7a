"""The series that metrics are made of, and the quantities of the company that drive them.

All series (metric, service, labels), 51 in all; `delta` counts within the step that ends at the point:

- http.server.request.duration, histogram delta, s: shop-api with http.response.status_code 200, 404, 500; crm-api, mes-api 200, 500
- process.cpu.utilization, gauge, 1: shop-api, crm-api, mes-api
- process.memory.usage, gauge, By: shop-api, crm-api, mes-api, shop-db, mes-db
- process.network.io, sum delta, By: shop-api, crm-api, mes-api with network.io.direction receive, transmit
- db.client.operation.duration, histogram delta, s: shop-db, mes-db with db.system.name, server.address (told by the pooler in front)
- db.client.connection.count, gauge, {connection}: shop-db, mes-db with the same labels
- postgresql.db_size, gauge, By: shop-db, mes-db with the same labels
- rabbitmq.message.current, gauge, {message}: rabbitmq with queue, for five work queues and two of dead letters
- system.cpu.utilization, system.memory.utilization, system.filesystem.utilization, gauge, 1: host.name shop-1, crm-1, mes-1, db-1;
  the service is who lives there
- aws.s3.bucket.size, gauge, By: s3 with aws.s3.bucket
- httpcheck.status, gauge, 1, and httpcheck.duration, gauge, s: payment, delivery
"""

from dataclasses import dataclass

HTTP = "http.server.request.duration"
DATABASE = "db.client.operation.duration"
QUEUE = "rabbitmq.message.current"
QUEUES = ("mes.pricing", "mes.orders", "crm.orders", "shop.status", "crm.notifications")
DEAD_QUEUES = ("mes.pricing.dead", "mes.orders.dead")
SECONDS_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
MEGABYTE = 1_048_576.0


@dataclass(frozen=True, slots=True)
class Api:
    """`by_orders`, `by_office`: requests a minute for each order an hour, and while the office works."""

    name: str
    statuses: tuple[str, ...]
    database: str
    quiet: float
    by_orders: float
    by_office: float
    median_s: float
    memory_mb: float
    host: str


APIS = (
    Api("shop-api", ("200", "404", "500"), "shop-db", 14.0, 42.0, 4.0, 0.045, 610.0, "shop-1"),
    Api("crm-api", ("200", "500"), "shop-db", 2.0, 3.0, 26.0, 0.062, 880.0, "crm-1"),
    Api("mes-api", ("200", "500"), "mes-db", 5.0, 6.0, 34.0, 0.052, 740.0, "mes-1"),
)


@dataclass(frozen=True, slots=True)
class Base:
    """`calls` of the database for each request of the APIs that stand on it."""

    name: str
    calls: float
    median_s: float
    memory_mb: float
    size_mb: float
    grows_mb_a_day: float


BASES = (
    Base("shop-db", 2.6, 0.0042, 2_900.0, 14_200.0, 9.5),
    Base("mes-db", 3.1, 0.0051, 2_300.0, 8_700.0, 6.2),
)


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    service: str
    memory: float
    disk: float
    disk_a_day: float  # grows and is cleaned each month


HOSTS = (
    Host("shop-1", "shop-api", 0.52, 0.41, 0.004),
    Host("crm-1", "crm-api", 0.61, 0.38, 0.003),
    Host("mes-1", "mes-api", 0.57, 0.47, 0.006),
    Host("db-1", "shop-db", 0.71, 0.58, 0.005),
)
OUTSIDE = (("payment", 0.31), ("delivery", 0.44))
