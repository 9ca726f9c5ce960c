//! A document of JSON: looked over without keeping it, and read item by item.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read};
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use crate::format::{self, Keys, Kind};
use crate::guard::Guard;
use crate::json::{Budget, Json};
use crate::{Refused, limits};

/// How many names of fields are looked at to tell what an object is.
const NAMES_LOOKED_AT: usize = 1_000;

/// The longest name that tells something.
const LONGEST_NAME: usize = 100;

/// What was seen of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// What it is, where it is known.
    pub(crate) kind: Option<Kind>,
    /// How many items it has; 1 for what is no list.
    pub(crate) items: u64,
}

/// Reads a document to its end, and tells what it is.
pub(crate) fn look_over(reader: impl Read) -> Result<Seen, Refused> {
    read(reader, &Budget::default(), |document| {
        let seen = Look.deserialize(&mut *document)?;
        document.end()?;
        Ok(seen)
    })
}

/// Reads a document of lines to its end.
pub(crate) fn look_over_lines(reader: impl Read) -> Result<(), Refused> {
    let read = std::io::copy(&mut reader.take(limits::LARGEST_DOCUMENT + 1), &mut std::io::sink())?;
    if read > limits::LARGEST_DOCUMENT {
        return Err(Refused::TooLarge { limit_bytes: limits::LARGEST_DOCUMENT });
    }
    Ok(())
}

/// The values of a document with one a line; `None` for a line that is none.
pub(crate) fn lines(reader: impl Read) -> Result<Vec<Option<Json>>, Refused> {
    let budget = Budget::default();
    let mut lines = Vec::new();
    for line in BufReader::new(Guard::new(reader)).split(b'\n') {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let value = budget.value().deserialize(&mut serde_json::Deserializer::from_slice(&line));
        match budget.refusal() {
            Some(refused @ Refused::TooLarge { .. }) => return Err(refused),
            _ => lines.push(value.ok()),
        }
    }
    Ok(lines)
}

/// The value of a document as a whole.
pub(crate) fn whole(reader: impl Read) -> Result<Json, Refused> {
    let budget = Budget::default();
    read(reader, &budget, |document| budget.value().deserialize(document))
}

/// Gives each item of a list, and keeps none. Ends early where `take` breaks, with what it broke with.
pub(crate) fn items<B>(
    reader: impl Read,
    take: impl FnMut(Json) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Refused> {
    let budget = Budget::default();
    let mut items = Items { budget: &budget, take, broken: None };
    let read = read(reader, &budget, |document| document.deserialize_any(&mut items));
    match items.broken {
        Some(broken) => Ok(ControlFlow::Break(broken)),
        None => read.map(ControlFlow::Continue),
    }
}

type Document<R> = serde_json::Deserializer<serde_json::de::IoRead<BufReader<Guard<R>>>>;

fn read<R: Read, T>(
    reader: R,
    budget: &Budget,
    read: impl FnOnce(&mut Document<R>) -> serde_json::Result<T>,
) -> Result<T, Refused> {
    let mut document = serde_json::Deserializer::from_reader(BufReader::new(Guard::new(reader)));
    read(&mut document).map_err(|error| budget.refusal().unwrap_or_else(|| refused(error)))
}

fn refused(error: serde_json::Error) -> Refused {
    match error.classify() {
        Category::Io => Refused::from(std::io::Error::from(error)),
        Category::Eof => Refused::damaged(&"it breaks off"),
        Category::Syntax if error.to_string().starts_with("recursion limit") => {
            Refused::TooDeep { limit: limits::DEEPEST }
        }
        Category::Syntax | Category::Data => Refused::damaged(&error),
    }
}

/// Looks at a document.
struct Look;

impl<'de> DeserializeSeed<'de> for Look {
    type Value = Seen;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Seen, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Seen, A::Error> {
        let mut seen = Seen { kind: None, items: 0 };
        while let Some(item) = list.next_element::<Item>()? {
            seen.kind = seen.kind.or_else(|| format::of_item(&item.0).map(Kind::Items));
            seen.items += 1;
        }
        Ok(seen)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Seen, A::Error> {
        Ok(Seen { kind: format::of_object(&names(object)?), items: 1 })
    }
}

/// The names of an item's fields; none where it is no object.
struct Item(Keys);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Item, A::Error> {
                names(object).map(Item)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Item(Keys::new()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }

            fn visit_str<E>(self, _: &str) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }

            fn visit_unit<E>(self) -> Result<Item, E> {
                Ok(Item(Keys::new()))
            }
        }

        deserializer.deserialize_any(Names)
    }
}

