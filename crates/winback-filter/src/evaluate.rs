//! Evaluation in memory: what every backend must agree with.

use std::cmp::Ordering;

use crate::predicate::{Condition, Line, Predicate, Test, TextMatch};
use crate::record::{Datum, Record};
use crate::text;
use crate::value::Value;

impl Predicate {
    /// Says whether the record passes (rules: behaviour 8.6, 8.7).
    ///
    /// This is the meaning of a predicate; other backends must find the same records.
    pub fn matches(&self, record: &dyn Record) -> bool {
        match self {
            Self::All(members) => members.iter().all(|member| member.matches(record)),
            Self::Any(members) => members.iter().any(|member| member.matches(record)),
            Self::Not(inner) => !inner.matches(record),
            Self::Test(test) => passes(test, record),
        }
    }
}

fn passes(test: &Test, record: &dyn Record) -> bool {
    let field = test.field().name();
    match test.condition() {
        Condition::IsSet => is_set(&record.datum(field)),
        Condition::Compare { relation, value } => {
            order(&record.datum(field), value).is_some_and(|order| relation.holds(order))
        }
        Condition::OneOf(values) => is_one_of(&record.datum(field), values),
        Condition::Text { how, ignore_case, text } => match record.datum(field) {
            Datum::Text(found) if *ignore_case => fits(*how, &text::fold(&found), text),
            Datum::Text(found) => fits(*how, &found, text),
            _ => false,
        },
        Condition::Matches(inner) => {
            record.related(field).iter().any(|referred| inner.matches(referred.as_ref()))
        }
        Condition::AtLeast { count, filter } => {
            let wanted = usize::try_from(count.get()).unwrap_or(usize::MAX);
            let referred = record.related(field);
            let passing = referred.iter().filter(|referred| filter.matches(referred.as_ref()));
            passing.take(wanted).count() == wanted
        }
        Condition::Part { part, offsets, test } => match record.datum(field) {
            Datum::Instant(at) => test.passes(part.of(offsets.local(at))),
            Datum::Date(day) => test.passes(part.of(day.at(0, 0, 0, 0))),
            _ => false,
        },
        Condition::InLine { line, parent, filter } => {
            let mut met = referred_id(&record.datum(field)).into_iter().collect();
            record.related(field).iter().any(|referred| match line {
                Line::Under => is_under(referred.as_ref(), parent.name(), filter, &mut met),
                Line::Over => is_over(referred.as_ref(), filter, &mut met),
            })
        }
    }
}

/// Says whether the record or one that it stands under passes; `met` are the ids on the way.
fn is_under(record: &dyn Record, parent: &str, filter: &Predicate, met: &mut Vec<i64>) -> bool {
    let goes_on = |met: &mut Vec<i64>| match referred_id(&record.datum(parent)) {
        Some(above) if !met.contains(&above) => {
            met.push(above);
            record.related(parent).iter().any(|it| is_under(it.as_ref(), parent, filter, met))
        }
        Some(_) | None => false,
    };
    filter.matches(record) || goes_on(met)
}

/// Says whether the record or one that stands under it passes; `met` are the ids on the way.
fn is_over(record: &dyn Record, filter: &Predicate, met: &mut Vec<i64>) -> bool {
    filter.matches(record)
        || record.members().iter().any(|(id, below)| {
            let is_new = !met.contains(id);
            if is_new {
                met.push(*id);
            }
            is_new && is_over(below.as_ref(), filter, met)
        })
}

fn referred_id(datum: &Datum<'_>) -> Option<i64> {
    match datum {
        Datum::Reference(id) => Some(*id),
        _ => None,
    }
}

fn is_set(datum: &Datum<'_>) -> bool {
    match datum {
        Datum::Empty => false,
        Datum::Many(ids) => !ids.is_empty(),
        Datum::Number(_)
        | Datum::Text(_)
        | Datum::Date(_)
        | Datum::Instant(_)
        | Datum::Choice(_)
        | Datum::YesNo(_)
        | Datum::Reference(_) => true,
    }
}

