"""Words of reading PDF files: why one is refused, what was left out of one, and what to do about it."""

SENTENCES = {
    "pdf-encrypted": "{name} 设有打开密码。请向来文单位索取不加密的文件，或用原软件打开，去掉密码后另存，再导入。",
    "pdf-scan": "{name} 共 {count} 页，没有可读的文字，多半是扫描件或整页图片。请向来文单位要电子稿；没有时请用文字识别（OCR）软件转成文字，校对后再导入，或直接粘贴文字。",
    "pdf-damaged": "{name} 已损坏或没有下载完整，读不出来的是{place}。请重新取得原件，或用原软件打开后另存为 PDF，再导入。",
    "pdf-too-many-pages": "{name} 有 {count} 页，超过上限 {limit} 页。请按章节拆成几份，或在设置 limits.pdf_pages 中放宽。",
    "pdf-unpacks-too-large": "{name} 解开后超过上限 {limit} 字节（到第 {number} 号对象为止），没有读取任何内容。请向来文单位核实，或用原软件打开后另存为普通 PDF。",
    "pdf-draws-without-end": "{name} 里的图形层层嵌套、互相引用，像是炸弹文件，没有读取任何内容。请向来文单位核实，或用原软件打开后另存为普通 PDF。",
    "pdf-recognised-text": "第 {pages} 页是扫描图片，文字由识别软件加上，可能有错字漏字。请对照原件逐条核对。",
    "pdf-unmapped-font": "{name} 的字体没有说明每个字是什么（{signs} 个字中有 {count} 个认不出），直接读会是乱码。请向来文单位要 Word 稿，或用文字识别（OCR）软件转成文字，校对后再导入。",
    "pdf-pages-without-text": "第 {pages} 页只有图片，没有可读的文字，未读取。请对照原件核实；其中有任务的，请用文字识别软件转出后补录。",
    "pdf-hidden-text": "第 {pages} 页有印出来看不见的文字（如“{text}”），未读入正文。请对照原件核实是否需要。",
    "pdf-struck-text": "第 {pages} 页有划去的文字（如“{text}”），未读入正文，可能是没有定稿的修订稿。请向来文单位核实，最好改用定稿。",
    "pdf-turned-text": "第 {pages} 页有竖排或斜放的文字（如“{text}”，多为水印），未读入正文。请对照原件核实其中有无任务。",
}