fn names<'de, A: MapAccess<'de>>(mut object: A) -> Result<Keys, A::Error> {
    let mut names = Keys::new();
    while let Some(name) = object.next_key::<String>()? {
        if names.len() < NAMES_LOOKED_AT && name.len() <= LONGEST_NAME {
            names.insert(name);
        }
        object.next_value::<IgnoredAny>()?;
    }
    Ok(names)
}

/// The names of the fields of the object that a line begins with, as far as the line goes.
pub(crate) fn names_in_line(line: &[u8]) -> Keys {
    struct Begun<'a>(&'a mut Keys);

    impl<'de> Visitor<'de> for Begun<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
            while let Some(name) = object.next_key::<String>()? {
                self.0.insert(name);
                object.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }

    let mut names = Keys::new();
    // A line that breaks off has told what it could.
    let _ = serde_json::Deserializer::from_slice(line).deserialize_map(Begun(&mut names));
    names
}

/// Reads a list, one item after another.
struct Items<'a, F, B> {
    budget: &'a Budget,
    take: F,
    broken: Option<B>,
}

impl<'de, F: FnMut(Json) -> ControlFlow<B>, B> Visitor<'de> for &mut Items<'_, F, B> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element_seed(self.budget.value())? {
            if let ControlFlow::Break(broken) = (self.take)(item) {
                self.broken = Some(broken);
                return Err(serde::de::Error::custom("broken off"));
            }
            self.budget.refill();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn seen(text: &str) -> Result<Seen, Refused> {
        look_over(text.as_bytes())
    }

    #[test]
    fn a_list_is_known_by_the_first_item_that_tells_something() {
        let list = r#"[null, 3, "x", [1], {"a":1}, {"mapping":{}}, {"mapping":{}}]"#;
        assert_eq!(seen(list), Ok(Seen { kind: Some(Kind::Items(Format::ChatGpt)), items: 7 }));
        assert_eq!(seen("[]"), Ok(Seen { kind: None, items: 0 }));
    }

    #[test]
    fn an_object_is_known_by_its_fields() {
        assert_eq!(seen(r#"{"indexedDB":{}}"#).unwrap().kind, Some(Kind::Whole(Format::CherryStudio)));
        assert_eq!(seen(r#"{"session:1":{}}"#).unwrap().kind, Some(Kind::Whole(Format::Chatbox)));
        assert_eq!(seen("{}").unwrap().kind, None);
    }

    #[test]
    fn a_document_that_breaks_off_or_goes_on_is_damaged() {
        for wrong in ["[", "[1,]", "{\"a\":", "[] []", "nonsense", "\"text\"", ""] {
            assert!(matches!(seen(wrong), Err(Refused::Damaged { .. })), "{wrong:?}");
        }
    }

    #[test]
    fn however_deep_a_document_is_it_is_refused_and_not_read() {
        let deep = "[".repeat(1_000_000);
        assert!(seen(&deep).is_err());
        assert_eq!(whole(deep.as_bytes()), Err(Refused::TooDeep { limit: limits::DEEPEST }));
        assert!(seen(&format!("{{\"a\":{}}}", "{\"a\":".repeat(200_000))).is_err());
    }

    #[test]
    fn items_come_one_by_one_until_it_is_enough() {
        let mut taken = Vec::new();
        let broken = items("[1,2,3]".as_bytes(), |item| {
            taken.push(item.count().unwrap());
            if taken.len() == 2 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
        });
        assert_eq!(broken, Ok(ControlFlow::Break("enough")));
        assert_eq!(taken, [1, 2]);
    }

    #[test]
    fn a_line_that_breaks_off_tells_what_it_begins_with() {
        let names = names_in_line(br#"{"id":"x","at":3,"ki"#);
        assert_eq!(format::of_line(&names), None);
        let names = names_in_line(br#"{"id":"x","at":3,"kind":"message","parts":[{"te"#);
        assert_eq!(format::of_line(&names), Some(Kind::Records));
    }
}
