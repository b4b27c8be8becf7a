"""Shop API: placing an order, uploading the model, paying, looking, the courier's webhook, news from other services."""

from apps.telemetry.datamodel import Severity
from apps.telemetry.simulator import hiccups
from apps.telemetry.simulator.scenes.scene import Scene

API = "shop-api"
DB = "shop-db"


def create(scene: Scene) -> None:
    pen, life = scene.pen, scene.life
    partner = life.customer.partner
    root = scene.request(API, "POST", "/partner/v1/orders" if partner else "/orders", 201)
    root.attributes["customer.id"] = life.customer.id
    pen.database(root, DB, "SELECT", "customers", 3)
    pen.database(root, DB, "INSERT", "orders", 22)
    pen.database(root, DB, "INSERT", "order_items", 8)
    scene.say(root, f"order accepted {life.number}")
    if pen.random.random() < 0.12:
        pen.log(
            root, Severity.DEBUG, f"confirmation will go to {life.customer.email}, tel {life.customer.phone}", {"order_id": life.number}
        )
    scene.send(root)
    scene.finish(root)


def upload(scene: Scene) -> None:
    pen, life = scene.pen, scene.life
    root = scene.request(API, "PUT", "/orders/{number}/files", 200)
    root.attributes |= {"customer.id": life.customer.id, "http.request.body.size": int(life.model_mb * 1_000_000)}
    pen.database(root, DB, "SELECT", "orders", 3)
    pen.storage(root, "PutObject", f"models/{life.number}/model.stl", 0.1, scene.moment.length_ns * 8 // 10)
    pen.database(root, DB, "UPDATE", "orders", 9)
    scene.say(root, f"model stored, {life.model_mb:.1f} MB")
    scene.send(root)
    scene.finish(root)


def look(scene: Scene) -> None:
    pen = scene.pen
    root = scene.request(API, "GET", "/orders/{number}", 200)
    root.attributes["customer.id"] = scene.life.customer.id
    pen.database(root, DB, "SELECT", "orders", 4)
    if pen.random.random() < 0.4:
        pen.database(root, DB, "SELECT", "order_events", 7, late_ns=hiccups.of_read(pen.random))
    scene.finish(root)


def pay(scene: Scene) -> None:
    pen, moment = scene.pen, scene.moment
    root = scene.request(API, "POST", "/orders/{number}/payments", 201)
    root.attributes["customer.id"] = scene.life.customer.id
    pen.database(root, DB, "SELECT", "orders", 4)
    if moment.failure is not None:
        scene.break_down(root, moment.failure, "payment failed with an unexpected error")
    elif moment.detail == "declined":
        pen.outside(root, "payment", "POST", "/v1/charges", 402, 620)
        pen.answer(root, 402)
        scene.say(root, "карта отклонена банком: insufficient_funds", Severity.WARN)
    else:
        pen.outside(root, "payment", "POST", "/v1/charges", 201, 780)
        pen.database(root, DB, "INSERT", "payments", 12)
        pen.database(root, DB, "UPDATE", "orders", 8)
        scene.say(root, f"payment captured, {scene.life.total} RUB")
        scene.send(root)
    scene.finish(root)


def shop_status(scene: Scene) -> None:
    """News from CRM about the order's stage."""
    span, message = scene.consume(API)
    if scene.redelivered(span, message):
        return
    scene.pen.database(span, DB, "UPDATE", "orders", 7)
    scene.say(span, f"status updated by {message.type}")
    scene.pen.settle(span, message, "ack")
    scene.finish(span)


def delivered(scene: Scene) -> None:
    pen = scene.pen
    root = scene.request(API, "POST", "/webhooks/delivery", 200)
    pen.database(root, DB, "SELECT", "shipments", 4)
    pen.database(root, DB, "UPDATE", "orders", 9)
    scene.say(root, "заказ вручён получателю")
    scene.send(root)
    scene.finish(root)
