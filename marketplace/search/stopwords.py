"""Words that say nothing about what is looked for. Data only; the lists stay short, because a dropped word is gone."""

#: Single characters that are no token by themselves (their bigrams stay).
FILLER_CHARACTERS = frozenset("的了和与及或在是有为以于对从到等把被让由将之其这那个们也都就还并而且但")

_PURPOSE = """
想 想要 想找 想办 希望 需要 需求 寻找 寻求 找 找到 求 请 请问 要 能 能够 可以 可 懂 会 愿意
我们 我 你 你们 咱们 大家 哪里 哪些 哪个 什么 怎么 如何 有没有 有 一个 一家 一些 一下 附近
的 了 和 与 及 或 在 是 吗 呢 吧 啊 来 去 做 办 搞 进行 开展 提供 相关 有关 以及 或者
"""
#: Words of a question that only say that somebody wants something.
PURPOSE_WORDS = frozenset(_PURPOSE.split())

_ENGLISH = """
a an and are as at be by for from has have i in is it its looking need needs of on or our that the their this to
want wants we with you your who where which what some any
"""
ENGLISH_STOP = frozenset(_ENGLISH.split())
