"""Words of rights: who may do what, standing in for somebody, handing a post over."""

SENTENCES: dict[str, str] = {
    "assign-within-unit": "{name} 只能把事项 {number} 改派给本单位及下属单位的岗位；跨单位改派请联系督办办公室。",
    "administrators-only": "{name} 不能改动管理员：管理员岗位由谁担任、由谁代办、消息发往哪里，只能由管理员改。请联系管理员。",
    "leaders-only": "{name} 不能任命领导小组成员：领导小组岗位由谁担任、由谁代办、消息发往哪里，只能由领导小组成员或管理员改。请联系他们。",
    "stand-in-missing": "没有这条代办授权。请刷新后从列表中选择。",
    "stand-in-nobody": "名册中没有这个人（id {id}）。请从列表中选择。",
    "stand-in-oneself": "{name} 不能代自己办理，请选择另一个人。",
    "stand-in-days": "代办的起止日期不对：止日不能早于起日，不能已经过去，最长 {most} 天。",
    "stand-in-note": "说明太长：最多 {most} 个字。",
    "stand-in-known": "{person} 已授权 {deputy} 在这几天代办。要改日期，请先撤销原来的授权。",
    "stand-in-chain": "{name} 在这几天已委托他人代办，或正代他人办理；代办不能再转给第三人。请换一个人或错开日期。",
    "stand-in-for-oneself": "{name} 不能授权自己代他人办理。请由本人或另一位办公室人员授权。",
    "stand-in-by-deputy": "{name} 正代他人办理，不能再授权。请先切换回本人。",
    "stand-in-not-granted": "没有这项代办授权，或已经到期、撤销。请刷新后再选。",
    "stand-in-not-yours": "{name} 只能为本人指定代办人。为他人指定请联系督办办公室。",
    "post-missing": "没有这个岗位。请从单位与人员页重新进入。",
    "hand-over-same": "{name} 已经在这个岗位上，不用移交。",
    "hand-over-day": "移交日期不对：不能早于现任到岗的日期（{since}），也不能晚于一年以后。",
}

LABELS: dict[str, dict[str, str]] = {
    "audit": {
        "stand-in-granted": "授权代办",
        "stand-in-revoked": "撤销代办",
        "stood-in": "切换代办",
        "post-handed-over": "移交岗位",
    },
    "stand_in": {
        "in_force": "生效中",
        "to_come": "未开始",
        "over": "已到期",
        "revoked": "已撤销",
    },
}
