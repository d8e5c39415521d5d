//! Stars, in memory and in a database.

use jiff::civil::{Date, date};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use winback_filter::{Datum, Entity, Field, FieldKind, Record, Schema, SchemaError};

/// The spectral classes, hot ones first.
const CLASSES: &[&str] = &["O", "B", "A", "F", "G", "K", "M"];

/// A star.
pub(crate) struct Star {
    id: i64,
    pub(crate) name: String,
    /// In hundredths; bright stars have small ones.
    magnitude: Option<i64>,
    class: Option<&'static str>,
    variable: bool,
    catalogued: Option<Date>,
    constellation: Option<Constellation>,
    spectra: Vec<Spectrum>,
}

#[derive(Clone)]
struct Constellation {
    id: i64,
    name: &'static str,
}

struct Spectrum {
    id: i64,
    /// From 0 to 1, in tenths.
    quality: i64,
}

/// Returns what is known of stars.
pub(crate) fn schema() -> Result<Schema, SchemaError> {
    let field = |name, kind| Field::new(name, name, kind);
    let number = |scale| FieldKind::Number { scale };
    Schema::new(vec![
        Entity {
            name: "star",
            display: "name",
            search: vec![],
            fields: vec![
                field("name", FieldKind::Text).required(),
                field("magnitude", number(2)),
                field("class", FieldKind::Choice(CLASSES)),
                field("variable", FieldKind::YesNo).required(),
                field("catalogued", FieldKind::Date),
                field("constellation", FieldKind::Reference { to: "constellation" }),
                field("spectra", FieldKind::Many { to: "spectrum" }),
            ],
        },
        Entity {
            name: "constellation",
            display: "name",
            search: vec![],
            fields: vec![field("name", FieldKind::Text).required()],
        },
        Entity {
            name: "spectrum",
            display: "observer",
            search: vec![],
            fields: vec![field("observer", FieldKind::Text), field("quality", number(1))],
        },
    ])
}

impl Record for Star {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "name" => Datum::Text(self.name.as_str().into()),
            "magnitude" => self.magnitude.map_or(Datum::Empty, Datum::Number),
            "class" => self.class.map_or(Datum::Empty, Datum::Choice),
            "variable" => Datum::YesNo(self.variable),
            "catalogued" => self.catalogued.map_or(Datum::Empty, Datum::Date),
            "constellation" => {
                self.constellation.as_ref().map_or(Datum::Empty, |it| Datum::Reference(it.id))
            }
            "spectra" => Datum::Many(self.spectra.iter().map(|it| it.id).collect()),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, field: &str) -> Vec<Box<dyn Record + 'a>> {
        match field {
            "constellation" => self.constellation.iter().map(boxed).collect(),
            "spectra" => self.spectra.iter().map(boxed).collect(),
            _ => Vec::new(),
        }
    }
}

impl Record for &Constellation {
    fn datum(&self, field: &str) -> Datum<'_> {
        if field == "name" { Datum::Text(self.name.into()) } else { Datum::Empty }
    }

    fn related<'a>(&'a self, _field: &str) -> Vec<Box<dyn Record + 'a>> {
        Vec::new()
    }
}

impl Record for &Spectrum {
    fn datum(&self, field: &str) -> Datum<'_> {
        if field == "quality" { Datum::Number(self.quality) } else { Datum::Empty }
    }

    fn related<'a>(&'a self, _field: &str) -> Vec<Box<dyn Record + 'a>> {
        Vec::new()
    }
}

fn boxed<'a>(record: impl Record + 'a) -> Box<dyn Record + 'a> {
    Box::new(record)
}

/// Returns some stars.
pub(crate) fn stars() -> Vec<Star> {
    let constellation = |id, name| Some(Constellation { id, name });
    let star = |id, name: &str, magnitude, class| Star {
        id,
        name: name.to_owned(),
        magnitude,
        class,
        variable: false,
        catalogued: None,
        constellation: None,
        spectra: Vec::new(),
    };
    vec![
        Star {
            catalogued: Some(date(1603, 1, 1)),
            constellation: constellation(1, "Orion"),
            spectra: vec![Spectrum { id: 10, quality: 2 }],
            ..star(1, "Rigel", Some(13), Some("B"))
        },
        Star {
            variable: true,
            catalogued: Some(date(1603, 1, 2)),
            constellation: constellation(1, "Orion"),
            ..star(2, "Betelgeuse", Some(50), Some("M"))
        },
        Star {
            catalogued: Some(date(1717, 6, 30)),
            constellation: constellation(2, "Canis Major"),
            ..star(3, "Sirius", Some(-146), Some("A"))
        },
        Star {
            variable: true,
            catalogued: Some(date(1780, 12, 31)),
            constellation: constellation(3, "Ursa Minor"),
            spectra: vec![Spectrum { id: 11, quality: 5 }, Spectrum { id: 12, quality: 9 }],
            ..star(4, "Polaris", Some(198), Some("F"))
        },
        Star { catalogued: Some(date(1999, 5, 1)), ..star(5, "Strauß", Some(1250), Some("G")) },
        star(6, "Unnamed", None, None),
    ]
}

/// Returns a database that has the stars, and compares texts as the crate does.
pub(crate) fn database(stars: &[Star]) -> rusqlite::Result<Connection> {
    let database = Connection::open_in_memory()?;
    database.execute_batch(
        "CREATE TABLE star (id INTEGER PRIMARY KEY, name TEXT NOT NULL, magnitude INTEGER,
             class TEXT, variable INTEGER NOT NULL, catalogued TEXT, constellation INTEGER);
         CREATE TABLE constellation (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE spectrum (id INTEGER PRIMARY KEY, star INTEGER NOT NULL, observer TEXT,
             quality INTEGER);",
    )?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    database.create_scalar_function("fold", 1, flags, |call| {
        Ok(call.get::<Option<String>>(0)?.map(|text| winback_filter::fold(&text)))
    })?;
    type Compares = fn(&str, &str) -> bool;
    let functions: [(&str, Compares); 2] = [
        ("pattern_matches", winback_filter::pattern_matches),
        ("ends_with", |text, end| text.ends_with(end)),
    ];
    for (name, function) in functions {
        database.create_scalar_function(name, 2, flags, move |call| {
            let text: Option<String> = call.get(0)?;
            let other: String = call.get(1)?;
            Ok(text.map(|text| function(&text, &other)))
        })?;
    }
    for star in stars {
        database.execute(
            "INSERT INTO star VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            rusqlite::params![
                star.id,
                star.name,
                star.magnitude,
                star.class,
                star.variable,
                star.catalogued.map(|day| day.to_string()),
                star.constellation.as_ref().map(|it| it.id),
            ],
        )?;
        if let Some(it) = &star.constellation {
            let insert = "INSERT OR IGNORE INTO constellation VALUES (?1, ?2)";
            database.execute(insert, rusqlite::params![it.id, it.name])?;
        }
        for spectrum in &star.spectra {
            let insert = "INSERT INTO spectrum VALUES (?1, ?2, NULL, ?3)";
            database.execute(insert, rusqlite::params![spectrum.id, star.id, spectrum.quality])?;
        }
    }
    Ok(database)
}
