"""CRM API: managers confirm, ship, cancel and repair; it keeps no orders of its own but asks Shop API."""

from apps.telemetry.datamodel import Severity, SpanKind
from apps.telemetry.simulator.pen import OpenSpan
from apps.telemetry.simulator.scenes.scene import Scene

API = "crm-api"
_SHOP = "shop-api"


def register(scene: Scene) -> None:
    span, message = scene.consume(API)
    if scene.redelivered(span, message):
        return
    _ask_shop(scene, span, "GET", "/internal/orders/{number}", "SELECT")
    scene.say(span, "заказ заведён в CRM")
    scene.pen.settle(span, message, "ack")
    scene.finish(span)


def note_price(scene: Scene) -> None:
    span, message = scene.consume(API)
    if scene.redelivered(span, message):
        return
    scene.pen.call(span, "choose manager", SpanKind.INTERNAL, 4, {})
    scene.say(span, f"цена {scene.life.total} руб., передано менеджеру на подтверждение")
    scene.pen.settle(span, message, "ack")
    scene.finish(span)


def note_completed(scene: Scene) -> None:
    span, message = scene.consume(API)
    if scene.redelivered(span, message):
        return
    scene.say(span, "изделие готово, ждёт передачи в доставку")
    scene.pen.settle(span, message, "ack")
    scene.finish(span)


def confirm(scene: Scene) -> None:
    root = scene.request(API, "POST", "/orders/{number}/confirm", 200)
    root.attributes["enduser.id"] = scene.staff
    _ask_shop(scene, root, "GET", "/internal/orders/{number}", "SELECT")
    if scene.moment.failure is not None:
        scene.break_down(root, scene.moment.failure, "Не удалось подтвердить заказ")
    else:
        scene.say(root, "заказ подтверждён менеджером")
        scene.send(root)
    scene.finish(root)


def ship(scene: Scene) -> None:
    root = scene.request(API, "POST", "/orders/{number}/shipments", 201)
    root.attributes["enduser.id"] = scene.staff
    _ask_shop(scene, root, "GET", "/internal/orders/{number}/address", "SELECT")
    call = scene.pen.outside(root, "delivery", "POST", "/v1/shipments", 201, 480)
    call.attributes |= scene.order("mes-api")
    scene.say(root, "shipment registered with the carrier")
    if scene.pen.random.random() < 0.08:
        customer = scene.life.customer
        line = f"получатель {customer.name}, {customer.phone}, {customer.city.name}"
        scene.pen.log(root, Severity.DEBUG, line, scene.order(API))
    scene.send(root)
    scene.finish(root)


def resend(scene: Scene) -> None:
    """Somebody noticed that the order stands, and sends the message again."""
    root = scene.request(API, "POST", "/orders/{number}/resend", 202)
    root.attributes["enduser.id"] = scene.staff
    _ask_shop(scene, root, "GET", "/internal/orders/{number}", "SELECT")
    scene.say(root, f"message {scene.moment.sends[0].type} sent again by hand", Severity.WARN)
    scene.send(root)
    scene.finish(root)


def promise(scene: Scene) -> None:
    root = scene.request(API, "PATCH", "/orders/{number}", 200)
    _ask_shop(scene, root, "PATCH", "/internal/orders/{number}", "UPDATE")
    scene.say(root, "срок изготовления согласован заново")
    scene.finish(root)


def cancel(scene: Scene) -> None:
    root = scene.request(API, "POST", "/orders/{number}/cancel", 200)
    _ask_shop(scene, root, "PATCH", "/internal/orders/{number}", "UPDATE")
    scene.say(root, f"order cancelled: {scene.moment.detail}")
    scene.finish(root)


def _ask_shop(scene: Scene, parent: OpenSpan, method: str, route: str, verb: str) -> None:
    """A call to Shop API: the CLIENT span here and its SERVER span there, with the network between."""
    pen = scene.pen
    attributes: dict[str, object] = {
        "http.request.method": method,
        "url.template": route,
        "server.address": _SHOP,
        "server.port": 8080,
        "http.response.status_code": 200,
    }
    client = pen.open(API, f"{method} {route}", SpanKind.CLIENT, parent.cursor_ns + pen.gap_ns(), attributes, parent_id=parent.span_id)
    server = pen.server(_SHOP, method, route, 200, client.cursor_ns + pen.gap_ns(), parent_id=client.span_id)
    server.attributes |= scene.order(_SHOP)
    pen.database(server, "shop-db", verb, "orders", 5)
    made = pen.close(server)
    client.cursor_ns = made.start_ns + made.duration_ns + pen.gap_ns()
    made = pen.close(client)
    parent.cursor_ns = made.start_ns + made.duration_ns