/// Compares a value with a constant of its type; an empty value, or one of another type than the
/// schema's, is not comparable.
fn order(datum: &Datum<'_>, value: &Value) -> Option<Ordering> {
    match (datum, value) {
        (Datum::Number(found), Value::Number(wanted))
        | (Datum::Reference(found), Value::Reference(wanted)) => Some(found.cmp(wanted)),
        (Datum::Text(found), Value::Text(wanted)) => Some(found.as_ref().cmp(wanted.as_str())),
        (Datum::Date(found), Value::Date(wanted)) => Some(found.cmp(wanted)),
        (Datum::Instant(found), Value::Instant(wanted)) => Some(found.cmp(wanted)),
        (Datum::Choice(found), Value::Choice(wanted)) => Some(found.cmp(wanted)),
        (Datum::YesNo(found), Value::YesNo(wanted)) => Some(found.cmp(wanted)),
        _ => None,
    }
}

fn is_one_of(datum: &Datum<'_>, values: &[Value]) -> bool {
    match datum {
        Datum::Many(ids) => ids.iter().any(|id| values.contains(&Value::Reference(*id))),
        single => values.iter().any(|value| order(single, value) == Some(Ordering::Equal)),
    }
}

fn fits(how: TextMatch, found: &str, searched: &str) -> bool {
    match how {
        TextMatch::Equals => found == searched,
        TextMatch::Contains => found.contains(searched),
        TextMatch::StartsWith => found.starts_with(searched),
        TextMatch::EndsWith => found.ends_with(searched),
        TextMatch::Pattern => text::pattern_matches(found, searched),
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{self, Author, Book, Country};

    /// The book passes the first filters and fails the others.
    fn check(book: &Book, passes: &[&str], fails: &[&str]) {
        let filters = passes.iter().map(|text| (text, true));
        for (text, expected) in filters.chain(fails.iter().map(|text| (text, false))) {
            let predicate = sample::schema().parse("book", text, &sample::context()).unwrap();
            assert_eq!(predicate.matches(book), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_value_fails_every_test_and_passes_its_opposite() {
        let passes = [
            "isbn != x",
            "isbn not in (x)",
            "isbn does not contain x",
            "isbn is not set",
            "pages != 1",
            "editor != Ann",
            "editor not in (1, Ann)",
            "editor does not contain Ann",
            "state != new",
            "authors not in (1)",
            "authors is not set",
            "authors matches none ()",
            "signed != true",
            "added != 2024-01-01",
            "isbn not like '%'",
            "added:month_number != 1",
            "authors all of ()",
        ];
        let fails = [
            "isbn = x",
            "isbn in (x)",
            "isbn contains ''",
            "isbn is set",
            "pages < 1",
            "pages >= 1",
            "editor = Ann",
            "editor.name != Ann",
            "state = new",
            "authors in (1)",
            "signed is false",
            "signed is true",
            "published < 2024-01-01",
            "published:month_number = 1",
            "isbn ilike '%'",
            "editor matches ()",
        ];
        check(&Book::default(), &passes, &fails);
    }

    #[test]
    fn the_empty_text_is_a_value() {
        let book = Book { isbn: Some(String::new()), ..Book::default() };
        check(&book, &["isbn is set", "isbn = ''", "isbn contains ''"], &["isbn != ''"]);
    }

    #[test]
    fn case_counts_where_the_operator_says_so() {
        let book = Book { title: "Große 50%_Liebe".to_owned(), ..Book::default() };
        let passes = [
            "title contains GROSSE",
            "title starts with groß",
            "title ends with LIEBE",
            "title contains '%_'",
            "title contains exactly '50%'",
            "title ilike 'GROSSE%'",
            r"title like '%50\%\_L%'",
            "title equals 'grosse 50%_liebe'",
            "title does not contain exactly liebe",
            "title starts with exactly Gr",
        ];
        let fails = [
            "title contains exactly liebe",
            "title contains '5_%'",
            "title like 'grosse%'",
            "title = 'große 50%_liebe'",
            "title in ('große 50%_liebe')",
            "title contains grose",
            "title ends with exactly liebe",
        ];
        check(&book, &passes, &fails);
    }

    #[test]
    fn numbers_days_and_times_are_ordered() {
        let book = Book {
            price: Some(1000),
            published: Some(jiff::civil::date(2024, 2, 29)),
            added: Some("2024-03-30T23:00:00Z".parse().unwrap()),
            state: Some("used"),
            signed: Some(false),
            ..Book::default()
        };
        let passes = [
            "price = 10",
            "price < 10.005",
            "price > 9.999",
            "price between 10 and 10",
            "price in (1, 10)",
            "published between 2024-02-29 and 2024-03-01",
            "published > 2024-02-28",
            "added = 2024-03-31",
            "added > 2024-03-30",
            "added >= 2024-03-31T00:00",
            "added:day_of_month = 31 and added:day_of_week = 0 and added:hour_number = 0",
            "added:quarter_number != 2 and published:month_number in (2, 3)",
            "published:iso_week_number between 9 and 9 and published:day_of_year > 59",
            "published:year_number not in (2023)",
            "state in (new, used)",
            "signed is false",
        ];
        let fails = [
            "price > 10",
            "price >= 10.001",
            "published < 2024-02-29",
            "added <= 2024-03-30",
            "added:month_number > 3",
            "published:day_of_week in (0, 1)",
            "added < 2024-03-30T23:00Z",
            "state = 'sold out'",
            "signed is true",
        ];
        check(&book, &passes, &fails);
    }

    fn authors() -> Vec<Author> {
        let norway =
            Country { id: 7, name: Some("Norway".to_owned()), code: Some("NO".to_owned()) };
        let ann = Author {
            id: 1,
            name: "Ann Lee".to_owned(),
            login: Some("ann".to_owned()),
            born: Some(1960),
            country: Some(norway),
            ..Author::default()
        };
        let bob = Author { id: 2, name: "Bob".to_owned(), born: Some(1980), ..Author::default() };
        vec![ann, bob]
    }

    #[test]
    fn some_referred_record_must_pass_the_whole_filter() {
        let book = Book { authors: authors(), ..Book::default() };
        let passes = [
            "authors in (2, 3)",
            "authors in ('BOB')",
            "authors all of (1, Bob)",
            "authors.born = 1960",
            "authors.born != 1960",
            "authors.country = norway",
            "authors.country.code = NO",
            "authors contains lee",
            "authors contains ann",
            "authors matches (born = 1980 and name = Bob)",
            "authors.born not between 1970 and 1990",
            "authors at least 2",
            "authors at least 1 matching (born = 1980)",
            "authors at most 1 matching (name contains a)",
        ];
        let fails = [
            "authors in (3)",
            "authors not in (1)",
            "authors all of (1, 3)",
            "authors contains ANN-X",
            "authors matches (born = 1960 and name = Bob)",
            "authors matches none (born = 1960)",
            "authors at least 3",
            "authors at least 2 matching (born = 1980)",
            "authors at most 1",
            "authors.born between 1965 and 1975",
        ];
        check(&book, &passes, &fails);
    }

    #[test]
    fn a_record_is_under_itself_and_all_that_it_stands_under() {
        let author = |id, name: &str| Author { id, name: name.to_owned(), ..Author::default() };
        let pupil = Author { pupils: vec![author(4, "Deb")], ..author(3, "Cid") };
        // Ann taught Bob, and Bob taught Ann.
        let ann = Author { teacher: Some(Box::new(author(2, "Bob"))), ..author(1, "Ann") };
        let bob = Author {
            teacher: Some(Box::new(ann)),
            pupils: vec![pupil, author(2, "Bob")],
            ..author(2, "Bob")
        };
        let book = Book { editor: Some(bob), ..Book::default() };
        let passes = [
            "editor under 2",
            "editor under ann",
            "editor under (born is not set and name starts with A)",
            "editor over bob",
            "editor over 4",
            "editor over (name in (Deb, Eve))",
            "editor not under Deb",
            "editor not over Ann",
        ];
        check(&book, &passes, &["editor under 4", "editor over 1", "editor not under 1"]);
        let none = Book::default();
        check(&none, &["editor not under 1"], &["editor under ()", "editor over ()"]);
    }

    #[test]
    fn a_search_takes_a_login_only_whole_and_in_its_case() {
        let mut editor = authors().swap_remove(0);
        editor.name = "Lee".to_owned();
        let book = Book { editor: Some(editor), ..Book::default() };
        let passes = ["editor contains ann", "editor contains le", "editor = LEE", "editor = 1"];
        let fails = ["editor contains an", "editor contains Ann", "editor = le", "editor = 2"];
        check(&book, &passes, &fails);
    }
}
