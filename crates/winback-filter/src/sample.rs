//! A bookshop, for the tests of this crate.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{Context, Datum, Entity, Field, FieldKind, Phrase, Record, Schema, Search};

/// The states of a book.
pub(crate) const STATES: &[&str] = &["new", "used", "sold out"];

/// Returns books with their authors, an editor, a sequel, and the country whose shelf they stand on.
pub(crate) fn schema() -> Schema {
    let text = |name| Field::new(name, name, FieldKind::Text);
    let number = |name, scale| Field::new(name, name, FieldKind::Number { scale });
    let author = Entity {
        name: "author",
        display: "name",
        search: vec![Search::Contains("name"), Search::Exactly("login")],
        fields: vec![
            text("name").required(),
            text("login").groupable(),
            number("id", 0).required(),
            Field::new("teacher", "teacher", FieldKind::Reference { to: "author" }).parent(),
            number("born", 0).groupable(),
            Field::new("country", "country", FieldKind::Reference { to: "country" }).groupable(),
        ],
    };
    let country = Entity {
        name: "country",
        display: "name",
        search: vec![],
        fields: vec![text("name"), text("code")],
    };
    let book = Entity {
        name: "book",
        display: "title",
        search: vec![Search::Contains("title")],
        fields: vec![
            text("title").required(),
            text("isbn").groupable(),
            number("price", 2).reference("list_price"),
            number("pages", 0),
            Field::new("state", "state", FieldKind::Choice(STATES)).groupable(),
            Field::new("signed", "signed", FieldKind::YesNo).unsortable().groupable(),
            Field::new("published", "published", FieldKind::Date).groupable(),
            Field::new("added", "added", FieldKind::Instant).groupable(),
            Field::new("shelf", "shelf", FieldKind::Reference { to: "country" }),
            Field::new("editor", "editor", FieldKind::Reference { to: "author" }).groupable(),
            Field::new("sequel", "sequel", FieldKind::Reference { to: "book" }),
            Field::new("authors", "authors", FieldKind::Many { to: "author" })
                .groupable()
                .short(&["born"])
                .beside(&[("state", "login")]),
        ],
    };
    let phrases = [
        Phrase::value("written by", "authors.name"),
        Phrase::value("written by someone from", "authors.country.code"),
        Phrase::path("author", "authors"),
        Phrase::condition("cheap", "price < 5 or price is not set"),
        Phrase::condition("cheap one of mine", "editor = me and price < 5"),
    ];
    Schema::new(vec![book, author, country])
        .unwrap()
        .with_people("author")
        .unwrap()
        .with_phrases("book", &phrases)
        .unwrap()
}

/// Returns 1 May 2024 in Berlin; the rule of its zone is spelled out, so that no database is asked.
pub(crate) fn context() -> Context {
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    Context::new("2024-05-01T10:00:00Z".parse().unwrap(), zone)
}

/// A country, which is also what shelves are sorted by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Country {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) code: Option<String>,
}

/// Somebody who writes or edits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Author {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) login: Option<String>,
    pub(crate) born: Option<i64>,
    pub(crate) country: Option<Country>,
    pub(crate) teacher: Option<Box<Self>>,
    pub(crate) pupils: Vec<Self>,
}

/// A book.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) isbn: Option<String>,
    pub(crate) price: Option<i64>,
    pub(crate) pages: Option<i64>,
    pub(crate) state: Option<&'static str>,
    pub(crate) signed: Option<bool>,
    pub(crate) published: Option<Date>,
    pub(crate) added: Option<Timestamp>,
    pub(crate) shelf: Option<Country>,
    pub(crate) editor: Option<Author>,
    pub(crate) sequel: Option<Box<Self>>,
    pub(crate) authors: Vec<Author>,
}

fn text(text: Option<&String>) -> Datum<'_> {
    text.map_or(Datum::Empty, |text| Datum::Text(text.into()))
}

fn datum<T>(value: Option<T>, kind: fn(T) -> Datum<'static>) -> Datum<'static> {
    value.map_or(Datum::Empty, kind)
}

fn lent<'a, R: Record + Clone + 'a>(
    records: impl IntoIterator<Item = &'a R>,
) -> Vec<Box<dyn Record + 'a>> {
    records.into_iter().map(|record| Box::new(record.clone()) as Box<dyn Record>).collect()
}

impl Record for Country {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "name" => text(self.name.as_ref()),
            "code" => text(self.code.as_ref()),
            other => panic!("no field `{other}`"),
        }
    }

    fn related<'a>(&'a self, _: &str) -> Vec<Box<dyn Record + 'a>> {
        Vec::new()
    }
}

impl Record for Author {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "name" => text(Some(&self.name)),
            "login" => text(self.login.as_ref()),
            "born" => datum(self.born, Datum::Number),
            "country" => datum(self.country.as_ref().map(|country| country.id), Datum::Reference),
            "id" => Datum::Number(self.id),
            "teacher" => datum(self.teacher.as_ref().map(|it| it.id), Datum::Reference),
            other => panic!("no field `{other}`"),
        }
    }

    fn related<'a>(&'a self, field: &str) -> Vec<Box<dyn Record + 'a>> {
        match field {
            "country" => lent(&self.country),
            "teacher" => lent(self.teacher.as_deref()),
            other => panic!("`{other}` refers to nothing"),
        }
    }

    fn members<'a>(&'a self) -> Vec<(i64, Box<dyn Record + 'a>)> {
        self.pupils.iter().map(|it| (it.id, Box::new(it.clone()) as Box<dyn Record>)).collect()
    }
}

impl Record for Book {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "title" => text(Some(&self.title)),
            "isbn" => text(self.isbn.as_ref()),
            "price" => datum(self.price, Datum::Number),
            "pages" => datum(self.pages, Datum::Number),
            "state" => datum(self.state, Datum::Choice),
            "signed" => datum(self.signed, Datum::YesNo),
            "published" => datum(self.published, Datum::Date),
            "added" => datum(self.added, Datum::Instant),
            "shelf" => datum(self.shelf.as_ref().map(|shelf| shelf.id), Datum::Reference),
            "editor" => datum(self.editor.as_ref().map(|editor| editor.id), Datum::Reference),
            "sequel" => datum(self.sequel.as_ref().map(|sequel| sequel.id), Datum::Reference),
            "authors" => Datum::Many(self.authors.iter().map(|author| author.id).collect()),
            other => panic!("no field `{other}`"),
        }
    }

    fn related<'a>(&'a self, field: &str) -> Vec<Box<dyn Record + 'a>> {
        match field {
            "shelf" => lent(&self.shelf),
            "editor" => lent(&self.editor),
            "sequel" => lent(self.sequel.as_deref()),
            "authors" => lent(&self.authors),
            other => panic!("`{other}` refers to nothing"),
        }
    }
}
