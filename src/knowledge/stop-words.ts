// Words that say that something is asked, but not what. They would match everywhere and rank nothing.

export const ENGLISH_STOP_WORDS = new Set(
  `a about all also am an and any anyone anybody anything are as at be because been being but by can cannot could
  d did do does doesn doing don done else every everyone example examples everything for from get gets getting give gives go going got
  had has have having he help her here him his how i if in into is isn it its just know let like ll m make makes making
  many may me might more much must my need needs no not now of off ok on one only or other our out over please put
  re really s she should show so some somebody someone something still such sure t tell than thank thanks that the
  their them then there these they thing things this those through time to too up us use used uses using ve very
  want wants was way ways we well were what when where whether which while who whom whose why will with won would
  yes you your yours able actually allowed allow away bit ever exactly happen happens happened hello hey hi kind long lot
  mean meaning means often ok okay possible question right soon sort supposed wonder wondering`.split(/\s+/),
);

/** Longer ones first, so that "为什么" goes as a whole. Single characters only where hardly any word contains them. */
export const CHINESE_STOP_WORDS =
  `能不能够 可不可以 需不需要 多长时间 什么时候 为什么 怎么样 怎么办 是不是 有没有 能不能 会不会 要不要 告诉我 是什么 想问下 想问 请教 麻烦 到底 大概 多久 多长 哪天 哪位 怎么弄 咋办 咋
  意思 怎么 怎样 如何 什么 为何 为啥 哪里 哪儿 哪些 哪个 哪种 在哪 多少 请问 帮我
  帮忙 给我 告诉 我想 我要 想要 需要 应该 可以 是否 能否 一下 一个 一些 一种 一首
  一篇 一段 一句 我们 你们 他们 咱们 自己 这个 那个 这些 那些 这样 那样 现在 知道
  觉得 认为 没有 时候 因为 所以 如果 但是 还是 或者 以及 吗 呢 吧 啊 呀 嘛 么 的
  了 我 你 您 它 他 她 这 那 是 和 与 或 把 被 请 就 也 很 谁 几`.split(/\s+/);

/** Characters of asking that also stand inside words: parted from their neighbours only where they make none with them. */
export const CHINESE_PARTICLES = [
  "(?<![功可智性职技节只])能(?![力源量])",
  "(?<![社机])会(?![话议员计])",
  "(?<![重主必摘需])要(?![求点素])",
  "(?<![存现所])在(?![线])",
  "(?<![没所拥])有(?![效关限])",
  "(?<![使应费调启信套])用(?![户途法])",
  "(?<![不未还])想",
  "(?<![成首古京])都(?![市会])",
];

/** Verbs, measures, numbers and the like: a pair with one of them is seldom a word, or a word that says little. */
export const CHINESE_THIN_CHARACTERS = new Set(
  "去来到拿给打做弄看说讲找放没不别几个次号点些种块元了过还再才又让叫带想要从被把跟和在是有会能就都也很太真挺最更只但而且或一二三四五六七八九十百千万两半",
);

/** Others of which words are made: where no passage has the words, they are none that anybody asks for. */
export const CHINESE_WEAK_CHARACTERS = new Set(
  "走多少大小高低长短新旧前后上下里外完掉好先条件份名人事话算花跑搞问知道",
);
