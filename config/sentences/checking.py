"""What is wrong with a value that was checked on reading: pydantic's types of error, or how they begin."""

LABELS: dict[str, dict[str, str]] = {
    "value_fault": {
        "missing": "没有填写",
        "extra_forbidden": "不是认识的字段",
        "unexpected_keyword_argument": "不是认识的字段",
        "json_invalid": "不是合法的 JSON",
        "literal_error": "应为 {expected} 之一",
        "int_": "应是整数",
        "float_": "应是数字",
        "bool_": "应是 true 或 false",
        "time_": "应是时刻，如 08:30:00",
        "path_": "应是路径",
        "string_too_long": "太长",
        "string_": "应是文字",
        "dict_type": "应是对象",
        "list_type": "应是数组",
        "tuple_type": "应是数组",
        "model_": "应是对象",
        "dataclass_type": "应是对象",
        "too_long": "项数太多",
        "too_short": "项数太少",
        "greater_than_equal": "应不小于 {ge}",
        "greater_than": "应大于 {gt}",
        "less_than_equal": "应不大于 {le}",
        "less_than": "应小于 {lt}",
    },
}
