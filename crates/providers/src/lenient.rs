//! Reading JSON in which any field can be missing, `null` or of another type than it should be: a field
//! that makes no sense is taken for absent, so that it costs itself and not all that surrounds it.
//!
//! What is read stays where it lies: nothing is copied but what is kept.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::value::RawValue;

/// The text, lent out of the JSON around it unless it holds escapes.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    match deserializer.deserialize_any(Scalars)? {
        Scalar::Text(text) => Ok(Some(text)),
        _ => Ok(None),
    }
}

/// The text, to be kept.
pub(crate) fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text(deserializer)?.map(Cow::into_owned))
}

/// The number, if it is whole and not negative.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match deserializer.deserialize_any(Scalars)? {
        Scalar::Count(count) => Ok(Some(count)),
        _ => Ok(None),
    }
}

/// Yes or no.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match deserializer.deserialize_any(Scalars)? {
        Scalar::Flag(flag) => Ok(Some(flag)),
        _ => Ok(None),
    }
}

/// The object. Its own fields have to be as patient as this.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Objects(PhantomData))
}

/// The objects of a list. What else is among them is passed over.
pub(crate) fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(Lists(PhantomData))
}

/// The field if it can be read as what it should be, for what takes more than one form. It is gone through
/// twice; the others here are not.
pub(crate) fn field<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_str(<&RawValue>::deserialize(deserializer)?.get()).ok())
}

/// What is neither a list nor an object.
enum Scalar<'de> {
    Nothing,
    Flag(bool),
    Count(u64),
    Text(Cow<'de, str>),
}

/// Passes over what is of another type than it should be.
macro_rules! pass_over {
    ($nothing:expr; scalars) => {
        pass_over!($nothing; visit_bool: bool, visit_u64: u64, visit_str: &str);
        pass_over!($nothing; numbers);
    };
    ($nothing:expr; numbers) => {
        pass_over!($nothing; visit_i64: i64, visit_f64: f64);

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
    ($nothing:expr; list) => {
        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            IgnoredAny.visit_seq(list).map(|_| $nothing)
        }
    };
    ($nothing:expr; object) => {
        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
            IgnoredAny.visit_map(object).map(|_| $nothing)
        }
    };
    ($nothing:expr; $($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, _: $type) -> Result<Self::Value, E> {
            Ok($nothing)
        })*
    };
}

struct Scalars;

impl<'de> Visitor<'de> for Scalars {
    type Value = Scalar<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_u64<E>(self, count: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Count(count))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    pass_over!(Scalar::Nothing; numbers);
    pass_over!(Scalar::Nothing; list);
    pass_over!(Scalar::Nothing; object);
}

struct Objects<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Objects<T> {
    type Value = Option<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }

    pass_over!(None; scalars);
    pass_over!(None; list);
}

struct Lists<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Lists<T> {
    type Value = Vec<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut objects = Vec::new();
        while let Some(Element(element)) = list.next_element()? {
            objects.extend(element);
        }
        Ok(objects)
    }

    pass_over!(Vec::new(); scalars);
    pass_over!(Vec::new(); object);
}

struct Element<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Part<'a> {
        #[serde(borrow, deserialize_with = "text")]
        text: Option<Cow<'a, str>>,
        #[serde(deserialize_with = "string")]
        kind: Option<String>,
        #[serde(deserialize_with = "count")]
        count: Option<u64>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(borrow, deserialize_with = "object")]
        inner: Option<Box<Part<'a>>>,
        #[serde(borrow, deserialize_with = "objects")]
        parts: Vec<Part<'a>>,
        #[serde(deserialize_with = "field")]
        pair: Option<(u64, (u64,))>,
    }

    fn part(json: &str) -> Part<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_of_its_type_is_there() {
        let whole =
            part(r#"{"text":"a","kind":"b","count":1,"flag":false,"inner":{"text":"c"},"parts":[{}]}"#);
        assert_eq!((whole.text.as_deref(), whole.kind.as_deref()), (Some("a"), Some("b")));
        assert_eq!((whole.count, whole.flag, whole.parts.len()), (Some(1), Some(false), 1));
        assert_eq!(whole.inner.unwrap().text.as_deref(), Some("c"));
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_absent() {
        let values = ["null", "true", "-1", "1", "0.5", "\"a\"", "\"a\\n\"", "[1,[2]]", r#"{"a":{"b":[1]}}"#];
        let fields = [
            ("text", [5, 6].as_slice()),
            ("kind", &[5, 6]),
            ("count", &[3]),
            ("flag", &[1]),
            ("inner", &[8]),
            ("parts", &[]),
            ("pair", &[7]),
        ];
        assert_eq!(part("{}"), Part::default());
        for (field, its_own) in fields {
            for (index, value) in values.iter().enumerate() {
                let json = format!("{{\"{field}\":{value}}}");
                assert_eq!(part(&json) == Part::default(), !its_own.contains(&index), "{json}");
            }
        }
    }

    #[test]
    fn an_odd_element_costs_itself() {
        let whole = part(r#"{"parts":[null,{"text":"a"},7,[{}],{"text":{},"kind":"b"}]}"#);
        let texts: Vec<_> =
            whole.parts.iter().map(|part| (part.text.as_deref(), part.kind.as_deref())).collect();
        assert_eq!(texts, [(Some("a"), None), (None, Some("b"))]);
    }

    #[test]
    fn only_text_with_escapes_is_copied() {
        assert!(matches!(part(r#"{"text":"你好"}"#).text, Some(Cow::Borrowed("你好"))));
        assert!(matches!(part(r#"{"text":"a\nb"}"#).text, Some(Cow::Owned(text)) if text == "a\nb"));
    }
}
