//! JSON as other programs write it: values that can be asked for what they may not have, in bounded memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::Refused;
use crate::limits::{DEEPEST, LARGEST_VALUE};

/// A value. Fields keep their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Json {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// The field of this name; null where there is none.
    pub(crate) fn get(&self, name: &str) -> &Json {
        self.fields().iter().find(|(field, _)| field == name).map_or(&NULL, |(_, value)| value)
    }

    /// The value at the end of these names.
    pub(crate) fn at(&self, names: &[&str]) -> &Json {
        names.iter().fold(self, |value, name| value.get(name))
    }

    /// The first of these fields that is not null.
    pub(crate) fn first_of(&self, names: &[&str]) -> &Json {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_null()).unwrap_or(&NULL)
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    pub(crate) fn fields(&self) -> &[(String, Json)] {
        if let Self::Object(fields) = self { fields } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Json] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text, where it is one and has something in it.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text.as_str()).filter(|text| !text.is_empty()) } else { None }
    }

    /// The text, or the number as text: names are written as both.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            _ => self.text().map(str::to_owned),
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    pub(crate) fn float(&self) -> Option<f64> {
        if let Self::Number(number) = self { number.as_f64() } else { None }
    }

    /// A count; a negative one or a fraction is none.
    pub(crate) fn count(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    /// Reads a text that a program put into a text.
    pub(crate) fn within(text: &str) -> Option<Json> {
        let budget = Budget::default();
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = budget.value().deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        Some(value)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(fields) => {
                let mut object = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
                object.end()
            }
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// The memory that values may still take, and why no more were read.
pub(crate) struct Budget {
    left: Cell<u64>,
    refused: Cell<Option<Refused>>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(LARGEST_VALUE), refused: Cell::new(None) }
    }
}

/// What a list takes for each item: it grows to twice its length.
const ITEM: u64 = 2 * size_of::<Json>() as u64;

/// What an object takes for each field beside its name.
const FIELD: u64 = 2 * size_of::<(String, Json)>() as u64;

impl Budget {
    /// A place for one value, and what lies in it.
    pub(crate) fn value(&self) -> Value<'_> {
        Value { budget: self, depth: 0 }
    }

    /// Gives everything back: what was read is gone.
    pub(crate) fn refill(&self) {
        self.left.set(LARGEST_VALUE);
    }

    /// Why a value was not read, where it was for what it takes.
    pub(crate) fn refusal(&self) -> Option<Refused> {
        self.refused.take()
    }

    fn take<E: Error>(&self, bytes: u64) -> Result<(), E> {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.map(drop).ok_or_else(|| self.refuse(Refused::TooLarge { limit_bytes: LARGEST_VALUE }))
    }

    fn refuse<E: Error>(&self, refused: Refused) -> E {
        let error = E::custom(&refused);
        self.refused.set(Some(refused));
        error
    }
}

/// Reads one value out of a budget.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    budget: &'a Budget,
    depth: usize,
}

impl Value<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth == DEEPEST {
            return Err(self.budget.refuse(Refused::TooDeep { limit: DEEPEST }));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        self.budget.take(text.len() as u64)?;
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        self.budget.take(text.len() as u64)?;
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let item = self.deeper()?;
        let mut items = Vec::new();
        while let Some(value) = list.next_element_seed(item)? {
            self.budget.take(ITEM)?;
            items.push(value);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let field = self.deeper()?;
        let mut fields = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            self.budget.take(FIELD + name.len() as u64)?;
            let value = object.next_value_seed(field)?;
            fields.push((name, value));
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json {
        Json::within(text).unwrap()
    }

    #[test]
    fn what_is_not_there_is_null_however_deep_it_is_looked_for() {
        let json = read(r#"{"a":{"b":[1,"x",null]},"n":7,"e":""}"#);
        assert_eq!(json.at(&["a", "b"]).items().len(), 3);
        assert!(json.at(&["a", "q", "r"]).is_null());
        assert!(json.get("n").get("b").is_null());
        assert_eq!(json.get("n").name().as_deref(), Some("7"));
        assert_eq!(json.get("e").text(), None);
        assert_eq!(json.first_of(&["zz", "n"]).count(), Some(7));
    }

    #[test]
    fn a_value_is_written_as_it_was_read() {
        let text = r#"{"z":1,"a":[true,null,"\"",1.5,-3],"o":{}}"#;
        assert_eq!(read(text).to_string(), text);
    }

    #[test]
    fn what_lies_too_deep_is_refused() {
        let text = format!("{}{}", "[".repeat(101), "]".repeat(101));
        let budget = Budget::default();
        assert!(budget.value().deserialize(&mut serde_json::Deserializer::from_str(&text)).is_err());
        assert_eq!(budget.refusal(), Some(Refused::TooDeep { limit: 100 }));
    }

    #[test]
    fn a_thousand_small_values_take_what_they_take_in_memory() {
        let budget = Budget::default();
        budget.left.set(ITEM * 1_000);
        let list = |n| format!("[{}]", vec!["[]"; n].join(","));
        assert!(budget.value().deserialize(&mut serde_json::Deserializer::from_str(&list(1_000))).is_ok());
        budget.left.set(ITEM * 1_000);
        assert!(budget.value().deserialize(&mut serde_json::Deserializer::from_str(&list(1_001))).is_err());
        assert_eq!(budget.refusal(), Some(Refused::TooLarge { limit_bytes: LARGEST_VALUE }));
    }
}
