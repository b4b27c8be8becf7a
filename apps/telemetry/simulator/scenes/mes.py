"""MES API: pricing a model, registering work, operators who take it and work in operations."""

from apps.telemetry.datamodel import Severity, SpanKind
from apps.telemetry.simulator.life import Failure, Message
from apps.telemetry.simulator.pen import OpenSpan
from apps.telemetry.simulator.plan import MINUTE
from apps.telemetry.simulator.scenes.scene import Scene

API = "mes-api"
DB = "mes-db"


def price(scene: Scene) -> None:
    """Load the model, calculate, write the price, tell the others. A failure is one of reading the model or of calculating too long."""
    pen, life, moment = scene.pen, scene.life, scene.moment
    span, message = scene.consume(API)
    scene.say(span, f"расчёт цены начат, попытка {moment.attempt}")
    pen.storage(span, "GetObject", f"models/{life.number}/model.stl", life.model_mb)
    reading = moment.failure if moment.failure and moment.length_ns < MINUTE else None
    pen.call(span, "load model", SpanKind.INTERNAL, 20 + life.model_mb * 6, {"model.size_mb": round(life.model_mb, 1)}, reading)
    if reading is not None:
        _refuse(scene, span, message, reading)
        return
    _calculate(scene, span)
    if moment.failure is not None:
        _abort(scene, span, message, moment.failure)
        return
    pen.database(span, DB, "UPDATE", "orders", 11)
    scene.say(span, f"цена рассчитана: {life.total} руб.")
    scene.send(span)
    pen.settle(span, message, "ack")
    scene.finish(span)


def _calculate(scene: Scene, span: OpenSpan) -> None:
    """The long part: until a moment before the job ends, or until its deadline exactly."""
    pen, failure = scene.pen, scene.moment.failure
    least_ns = scene.moment.length_ns if failure else max(0, scene.end_ns - span.cursor_ns - 200_000_000)
    work = pen.call(span, "price model", SpanKind.INTERNAL, 1, {}, failure, least_ns)
    if failure is None and scene.moment.length_ns > 5 * MINUTE:
        progress_ns = work.start_ns + least_ns // 2
        pen.log(work, Severity.INFO, "тяжёлая модель, расчёт продолжается: 50 %", scene.order(API), progress_ns)


def _refuse(scene: Scene, span: OpenSpan, message: Message, failure: Failure) -> None:
    """The message failed and goes back to its queue; after the last try it is rejected and goes to the dead-letter queue."""
    pen = scene.pen
    pen.fail(span, failure)
    pen.log_failure(span, f"не удалось обработать сообщение {message.type}, попытка {scene.moment.attempt} из 3", failure, scene.order(API))
    if scene.moment.rejects:
        pen.settle(span, message, "reject", failure)
        scene.say(span, f"message {message.id} rejected after 3 attempts, dead-lettered to {message.queue}.dead", Severity.ERROR)
    else:
        pen.settle(span, message, "nack")
    pen.close(span)


def _abort(scene: Scene, span: OpenSpan, message: Message, failure: Failure) -> None:
    pen, again = scene.pen, scene.moment.attempt == 1
    pen.fail(span, failure)
    pen.log_failure(span, f"{failure.message} (deadline)", failure, scene.order(API))
    scene.say(span, "retry 1 of 1, same model hash" if again else "no retries left, order stays without a price", Severity.WARN)
    if not again:
        pen.settle(span, message, "ack")
    pen.close(span)


def register_work(scene: Scene) -> None:
    pen, failure = scene.pen, scene.moment.failure
    span, message = scene.consume(API)
    pen.database(span, DB, "SELECT", "orders", 4)
    if failure is not None:
        if failure.type.startswith("psycopg"):
            pen.database(span, DB, "INSERT", "order_items", 6, failure)
        _refuse(scene, span, message, failure)
        return
    pen.database(span, DB, "INSERT", "work_orders", 12)
    pen.database(span, DB, "INSERT", "operations", 9)
    scene.say(span, "заказ оплачен, поставлен в очередь производства")
    pen.settle(span, message, "ack")
    scene.finish(span)


def take(scene: Scene) -> None:
    pen = scene.pen
    root = scene.request(API, "POST", "/production/orders/{number}/take", 200)
    root.attributes["enduser.id"] = scene.staff
    pen.database(root, DB, "SELECT", "work_orders", 5)
    if scene.moment.failure is not None:
        scene.break_down(root, scene.moment.failure, "take failed with an unexpected error")
    else:
        pen.database(root, DB, "UPDATE", "work_orders", 9)
        scene.say(root, f"взят в работу, оператор {scene.moment.operator}")
        scene.send(root)
    scene.finish(root)


def operation_started(scene: Scene) -> None:
    _operation(scene, "start", f"операция {scene.moment.detail} начата")


def operation_finished(scene: Scene) -> None:
    _operation(scene, "finish", f"операция {scene.moment.detail} завершена")


def _operation(scene: Scene, verb: str, line: str) -> None:
    root = scene.request(API, "POST", f"/production/orders/{{number}}/operations/{{name}}/{verb}", 200)
    root.attributes |= {"enduser.id": scene.staff, "operation.name": scene.moment.detail}
    scene.pen.database(root, DB, "SELECT", "operations", 4)
    scene.pen.database(root, DB, "UPDATE", "operations", 9)
    scene.say(root, line)
    scene.finish(root)


def complete(scene: Scene) -> None:
    pen = scene.pen
    root = scene.request(API, "POST", "/production/orders/{number}/complete", 200)
    root.attributes["enduser.id"] = scene.staff
    pen.database(root, DB, "SELECT", "operations", 5)
    pen.database(root, DB, "UPDATE", "work_orders", 9)
    pen.storage(root, "PutObject", f"photos/{scene.life.number}/final.jpg", 1.2)
    scene.say(root, "все операции завершены, изделие готово")
    scene.send(root)
    scene.finish(root)
