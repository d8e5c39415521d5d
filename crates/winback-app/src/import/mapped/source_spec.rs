//! Where the value of a field comes from, as it is written: a column, a table of options, or a list
//! of either, of which the first that gives something counts.

use std::{collections::BTreeMap, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use toml::Spanned;

use super::spec::{StateName, Unlisted};

/// The sources of one field, with their places in the mapping file.
#[derive(Debug, Default)]
pub(super) struct Sources(pub(super) Vec<(Range<usize>, SourceSpec)>);

/// One source.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSpec {
    #[serde(default)]
    pub(super) column: Option<String>,
    #[serde(default)]
    pub(super) value: Option<String>,
    #[serde(default)]
    pub(super) template: Option<String>,
    #[serde(default)]
    pub(super) values: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) unlisted: Unlisted,
    #[serde(default)]
    pub(super) empty: Vec<String>,
    #[serde(default)]
    pub(super) default: Option<String>,
    #[serde(default)]
    pub(super) trim: Option<bool>,
    #[serde(default)]
    pub(super) split: Option<String>,
    #[serde(default)]
    pub(super) dates: Option<Vec<String>>,
    #[serde(default)]
    pub(super) zone: Option<String>,
    #[serde(default)]
    pub(super) decimal: Option<char>,
    #[serde(default)]
    pub(super) thousands: Option<String>,
    #[serde(default)]
    pub(super) negative: bool,
    #[serde(default)]
    pub(super) html: bool,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default, rename = "if")]
    pub(super) only_if: Option<String>,
    #[serde(default)]
    pub(super) states: Option<Vec<StateName>>,
    #[serde(default)]
    pub(super) not_before: Option<String>,
}

/// One source as it is written.
struct One(SourceSpec);

enum OneOrMany {
    One(Box<SourceSpec>),
    Many(Vec<(Range<usize>, SourceSpec)>),
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<OneOrMany>::deserialize(deserializer)?;
        let span = written.span();
        Ok(Self(match written.into_inner() {
            OneOrMany::One(source) => vec![(span, *source)],
            OneOrMany::Many(sources) => sources,
        }))
    }
}

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor)
    }
}

fn column(name: &str) -> SourceSpec {
    SourceSpec { column: Some(name.to_owned()), ..SourceSpec::default() }
}

struct OneVisitor;

impl<'de> Visitor<'de> for OneVisitor {
    type Value = SourceSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column, or a table such as { column = \"name\" }")
    }

    fn visit_str<E>(self, name: &str) -> Result<SourceSpec, E> {
        Ok(column(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SourceSpec, A::Error> {
        SourceSpec::deserialize(MapAccessDeserializer::new(map))
    }
}

struct OneOrManyVisitor;

impl<'de> Visitor<'de> for OneOrManyVisitor {
    type Value = OneOrMany;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the name of a column, a table such as { column = \"name\" }, or a list of either",
        )
    }

    fn visit_str<E>(self, name: &str) -> Result<OneOrMany, E> {
        Ok(OneOrMany::One(Box::new(column(name))))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany, A::Error> {
        OneVisitor.visit_map(map).map(|source| OneOrMany::One(Box::new(source)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany, A::Error> {
        let mut sources = Vec::new();
        while let Some(source) = list.next_element::<Spanned<One>>()? {
            let span = source.span();
            sources.push((span, source.into_inner().0));
        }
        Ok(OneOrMany::Many(sources))
    }
}
