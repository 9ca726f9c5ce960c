//! What is searched for: taken from what was generated, so that most of it is there.

use crate::words::{Random, Writer};

/// What kind of query, for the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    OneCharacter,
    TwoCharacters,
    LongerRun,
    Prefix,
    TwoWords,
    Phrase,
    Absent,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::OneCharacter,
        Self::TwoCharacters,
        Self::LongerRun,
        Self::Prefix,
        Self::TwoWords,
        Self::Phrase,
        Self::Absent,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::OneCharacter => "one Chinese character",
            Self::TwoCharacters => "two Chinese characters",
            Self::LongerRun => "three to six Chinese characters",
            Self::Prefix => "beginning of a word",
            Self::TwoWords => "two words",
            Self::Phrase => "phrase",
            Self::Absent => "absent",
        }
    }

    /// How many of 200 queries.
    fn share(self) -> usize {
        match self {
            Self::OneCharacter | Self::Phrase => 25,
            Self::TwoCharacters => 50,
            Self::LongerRun | Self::TwoWords => 30,
            Self::Prefix => 30,
            Self::Absent => 10,
        }
    }
}

/// A query, and its terms as they are to be found in a text.
#[derive(Debug, Clone)]
pub struct Query {
    pub kind: Kind,
    pub typed: String,
    pub terms: Vec<Term>,
}

/// What has to be in a text.
#[derive(Debug, Clone)]
pub enum Term {
    /// These characters.
    Run(String),
    /// These words, one after the other; the last may go on.
    Words(Vec<String>),
}

/// The 200 queries.
pub fn queries(writer: &Writer) -> Vec<Query> {
    let mut random = Random::new(u64::MAX);
    let mut queries = Vec::new();
    for kind in Kind::ALL {
        for n in 0..kind.share() {
            queries.push(query(kind, n, writer, &mut random));
        }
    }
    queries
}

fn query(kind: Kind, n: usize, writer: &Writer, random: &mut Random) -> Query {
    let run = |text: String| (text.clone(), vec![Term::Run(text)]);
    let word = |word: &str| Term::Words(vec![word.to_owned()]);
    let (typed, terms) = match kind {
        // The commonest of all is always among them.
        Kind::OneCharacter if n == 0 => run("的".to_owned()),
        Kind::OneCharacter => run(chinese(writer, random, 1)),
        Kind::TwoCharacters => run(chinese(writer, random, 2)),
        Kind::LongerRun => run(chinese(writer, random, 3 + n % 4)),
        Kind::Prefix => {
            let word = words(writer, random, 1).remove(0);
            let prefix: String = word.chars().take(2 + n % 5).collect();
            (prefix.clone(), vec![Term::Words(vec![prefix])])
        }
        Kind::TwoWords => {
            let two = words(writer, random, 6);
            (format!("{} {}", two[0], two[5]), vec![word(&two[0]), word(&two[5])])
        }
        Kind::Phrase => {
            let words = words(writer, random, 2 + n % 2);
            (format!("\"{}\"", words.join(" ")), vec![Term::Words(words)])
        }
        Kind::Absent if n % 2 == 0 => run(["龘龘", "鬱鬯", "饕餮", "魑魅", "齉齾"][n / 2 % 5].to_owned()),
        Kind::Absent => {
            let absent = ["qwzx", "xylograph", "zzyzx", "jjjj", "quixotry"][n / 2 % 5];
            (absent.to_owned(), vec![word(absent)])
        }
    };
    Query { kind, typed, terms }
}

/// So many characters that follow each other somewhere.
fn chinese(writer: &Writer, random: &mut Random, length: usize) -> String {
    loop {
        let text = writer.text(random, 200);
        let runs: Vec<Vec<char>> = text
            .split(|c: char| !('\u{4E00}'..='\u{9FFF}').contains(&c))
            .map(|run| run.chars().collect())
            .filter(|run: &Vec<char>| run.len() >= length)
            .collect();
        if !runs.is_empty() {
            let run = random.pick(&runs);
            let from = random.below(run.len() - length + 1);
            return run[from..from + length].iter().collect();
        }
    }
}

/// So many words that follow each other somewhere.
fn words(writer: &Writer, random: &mut Random, count: usize) -> Vec<String> {
    loop {
        let text = writer.text(random, 300);
        let words = |sentence: &str| sentence.split_whitespace().filter(|word| *word != "-").count();
        let sentence = text.split(['.', ',', '\n']).find(|part| part.is_ascii() && words(part) >= count);
        if let Some(sentence) = sentence {
            let words = sentence.split_whitespace().filter(|word| *word != "-");
            return words.take(count).map(str::to_lowercase).collect();
        }
    }
}
