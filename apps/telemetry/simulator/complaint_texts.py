"""What customers write, in pieces that are put together: how they begin, what is wrong, who they are, how they end.

Fields: `a` is the feminine ending of a past verb ("заказал{a}"), `my` the possessive that fits the piece, `said` the piece
(`will`: будет, будут), `item` the piece with its stone, `piece` the same in the accusative, `when` when it was ordered,
and what identifies the customer.
"""

OPENINGS = (
    "Здравствуйте! ", "Добрый день! ", "Добрый день. ", "Здравствуйте, ", "Добрый вечер! ", "Доброе утро, ", "", "",
    "Алло, есть кто живой? ", "Девушки, помогите разобраться. ", "Пишу вам уже второй раз. ", "Уважаемый магазин! ",
)  # fmt: skip

# By what the order waits for, as a customer sees it.
WRONG = {
    "price": (
        "Заказывал{a} {piece} {when}, модель загрузил{a}, а цену так и не назвали.",
        "{when} отправил{a} вам модель, {item}, и тишина. Сколько можно считать?",
        "Хочу {piece}, файл у вас с {day}, цены до сих пор нет. Вы вообще работаете?",
        "Цену обещали через полчаса, жду с {day}. Речь про {piece}.",
        "Не понимаю, почему {piece} не могут посчитать. Файл загрузился нормально, {when}.",
        "В личном кабинете всё ещё «считаем цену», хотя {piece} я заказывал{a} {when}.",
        "Заказывал{a} у вас {piece} {when}, деньги не списали, цену не назвали, в чате молчат.",
    ),
    "confirmation": (
        "Цену показали, а подтверждения нет. {item}, оформлял{a} {when}.",
        "Мне {when} посчитали {piece}, и с тех пор никто не позвонил и не подтвердил.",
        "Жду, когда менеджер подтвердит заказ: {item}, {when}. Неужели так сложно?",
    ),
    "payment": (
        "Не могу оплатить: сайт пишет «ошибка 500». Заказ {when}, {item}.",
        "Третий раз пытаюсь заплатить за {piece}, и каждый раз ошибка. Карта рабочая!",
        "Оплата не проходит, хотя деньги на карте есть. {item}, оформлял{a} {when}.",
        "Хотел{a} оплатить {piece}, нажимаю кнопку, и ничего. Сделайте что-нибудь.",
    ),
    "operator": (
        "Деньги списали, а заказ стоит на месте. {item}, {when}.",
        "Я оплатил{a} {piece}, а в работу его так и не взяли. Это нормально?",
        "Оплатил{a} ещё {day}, статус не меняется. Где {my} {said}?",
        "Заплатил{a} за {piece} сразу, как прислали счёт. Почему никто не начинает?",
    ),
    "piece": (
        "Когда {will} {said}? Заказывал{a} {when}, обещали быстрее.",
        "Где {my} {said}?? Заказ {when}.",
        "Подскажите, на каком этапе {my} {said}. Оформлял{a} {when}.",
        "Жду {piece}, {when} заказывал{a}. Подарок нужен к празднику, успеете?",
        "Статус «в производстве» висит который день. {item}, {when}.",
        "{piece} заказывал{a} {when}, с тех пор ни звонка, ни письма.",
    ),
    "delivery": (
        "Курьер не приехал, жду {piece}. Заказывал{a} {when}.",
        "Пишут, что {said} в пути, но трек не обновляется.",
        "Посылку с заказом ({item}) везут уже вечность. Оформлял{a} {when}.",
        "Доставку обещали вчера. Где {my} {said}?",
    ),
    "done": (
        "{piece} получил{a}, спасибо, но коробочка пришла мятая.",
        "Заказ получил{a}, работа красивая, но размер не тот ({item}). Как поменять?",
        "Заказ ({item}) пришёл позже обещанного. Хочу понять, почему.",
    ),
    "creation": (
        "Не могу оформить заказ, сайт пишет «что-то пошло не так». Хочу {piece}.",
        "Пытаюсь заказать {piece}, на последнем шаге ошибка. Пробовал{a} несколько раз.",
        "Нажимаю «Оформить», и ошибка 500. Заказ создался или нет? Речь про {piece}.",
    ),
}  # fmt: skip

WHO = (
    "Телефон {phone}.", "Телефон {phone}, {first}.", "Меня зовут {first}, мой номер {phone}.", "Это {first}, {phone}.",
    "Звоните: {phone}.",
    "{first}, живу {street_said}, дом {house}.", "Адрес доставки: {city}, {street}, {house}.", "На имя {name_genitive}.",
    "Заказ на имя {name_genitive}, {in_city}.", "Почта {email}.", "Пишите на {email}, {first}.",
    "Номер оканчивается на {last_four}, {first}.",
    "{first}.", "{name}.", "", "",
)  # fmt: skip
WHO_BY_NUMBER = ("Номер заказа {number}.", "Заказ {number}.", "№ {number}.", "Заказ номер {number}, {first}.", "({number}).")

ENDINGS = (
    "", "", "", " Жду ответа.", " Вы вообще живы?", " Очень жду!", " Ответьте, пожалуйста.", " Если не ответите, верните деньги.",
    " Спасибо.", " Что происходит?", " Так дела не делаются.", " Буду жаловаться.", " Заранее благодарю!",
)  # fmt: skip

ENGLISH = (
    "Hello, I ordered the {english} {when_english} and still have no {missing}. My phone is {phone}.",
    "Hi! I am still waiting for my {english}. Ordered {when_english}, name {name_latin}.",
    "My order ({english}) is late and nobody answers. E-mail {email}.",
    "Any news about the {english}? {name_latin}, {phone}",
)
MISSING = {
    "price": "price",
    "confirmation": "confirmation",
    "payment": "way to pay",
    "operator": "news",
    "piece": "news",
    "delivery": "parcel",
}

PARTNERS = (
    "Partner order lost, ref {reference}.",
    "Добрый день, коллеги. Что с заказом {reference}? Клиент ждёт.",
    "{partner}: по {reference} нет движения, ответьте, пожалуйста.",
    "Прошу сообщить статус по нашему номеру {reference} ({item}).",
    "Наш заказ {reference_bare} завис, клиент звонит каждый день.",
    "Ref {reference}, {english}: any update? The customer is waiting.",
)

MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")
WEEKDAYS = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")
ENGLISH_WEEKDAYS = ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday")
MY = {"n": "моё", "f": "моя", "m": "мой", "p": "мои"}
