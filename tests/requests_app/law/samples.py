"""Answers as a careful venue would fill them in."""

from typing import Any

VENUE = {"legal_name": "杭州静园物业服务有限公司", "person_in_charge": "李敏"}


def item(kind: str, **changes: Any) -> dict[str, Any]:
    erased = {
        "kind": kind,
        "store": "local_server",
        "result": "erased",
        "method": "record_deleted",
        "sanitisation": "none",
        "done_on": "2026-11-20",
    }
    return erased | changes


def deletion(**changes: Any) -> dict[str, Any]:
    """A complete answer to a deletion."""
    return {
        "venue": VENUE,
        "done_on": "2026-11-20",
        "inventory": [
            item("enrolment_photo"),
            item("template", store="device", place="3号门禁"),
            item("capture_image", result="expired"),
            item("log", result="anonymised", method="anonymised"),
            {"kind": "training_set", "store": "cloud", "result": "not_held"},
        ],
        "backups": {"held": True, "expires_on": "2026-12-20", "not_restored": True},
        "recipients": {
            "shared": True,
            "told": [{"name": "某某科技有限公司", "told_on": "2026-11-20", "confirmed": True}],
        },
    } | changes


def alternative(**changes: Any) -> dict[str, Any]:
    """A complete answer to an opt-out."""
    offered = {
        "means": ["card", "staff"],
        "all_entrances": True,
        "all_hours": True,
        "usable_from": "2026-11-21",
        "free": True,
        "as_fast": True,
        "face_entry_disabled": True,
        "template_deleted": True,
        "unconditional": True,
        "no_prompting": True,
        "captures_face": False,
        "people": ["owners", "tenants", "visitors", "children", "elderly"],
        "contact": "门岗 0571-0000",
    }
    return {"venue": VENUE, "alternative": offered | changes}


def transfer(**changes: Any) -> dict[str, Any]:
    """Handed to the person in a format that machines can read."""
    handed = {"what": "录入照片、通行日志", "format": "json", "to": "person", "on": "2026-11-20"}
    return handed | changes


COMPLETE: dict[str, dict[str, Any]] = {
    "access": {
        "venue": VENUE,
        "access": {
            "template_held": True,
            "categories": "录入照片、人脸模板、通行日志",
            "purposes": "门禁",
            "source": "业主办理入住时录入",
            "retention": "迁出后删除",
            "recipients": "无",
        },
    },
    "deletion": deletion(),
    "consent_withdrawal": deletion(
        stopped={"on": "2026-11-20", "systems": "全部门禁", "no_detriment": True}
    ),
    "opt_out": alternative(),
    "objection": {
        "venue": VENUE,
        "stopped": {"on": "2026-11-20", "systems": "客流分析", "no_detriment": True},
    },
    "correction": {"venue": VENUE, "correction": {"what": "更换录入照片", "on": "2026-11-20"}},
    "explanation": {
        "venue": VENUE,
        "explanation": {
            "rules": "仅比对本小区名单",
            "necessity": "可用门禁卡代替",
            "automated": True,
            "logic": "相似则开门，不相似由门岗处理",
            "human_review": "门岗值班人员",
        },
    },
    "portability": {"venue": VENUE, "transfer": transfer()},
}
SEARCHED = {
    "venue": VENUE,
    "search": {
        "stores": "出纸机、云端后台",
        "on": "2026-11-20",
        "nothing_because": "expired_automatically",
        "retention": "10分钟后自动删除",
    },
}
