"""The kinds of venue: one row a kind, from which everything that differs between kinds is read.

A kind without a row stops the start, and so does one without its icon, its everyday words, or with a
word that the letters, the evidence or the search do not know (`consents.checks`,
`requests_app.completeness`). How to add one: ``docs/adding/venue-kind.md``.

Knows no Django, so that the law may read it; `consents.kind_names` translates the names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from accounts.core.totality import total

# Marks what is to be translated where it is shown.
_ = str


class VenueKind(StrEnum):
    """The code of a kind, as the database and the API hold it. Its icon in the sprite bears it, too."""

    PUBLIC_TOILET = "public_toilet"
    PARK_ENTRY = "park_entry"
    RESIDENTIAL_COMPOUND = "residential_compound"
    SHOWROOM = "showroom"
    SCHOOL = "school"
    PARCEL_LOCKER = "parcel_locker"
    TELECOM_SHOP = "telecom_shop"
    HOSPITAL = "hospital"
    SUBWAY = "subway"
    CROSSING = "crossing"
    RETAIL_PAYMENT = "retail_payment"
    TRAVEL_IDENTITY = "travel_identity"
    WASTE_STATION = "waste_station"
    WORKPLACE = "workplace"
    DATA_TRADE = "data_trade"
    OWN_DEVICE = "own_device"

    @property
    def facts(self) -> VenueKindFacts:
        return KINDS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueKindFacts:
    """What differs between kinds of venue; nothing is assumed, so nothing has a default."""

    #: its name in English, which `kind_names` translates
    label: str
    #: what people call it when they search, each with the comma of its language
    words_en: str
    words_zh: str
    #: on what its letters quote the law, by ``topic`` of the rule packs
    topics: tuple[str, ...]
    #: who lives, learns, works or comes there: choices ``people`` of ``evidence.json``
    people: tuple[str, ...]
    #: those of them without whom another way in is none
    not_left_out: tuple[str, ...]
    #: what can replace the face there: choices ``means``
    other_ways: tuple[str, ...]
    #: what its inventory must mention besides what every inventory does: choices ``item_kind``
    items: tuple[str, ...]
    #: somebody other than the person holds the face there, and can be asked
    askable: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The everyday words in both languages."""
        both = (*self.words_en.split(","), *self.words_zh.split("、"))
        return tuple(word.strip() for word in both)


LIVE_THERE = ("owners", "tenants", "visitors", "children", "elderly", "disabled")
WORK_THERE = ("staff", "visitors", "disabled")
COME_BY = ("customers", "visitors", "children", "elderly", "disabled")
ANY_WAY = ("card", "phone", "id_registration")

