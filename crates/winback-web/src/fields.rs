//! What a form or an address says: names with values, of which a name may have several.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};

use crate::failure::Failure;

/// Names and values, in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads them from an address, behind its `?`.
    pub(crate) fn of_query(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Returns the first value of a name, as it was given.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a name without space around; none if it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Returns all values of a name that are not empty.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0
            .iter()
            .filter(move |(its, value)| its == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Tells whether a box is ticked.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value != "off" && value != "0")
    }

    /// Returns the first value of a name as a number; none for what is no number.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let body = Bytes::from_request(request, state).await.map_err(|_| Failure::TooLong)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_several_values() {
        let fields = Fields::of_query("id=1&id=2&note=+a%26b+&empty=&all=on&none=0");
        assert_eq!(fields.all("id").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.get("note"), Some("a&b"));
        assert_eq!(fields.raw("note"), Some(" a&b "));
        assert_eq!(fields.get("empty"), None);
        assert!(fields.is_on("all") && !fields.is_on("none") && !fields.is_on("absent"));
        assert_eq!(fields.number::<u64>("id"), Some(1));
        assert_eq!(fields.number::<u64>("note"), None);
    }
}
