//! Templates: text with columns in it, such as `{product}[ – {account}]`.

/// A template. What stands in square brackets is left out if a column in it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template<Column>(Vec<Piece<Column>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<Column> {
    Text(String),
    Column(Column),
    Optional(Vec<Self>),
}

impl<Column> Template<Column> {
    /// Reads a template; doubled braces and brackets mean themselves.
    ///
    /// # Errors
    /// What is wrong with it, or with a column.
    pub(super) fn parse(
        text: &str,
        mut column: impl FnMut(&str) -> Result<Column, String>,
    ) -> Result<Self, String> {
        let mut pieces: Vec<Piece<Column>> = Vec::new();
        // The pieces before a bracket that is open.
        let mut outside: Option<Vec<Piece<Column>>> = None;
        let mut literal = String::new();
        let mut rest = text.chars().peekable();
        while let Some(mark) = rest.next() {
            let doubled = matches!(mark, '{' | '}' | '[' | ']') && rest.peek() == Some(&mark);
            if doubled {
                rest.next();
                literal.push(mark);
                continue;
            }
            match mark {
                '{' | '[' | ']' => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut literal)));
                    }
                }
                '}' => return Err("`}` closes nothing: write `}}` for a brace".into()),
                _ => literal.push(mark),
            }
            match (mark, &outside) {
                ('{', _) => {
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(mark) => name.push(mark),
                            None => {
                                return Err("a `{` is not closed: write `{{` for a brace".into());
                            }
                        }
                    }
                    pieces.push(Piece::Column(column(name.trim())?));
                }
                ('[', None) => outside = Some(std::mem::take(&mut pieces)),
                ('[', Some(_)) => return Err("brackets cannot stand in brackets".into()),
                (']', Some(_)) => {
                    let within = std::mem::take(&mut pieces);
                    pieces = outside.take().unwrap_or_default();
                    pieces.push(Piece::Optional(within));
                }
                (']', None) => {
                    return Err("`]` closes nothing: write `]]` for a bracket".into());
                }
                _ => {}
            }
        }
        if outside.is_some() {
            return Err("a `[` is not closed: write `[[` for a bracket".into());
        }
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Ok(Self(pieces))
    }

    /// Returns the first column of the template.
    pub(super) fn first_column(&self) -> Option<&Column> {
        fn first<C>(pieces: &[Piece<C>]) -> Option<&C> {
            pieces.iter().find_map(|piece| match piece {
                Piece::Text(_) => None,
                Piece::Column(column) => Some(column),
                Piece::Optional(within) => first(within),
            })
        }
        first(&self.0)
    }

    /// Fills in the columns; nothing if all of them are empty.
    pub(super) fn fill<'v>(&self, value: &impl Fn(&Column) -> &'v str) -> Option<String> {
        fn fill<'v, C>(
            pieces: &[Piece<C>],
            value: &impl Fn(&C) -> &'v str,
            into: &mut String,
        ) -> Filled {
            let mut filled = Filled::default();
            for piece in pieces {
                match piece {
                    Piece::Text(text) => into.push_str(text),
                    Piece::Column(column) => {
                        let value = value(column);
                        filled.lacks |= value.is_empty();
                        filled.has |= !value.is_empty();
                        into.push_str(value);
                    }
                    Piece::Optional(within) => {
                        let before = into.len();
                        let inner = fill(within, value, into);
                        if inner.lacks {
                            into.truncate(before);
                        } else {
                            filled.has |= inner.has;
                        }
                    }
                }
            }
            filled
        }
        let mut text = String::new();
        let filled = fill(&self.0, value, &mut text);
        (filled.has && !text.is_empty()).then_some(text)
    }
}

/// Whether pieces have a column with a value, and one without.
#[derive(Default)]
struct Filled {
    has: bool,
    lacks: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, a: &str, b: &str) -> Result<Option<String>, String> {
        let template = Template::parse(template, |name| match name {
            "a" | "b" => Ok(name.to_owned()),
            _ => Err(format!("no {name}")),
        })?;
        Ok(template.fill(&|name: &String| if name == "a" { a } else { b }))
    }

    #[test]
    fn columns_are_filled_in_and_brackets_left_out_where_they_lack_one() {
        let name = |a, b| filled("{a}[ – {b}]", a, b).unwrap();
        assert_eq!(name("Pumps", "Acme").as_deref(), Some("Pumps – Acme"));
        assert_eq!(name("Pumps", "").as_deref(), Some("Pumps"));
        assert_eq!(name("", ""), None);
        assert_eq!(filled("[{a}]: {{[[{ b }]]}}", "", "x").unwrap().as_deref(), Some(": {[x]}"));
    }

    #[test]
    fn what_is_no_template_is_told() {
        for (template, problem) in [
            ("{c}", "no c"),
            ("{a", "a `{` is not closed: write `{{` for a brace"),
            ("a}", "`}` closes nothing: write `}}` for a brace"),
            ("a]", "`]` closes nothing: write `]]` for a bracket"),
            ("[a", "a `[` is not closed: write `[[` for a bracket"),
            ("[a [b] ]", "brackets cannot stand in brackets"),
        ] {
            assert_eq!(filled(template, "x", "y"), Err(problem.into()), "{template}");
        }
    }
}
