//! Text that looks like what people and models write: Chinese and English, a few words very often and many rarely.

/// Numbers that are the same in every run (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// Below `limit`, small numbers more often than large ones, about as words are used.
    fn rank(&mut self, limit: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((limit as f64 + 1.0).powf(share) - 1.0) as usize % limit
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const PARTICLES: &str =
    "的了是在我有和不就人都一上也很到说要去你会着没看好自己这那他她它们吗呢吧把被让从对与及或但而其于为以";

const CHINESE: &str = "模型 数据 问题 方法 系统 代码 函数 可以 如果 因为 所以 需要 使用 时间 结果 语言 学习 训练 参数 文件 用户 服务 请求 \
     返回 错误 测试 运行 安装 配置 网络 连接 数据库 向量 检索 搜索 索引 内存 缓存 线程 进程 接口 协议 加密 密钥 证书 版本 更新 分支 合并 \
     提交 仓库 目录 路径 字符 编码 中文 英文 翻译 文章 小说 诗歌 历史 文化 经济 政治 社会 教育 医学 健康 饮食 旅行 天气 城市 北京 上海 \
     广州 深圳 杭州 公司 项目 计划 会议 报告 设计 产品 市场 客户 价格 成本 利润 投资 股票 基金 银行 法律 合同 数学 物理 化学 生物 地理 \
     天文 宇宙 地球 月亮 太阳 潮汐 海洋 河流 山脉 森林 动物 植物 音乐 电影 游戏 足球 篮球 跑步 游泳 朋友 家庭 父母 孩子 老师 学生 工作 \
     生活 爱情 幸福 希望 梦想 世界 国家 中国 美国 日本 欧洲 首先 其次 然后 最后 总之 例如 比如 但是 虽然 不过 而且 或者 关于 根据 通过 \
     提供 支持 实现 解决 分析 理解 解释 说明 描述 比较 选择 优化 改进 提高 降低 增加 减少 保持 避免 注意 重要 简单 复杂 不同 相同 具体";

const ENGLISH: &str = "the be to of and a in that have it for not on with he as you do at this but his by from they we say her she or will my \
     one would there what so up out if about who get which go me when make can like time no just him know take people into \
     year your good some could them see other than then now look only come its over think also back after use two how our \
     work first well way even new want because any these give day most us model data function code value error file line \
     string number list table index query search word language memory thread process network server client request response \
     file path folder branch commit merge build test run write read open close start end loop array object class method \
     library module package version update install configure compile deploy debug measure optimise compare explain describe";

/// As many Chinese characters that are in no list turn up now and then.
const RARE_CHARACTERS: usize = 3_000;
/// As many made-up English words do.
const RARE_WORDS: usize = 40_000;

/// Writes texts.
pub struct Writer {
    chinese: Vec<String>,
    particles: Vec<char>,
    english: Vec<String>,
}

impl Writer {
    pub fn new() -> Self {
        Self {
            chinese: CHINESE.split_whitespace().map(str::to_owned).collect(),
            particles: PARTICLES.chars().collect(),
            english: ENGLISH.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// A text of about so many bytes.
    pub fn text(&self, random: &mut Random, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 64);
        let is_chinese = random.below(2) == 0;
        while text.len() < bytes {
            if is_chinese {
                self.chinese_sentence(random, &mut text)
            } else {
                self.english_sentence(random, &mut text)
            }
            match random.below(12) {
                0 => text.push_str("\n\n"),
                1 => text.push_str("\n- "),
                _ if !is_chinese => text.push(' '),
                _ => {}
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn chinese_sentence(&self, random: &mut Random, text: &mut String) {
        for n in 0..4 + random.below(14) {
            if n > 0 && random.below(8) == 0 {
                text.push('，');
            }
            match random.below(24) {
                0 => text.extend([rare_character(random), rare_character(random)]),
                1 => text.push_str(&self.word(random)),
                2..=9 => text.push(self.particles[random.rank(self.particles.len())]),
                _ => text.push_str(&self.chinese[random.rank(self.chinese.len())]),
            }
        }
        text.push(*random.pick(&['。', '。', '。', '？', '！']));
    }

    fn english_sentence(&self, random: &mut Random, text: &mut String) {
        for n in 0..5 + random.below(14) {
            if n > 0 {
                text.push_str(if random.below(12) == 0 { ", " } else { " " });
            }
            let word = self.word(random);
            if n == 0 {
                text.extend(word.chars().take(1).flat_map(char::to_uppercase));
                text.extend(word.chars().skip(1));
            } else {
                text.push_str(&word);
            }
        }
        text.push('.');
    }

    /// An English word, or one that could be.
    fn word(&self, random: &mut Random) -> String {
        if random.below(6) > 0 {
            return self.english[random.rank(self.english.len())].clone();
        }
        let mut letters = Random::new(random.rank(RARE_WORDS) as u64 + 1);
        (0..2 + letters.below(3))
            .map(|_| {
                let onset = letters.pick(&[
                    "b", "br", "d", "f", "gl", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v",
                    "z",
                ]);
                let rest =
                    letters.pick(&["a", "e", "i", "o", "u", "an", "el", "in", "or", "um", "ax", "ish"]);
                format!("{onset}{rest}")
            })
            .collect()
    }
}

fn rare_character(random: &mut Random) -> char {
    let code = 0x4E00 + random.rank(RARE_CHARACTERS) as u32 * 6;
    char::from_u32(code).unwrap_or('字')
}
