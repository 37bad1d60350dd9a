"""Words of reading: what a reader noticed in a document and what the clerk should compare or do."""

SENTENCES = {
    "text-nul-removed": "文字里有 {count} 个控制字符（如 NUL），读取时已去掉。请对照原文核对这一处。",
    "text-direction-removed": "文字里有 {count} 个改变显示方向的隐藏控制符，屏幕上看到的字序可能与实际不同；已去掉，按实际字序读取。请对照原文核对这一处，并向来文单位核实。",
    "text-invisible-removed": "文字里有 {count} 个看不见的字符（如零宽空格），读取时已去掉。文字内容不变；如需逐字核对请对照原文。",
    "text-unreadable-signs": "文字里有 {count} 个认不出的字符（� 或自造字），已照录。请对照原文补上正确的字。",
    "text-mixed-encoding": "{lines}的文字编码与全文不同，已分别读取。请对照原文核对这些行有无乱码。",
    "text-broken-bytes": "{lines}里有不成文字的字节，已用 � 标出。请对照原文补上；可请来文单位另存为 UTF-8 再发。",
    "word-hidden-text": "文中有 {count} 处隐藏文字（页面上看不到），未读取，第一处在此。请在 Word 中显示隐藏文字核对；确需读取的，取消隐藏后另存再导入。",
    "word-contents-left-out": "目录共 {count} 行未读取，以正文为准。如目录之后没有正文请核对是否选对了文件。",
    "word-side-notes-left-out": "文中有 {count} 处脚注、尾注或批注未读取，第一处在此。如其中写有任务、单位或期限请手工补充。",
    "word-pictures-left-out": "文中有 {count} 幅图片或图示，其中的文字不会读取，第一处在此。如图中写有任务请手工补充。",
    "word-embedded-left-out": "文中嵌入了 {count} 个别的文件，未读取，第一处在此。请打开嵌入的文件另存后单独导入。",
    "docx-too-deep": "{name} 的表格或文本框一层套一层，套了几百层，正常文档不会这样，未读取。请用 WPS 或 Word 打开，把正文复制到新文档再导入。",
    "html-too-deep": "网页 {name} 的标签嵌套了几千层，正常网页不会这样，未读取。请用浏览器打开，把正文复制到 .docx 或 .txt 再导入。",
    "html-too-many-attributes": "网页 {name} 有一个标签带的属性超过 {limit} 个，正常网页不会这样，未读取。请用浏览器打开，把正文复制到 .docx 或 .txt 再导入。",
    "html-hidden-text": "网页中有 {count} 处不显示的文字，未读取，第一处在此。请用浏览器打开核对；确需读取的请复制到 .docx 或 .txt。",
    "html-struck-text": "有 {count} 处加了删除线的文字，按已删除处理，第一处在此。请对照原文核对。",
}
