"""Which scene draws which moment, and the drawing of one moment."""

from collections.abc import Callable, Mapping

from apps.telemetry.simulator.chance import rng
from apps.telemetry.simulator.life import Life, Moment
from apps.telemetry.simulator.pen import Ink, Pen
from apps.telemetry.simulator.scenes import crm, mes, shop
from apps.telemetry.simulator.scenes.scene import Scene

SCENES: Mapping[str, Callable[[Scene], None]] = {
    "create": shop.create,
    "upload": shop.upload,
    "look": shop.look,
    "pay": shop.pay,
    "shop_status": shop.shop_status,
    "delivered": shop.delivered,
    "register": crm.register,
    "note_price": crm.note_price,
    "note_completed": crm.note_completed,
    "confirm": crm.confirm,
    "ship": crm.ship,
    "resend": crm.resend,
    "promise": crm.promise,
    "cancel": crm.cancel,
    "price": mes.price,
    "register_work": mes.register_work,
    "take": mes.take,
    "operation_started": mes.operation_started,
    "operation_finished": mes.operation_finished,
    "complete": mes.complete,
}


def draw(seed: int, ink: Ink, life: Life, moment: Moment) -> Pen:
    """The spans and logs of one moment: the same whenever it is drawn."""
    pen = Pen(ink, rng(seed, "scene", life.index, moment.key), moment.trace_id)
    SCENES[moment.name](Scene(pen, life, moment))
    return pen
