"""Words of access: signing in, accounts, passwords, rights."""

SENTENCES: dict[str, str] = {
    "sign-in-needed": "请先登录，再继续操作。",
    "not-allowed": "{name} 没有查看或办理这一项的权限。需要时请联系管理员调整岗位角色。",
    "form-stale": "页面已过期（登录状态已变），未作任何改动。请返回上一页刷新后再提交。",
    "sign-in-wrong": "登录名或密码不对。请检查大小写后重试；忘记密码请联系管理员重设。",
    "sign-in-locked": "这个账号因多次输错密码已暂时锁定，请 {minutes} 分钟后再试，或联系管理员解锁。",
    "sign-in-too-often": "尝试次数太多，请 {minutes} 分钟后再试。",
    "account-disabled": "这个账号已停用，请联系管理员。",
    "account-unknown": "没有登录名为“{login}”的账号。",
    "login-taken": "登录名“{login}”已有人使用，请换一个。",
    "login-invalid": "登录名“{login}”不能用：请用 1 至 64 个字符，不含空格。",
    "person-has-account": "{name} 已有账号，不能再建一个。",
    "password-short": "密码太短：至少 {least} 个字符，可以用一句好记的话。",
    "password-long": "密码太长：最多 {most} 个字符。",
    "password-common": "这个密码太容易被猜到，请换一个：不要用重复的字符、姓名或常见密码。",
    "host-needs-account": "设置 host 为 {host}，网络上的人都能打开网页，但还没有任何账号。请先运行 duban account add 登录名 --admin 建立管理员，再启动。",
    "host-unusable": "不能在地址 {host} 上打开网页：本机没有这个地址。请改正设置 host。",
    "password-differs": "两次输入的密码不一样，请重新输入。",
}

LABELS: dict[str, dict[str, str]] = {
    "audit": {
        "signed-in": "登录",
        "sign-in-failed": "登录失败",
        "signed-out": "退出",
        "set-up": "首次设置",
        "account-made": "建立账号",
    },
}
