"""Words of sheets and tables: what was left out of a workbook, and how the columns of a table were understood."""

SENTENCES = {
    "sheet-binary": "{name} 是二进制工作簿（.xlsb）。请用 Excel 或 WPS 打开，“另存为” .xlsx 后再导入。",
    "sheet-not-workbook": "{name} 是压缩包，但里面不是 Excel 工作簿（缺 {part}）。请在 Excel 或 WPS 中“另存为” .xlsx。",
    "sheet-too-many-rows": "{name} 有内容的行超过上限 {limit} 行。请确认选对了文件，删去无关的工作表；确需读取时在设置 limits.sheet_rows 中放宽。",
    "sheet-hidden": "工作表“{sheet}”中隐藏的内容（{what}）没有读取。如其中有任务，请取消隐藏后另存，再导入。",
    "sheet-formula-without-value": "工作表“{sheet}”的 {cells} 是没有算出结果的公式，按空格读取。请用 Excel 或 WPS 打开并保存一次，再导入。",
    "sheet-cell-error": "工作表“{sheet}”的 {cells} 显示为错误值，按空格读取。请在原表中改正后再导入。",
}

LABELS: dict[str, dict[str, str]] = {}
