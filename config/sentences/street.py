"""Words of the streets' pages: own tasks, forms to report, attachments, drafts, links in messages."""

SENTENCES: dict[str, str] = {
    "attachment-empty": "附件“{name}”是空的，没有内容。请重新选择文件。",
    "attachment-too-large": "附件“{name}”太大，最多 {megabytes} MB。请压缩图片或拆分后再传。",
    "attachments-too-many": "选了 {count} 个附件，一次最多 {most} 个。请减少后再报送。",
    "attachment-refused": "附件“{name}”的内容不是可以接收的文件。可传：图片、PDF、Word（.docx）、Excel（.xlsx）、PPT（.pptx）、纯文本。",
    "attachment-macros": "附件“{name}”带有宏，不能接收。请另存为不带宏的 .docx、.xlsx 或 .pptx 再传。",
    "attachment-old-office": "附件“{name}”是旧格式（.doc、.xls、.wps 一类）。请另存为 .docx、.xlsx 或 PDF 再传。",
    "attachment-archive": "附件“{name}”是压缩包或已损坏的文件，不能接收。请把里面的文件逐个传上来。",
    "attachment-missing": "没有这个附件，或您看不到它所属的事项。请从事项页重新进入。",
    "picture-damaged": "图片“{name}”打不开，可能没有传完整。请重新拍照或另存后再传。",
    "picture-too-many-pixels": "图片“{name}”尺寸太大（{width}×{height}），最多 {most} 百万像素。请缩小后再传。",
    "preview-impossible": "附件“{name}”没有缩略图，请下载查看。",
}

LABELS: dict[str, dict[str, str]] = {
    "attachment_kind": {
        "picture": "图片",
        "pdf": "PDF",
        "word": "Word 文档",
        "workbook": "Excel 表格",
        "slides": "演示文稿",
        "text": "纯文本",
    },
}
