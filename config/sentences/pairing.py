"""Words of pairing results with items, and of figures over time."""

SENTENCES = {
    "pairing-role-unknown": "不认识关联方式“{role}”。请用 baseline（基数）或 evidence（佐证）。",
    "result-unknown": "没有编号为 {result} 的工作成果。请用 duban result list 查看。",
    "result-of-another-unit": "工作成果 {result} 不属于事项 {number} 的单位，不能关联。请核对编号，或先更正成果所属单位。",
    "pairing-unknown": "事项 {number} 没有关联工作成果 {result}，无需取消。请用 duban result offers {number} 查看。",
    "suggest-figure": "“{soft}”没有可核对的目标。该单位此前成果为{of} {value} {unit}，建议写明不少于多少{unit}、何时完成。",
    "suggest-words": "“{soft}”没有可核对的目标。请与责任单位商定数量或完成日期后改写。",
}

LABELS = {
    "pairing_role": {"baseline": "基数", "evidence": "佐证"},
    "indicator_kind": {"result": "成果", "target": "目标"},
}