KINDS = total(
    VenueKind,
    {
        VenueKind.PUBLIC_TOILET: VenueKindFacts(
            label=_("public toilet (paper dispenser)"),
            words_en="toilet, lavatory, restroom, washroom, bathroom, WC, loo, toilet paper",
            words_zh="公厕、厕所、公共厕所、卫生间、洗手间、厕纸、取纸机",
            topics=("alternative",),
            people=COME_BY,
            not_left_out=(),
            other_ways=("staff", "without_check"),
            items=(),
            askable=True,
        ),
        VenueKind.PARK_ENTRY: VenueKindFacts(
            label=_("safari park or zoo"),
            words_en="zoo, safari park, theme park, scenic area, annual pass",
            words_zh="动物园、野生动物园、公园、游乐园、乐园、景区、年卡、检票口",
            topics=("alternative",),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=("fingerprint",),
            askable=True,
        ),
        VenueKind.RESIDENTIAL_COMPOUND: VenueKindFacts(
            label=_("residential compound gate"),
            words_en="compound, housing estate, gated community, apartment block, flats, gate, home",
            words_zh="小区、住宅区、社区、大门、门禁、单元门、楼宇门、物业、公寓",
            topics=("property_manager", "alternative"),
            people=LIVE_THERE,
            not_left_out=("children", "elderly"),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.SHOWROOM: VenueKindFacts(
            label=_("real-estate showroom"),
            words_en="showroom, sales office, real estate, property sales, show flat",
            words_zh="售楼处、售楼部、售楼中心、样板间、楼盘、房地产",
            topics=("public_place", "consent"),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.SCHOOL: VenueKindFacts(
            label=_("school or dormitory"),
            words_en="school, kindergarten, university, college, campus, dormitory, classroom",
            words_zh="学校、幼儿园、小学、中学、大学、校门、校园、宿舍、教室",
            topics=("minors", "automated_decision"),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.PARCEL_LOCKER: VenueKindFacts(
            label=_("parcel lockers"),
            words_en="parcel locker, package, delivery, courier, pick-up",
            words_zh="快递柜、智能柜、自提柜、取件、快递、驿站、包裹",
            topics=("alternative",),
            people=COME_BY,
            not_left_out=(),
            other_ways=("code",),
            items=(),
            askable=True,
        ),
        VenueKind.TELECOM_SHOP: VenueKindFacts(
            label=_("SIM registration at a telecom shop"),
            words_en="telecom shop, mobile operator, phone shop, SIM card, phone number",
            words_zh="营业厅、手机卡、电话卡、办卡、实名认证、运营商、手机号、通信",
            topics=("storage",),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.HOSPITAL: VenueKindFacts(
            label=_("hospital"),
            words_en="hospital, clinic, doctor, appointment, outpatients",
            words_zh="医院、诊所、门诊、挂号、看病、医保",
            topics=("alternative",),
            people=COME_BY,
            not_left_out=(),
            other_ways=("id_registration", "staff"),
            items=(),
            askable=True,
        ),
        VenueKind.SUBWAY: VenueKindFacts(
            label=_("subway security check"),
            words_en="subway, metro, underground, tube, station, security check",
            words_zh="地铁、地铁站、轨道交通、安检、进站、闸机",
            topics=("automated_decision", "public_place"),
            people=COME_BY,
            not_left_out=(),
            other_ways=("staff",),
            items=(),
            askable=True,
        ),
        VenueKind.CROSSING: VenueKindFacts(
            label=_("public screen at a crossing"),
            words_en="crossing, crosswalk, zebra crossing, jaywalking, traffic light, street screen",
            words_zh="路口、十字路口、斑马线、人行横道、红绿灯、闯红灯、大屏",
            topics=("public_place",),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=("public_display",),
            askable=True,
        ),
        VenueKind.RETAIL_PAYMENT: VenueKindFacts(
            label=_("pay by face: shop, canteen, vending machine"),
            words_en="shop, supermarket, store, canteen, vending machine, till, checkout, pay by face",
            words_zh="商店、超市、便利店、食堂、收银、自动售货机、刷脸支付、付款",
            topics=("alternative", "recipients"),
            people=COME_BY,
            not_left_out=(),
            other_ways=("cash_or_card", "phone"),
            items=(),
            askable=True,
        ),
        VenueKind.TRAVEL_IDENTITY: VenueKindFacts(
            label=_("hotel, airport or railway identity check"),
            words_en="hotel, airport, railway, train station, check-in, boarding, identity check",
            words_zh="酒店、宾馆、机场、火车站、高铁站、入住、登机、人证核验",
            topics=("storage", "consent"),
            people=COME_BY,
            not_left_out=(),
            other_ways=("staff",),
            items=(),
            askable=True,
        ),
        VenueKind.WASTE_STATION: VenueKindFacts(
            label=_("garbage-sorting station"),
            words_en="waste, garbage, rubbish, trash, recycling, bins, sorting station",
            words_zh="垃圾站、垃圾分类、垃圾桶、垃圾房、投放点、回收",
            topics=("alternative", "property_manager"),
            people=LIVE_THERE,
            not_left_out=("children", "elderly"),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.WORKPLACE: VenueKindFacts(
            label=_("office or campus attendance clock"),
            words_en="office, work, workplace, company, employer, factory, attendance, time clock",
            words_zh="公司、单位、办公室、办公楼、写字楼、园区、工厂、考勤、打卡、上班",
            topics=("no_detriment", "consent"),
            people=WORK_THERE,
            not_left_out=(),
            other_ways=("card",),
            items=(),
            askable=True,
        ),
        VenueKind.DATA_TRADE: VenueKindFacts(
            label=_("face data offered for sale or leaked"),
            words_en="data trade, leak, breach, for sale, black market, data broker",
            words_zh="人脸数据买卖、数据泄露、泄露、倒卖、黑市、数据贩子",
            topics=("remedy", "security"),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=(),
            askable=True,
        ),
        VenueKind.OWN_DEVICE: VenueKindFacts(
            label=_("face unlock on one's own device"),
            words_en="phone, tablet, laptop, face unlock, own device",
            words_zh="手机、平板、电脑、面容解锁、刷脸解锁、人脸解锁",
            topics=("storage",),
            people=COME_BY,
            not_left_out=(),
            other_ways=ANY_WAY,
            items=(),
            askable=False,
        ),
    },
    name="consents.kinds.KINDS",
)
ASKABLE = frozenset(kind for kind, facts in KINDS.items() if facts.askable)


def called(word: str) -> list[VenueKind]:
    """The kinds in one of whose everyday words ``word`` occurs, in either language and any case."""
    typed = word.casefold()
    return [kind for kind, facts in KINDS.items() if typed in "\n".join(facts.words).casefold()]


def gaps() -> Iterator[str]:
    """A sentence for each language in which a kind has no everyday word, or an empty one."""
    for kind, facts in KINDS.items():
        spoken = {"words_en": facts.words_en.split(","), "words_zh": facts.words_zh.split("、")}
        for field, words in spoken.items():
            if not all(word.strip() for word in words):
                yield f"{KINDS.name}: {kind.name} has no {field}, or an empty one between two commas."
