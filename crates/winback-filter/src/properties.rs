//! What holds of every filter and every record.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::calendar::Part;
use crate::sample::{self, Author, Book, Country, STATES};
use crate::{
    Condition, Entity, Length, Line, Offsets, PartTest, Period, Predicate, Relation, Sort,
    TextMatch, Unit, Value, Which,
};

/// Few enough that records and filters meet.
fn word() -> impl Strategy<Value = String> + Clone {
    let tricky = [
        "", "a", "A", "ab", "ß", "SS", "İ", "é", "%", "_", "\\", "\"", "'", "a%b", "and",
        "not set", "1", "\n\t\r\0", "a\\", "नि", "，", "’",
    ];
    prop_oneof![4 => select(tricky.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn number() -> impl Strategy<Value = i64> + Clone {
    prop_oneof![4 => -2..3i64, 1 => any::<i64>(), 1 => select(vec![i64::MIN, i64::MAX])]
}

fn date() -> impl Strategy<Value = Date> + Clone {
    (prop_oneof![2024..2026i16, -9999..=9999i16], 1..=12i8, 1..=28i8)
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn instant() -> impl Strategy<Value = Timestamp> + Clone {
    let range = Timestamp::MIN.as_microsecond()..=Timestamp::MAX.as_microsecond();
    prop_oneof![0..3i64, range].prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}

fn relation() -> impl Strategy<Value = Relation> + Clone {
    use Relation::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    select(vec![Equal, Less, LessOrEqual, Greater, GreaterOrEqual])
}

fn looks() -> impl Strategy<Value = Condition> + Clone {
    use TextMatch::{Contains, EndsWith, Equals, Pattern, StartsWith};
    (select(vec![Equals, Contains, StartsWith, EndsWith, Pattern]), any::<bool>(), word())
        .prop_map(|(how, ignore_case, text)| Condition::Text { how, ignore_case, text })
}

fn equal(value: Value) -> Condition {
    Condition::Compare { relation: Relation::Equal, value }
}

fn compare(
    values: impl Strategy<Value = Value> + Clone + 'static,
) -> impl Strategy<Value = Condition> + Clone {
    (relation(), values).prop_map(|(relation, value)| Condition::Compare { relation, value })
}

fn part(parts: Vec<Part>) -> impl Strategy<Value = Condition> + Clone {
    let offsets = Offsets::of(&sample::context().zone);
    let number = || prop_oneof![4 => 0..13i64, 1 => number()];
    let compared = (relation(), number())
        .prop_map(|(relation, number)| PartTest::Compare { relation, number });
    let test = prop_oneof![compared, vec(number(), 0..3).prop_map(PartTest::OneOf)];
    (select(parts), test).prop_map(move |(part, test)| Condition::Part {
        part,
        offsets: offsets.clone(),
        test,
    })
}

fn one_of(
    values: impl Strategy<Value = Value> + Clone + 'static,
) -> impl Strategy<Value = Condition> + Clone {
    vec(values, 0..3).prop_map(Condition::OneOf)
}

fn test(
    entity: &'static str,
    fields: &[&'static str],
    condition: impl Strategy<Value = Condition> + Clone + 'static,
) -> BoxedStrategy<Predicate> {
    let condition = prop_oneof![6 => condition, 1 => Just(Condition::IsSet)];
    (select(fields.to_vec()), condition)
        .prop_map(move |(field, condition)| {
            Predicate::test(sample::schema().entity(entity).unwrap(), field, condition).unwrap()
        })
        .boxed()
}

fn joined(leaf: BoxedStrategy<Predicate>) -> BoxedStrategy<Predicate> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Predicate::All),
            vec(inner.clone(), 0..4).prop_map(Predicate::Any),
            inner.prop_map(|inner| Predicate::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn texts(entity: &'static str, fields: &[&'static str]) -> BoxedStrategy<Predicate> {
    let text = word().prop_map(Value::Text);
    test(entity, fields, prop_oneof![looks(), compare(text.clone()), one_of(text)])
}

fn refers(
    entity: &'static str,
    field: &'static str,
    target: BoxedStrategy<Predicate>,
) -> BoxedStrategy<Predicate> {
    let id = number().prop_map(Value::Reference);
    let target = joined(target).prop_map(Box::new);
    let matches = target.clone().prop_map(Condition::Matches);
    let several = (1..4u32, target).prop_map(|(count, filter)| {
        let count = count.try_into().unwrap();
        Condition::AtLeast { count, filter }
    });
    let condition = if field == "authors" {
        prop_oneof![one_of(id), matches, several].boxed()
    } else {
        prop_oneof![id.clone().prop_map(equal), one_of(id), matches].boxed()
    };
    test(entity, &[field], condition)
}

fn on_author() -> BoxedStrategy<Predicate> {
    let country = texts("country", &["name", "code"]);
    let born = number().prop_map(Value::Number);
    prop_oneof![
        texts("author", &["name", "login"]),
        test("author", &["born", "id"], prop_oneof![compare(born.clone()), one_of(born)]),
        refers("author", "country", country),
    ]
    .boxed()
}

pub(crate) fn on_book() -> BoxedStrategy<Predicate> {
    let numbers = number().prop_map(Value::Number);
    let state = select(STATES.to_vec()).prop_map(Value::Choice);
    let leaf = prop_oneof![
        texts("book", &["title", "isbn"]),
        test("book", &["price", "pages"], prop_oneof![compare(numbers.clone()), one_of(numbers)]),
        test("book", &["state"], prop_oneof![state.clone().prop_map(equal), one_of(state)]),
        test("book", &["signed"], any::<bool>().prop_map(Value::YesNo).prop_map(equal)),
        test("book", &["published"], compare(date().prop_map(Value::Date))),
        test("book", &["published"], part(Part::ALL[1..].to_vec())),
        test("book", &["added"], part(Part::ALL.to_vec())),
        test("book", &["added"], compare(instant().prop_map(Value::Instant))),
        refers("book", "editor", on_author()),
        in_line(on_author()),
        refers("book", "authors", on_author()),
        refers("book", "sequel", refers("book", "sequel", texts("book", &["title"]))),
    ];
    joined(leaf.boxed())
}

fn line() -> impl Strategy<Value = Line> + Clone {
    select(vec![Line::Under, Line::Over])
}

fn in_line(inner: BoxedStrategy<Predicate>) -> BoxedStrategy<Predicate> {
    let parent = sample::schema().entity("author").and_then(Entity::parent).unwrap();
    let condition = (line(), joined(inner)).prop_map(move |(line, filter)| Condition::InLine {
        line,
        parent,
        filter: Box::new(filter),
    });
    test("book", &["editor"], condition)
}

/// Somebody with teachers above and pupils below, who may be the same people again.
fn taught() -> BoxedStrategy<Author> {
    (author(), option::of(author()), option::of(author()), vec(author(), 0..3))
        .prop_map(|(it, teacher, their_teacher, pupils)| Author {
            teacher: teacher.map(|teacher| {
                Box::new(Author { teacher: their_teacher.map(Box::new), ..teacher })
            }),
            pupils,
            ..it
        })
        .boxed()
}

fn country() -> impl Strategy<Value = Country> + Clone {
    (number(), option::of(word()), option::of(word())).prop_map(|(id, name, code)| Country {
        id,
        name,
        code,
    })
}

fn author() -> BoxedStrategy<Author> {
    (number(), word(), option::of(word()), option::of(number()), option::of(country()))
        .prop_map(|(id, name, login, born, country)| Author {
            id,
            name,
            login,
            born,
            country,
            ..Author::default()
        })
        .boxed()
}

pub(crate) fn book() -> impl Strategy<Value = Book> {
    let values = (word(), option::of(word()), option::of(number()), option::of(number()));
    let states = (option::of(select(STATES.to_vec())), option::of(any::<bool>()));
    let times = (option::of(date()), option::of(instant()));
    let people = (option::of(taught()), vec(author(), 0..3));
    (values, states, times, people).prop_map(|(values, states, times, people)| Book {
        id: 1,
        title: values.0,
        isbn: values.1,
        price: values.2,
        pages: values.3,
        state: states.0,
        signed: states.1,
        published: times.0,
        added: times.1,
        editor: people.0,
        authors: people.1,
        ..Book::default()
    })
}

/// Words that make up filters, in any order.
pub(crate) fn soup() -> impl Strategy<Value = String> {
    let tokens = "title isbn price state signed added published editor authors sequel editor.name \
        authors.country.code and or not ( ) , = != <> ≤ >= < is in between contains does exactly \
        starts ends with like ilike equals matches none all of at least most matching 2 set true no everything nothing \
        under over \
        used 'sold out' 5 10.005 -1 1_0 2024-01-31 2024-01-31T10:00 2024-01-31T10:00+02:00 \
        9999-12-31 written by author someone from cheap times once me today now within last this next 30 days quarter older than is \"a\\\"b 'it''s' % ' \" \\ . .. ß";
    let tokens: Vec<_> = tokens.split_whitespace().collect();
    vec(select(tokens), 0..24).prop_map(|tokens| tokens.join(" "))
}

fn parsed(text: &str) -> Result<Predicate, TestCaseError> {
    sample::schema()
        .parse("book", text, &sample::context())
        .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))
}

/// Whatever the text, there is an answer, and an error's place is in the text.
fn answers(text: &str) -> Result<(), TestCaseError> {
    let schema = sample::schema();
    match schema.parse("book", text, &sample::context()) {
        Ok(predicate) => prop_assert_eq!(parsed(&predicate.to_string())?, predicate),
        Err(errors) => {
            for error in &errors {
                prop_assert!(
                    text.get(error.span.clone()).is_some(),
                    "{:?} in {}",
                    error.span,
                    text
                );
                prop_assert!(error.column(text) <= text.chars().count() + 1);
                prop_assert!(!error.to_string().contains('\n'), "{}", error);
            }
            prop_assert!((1..=20).contains(&errors.iter().count()), "{}", errors);
        }
    }
    let sorted = Sort::parse(schema.entity("book").unwrap(), text);
    if let Ok(sort) = sorted {
        let again = Sort::parse(schema.entity("book").unwrap(), &sort.to_string());
        prop_assert_eq!(again, Ok(sort));
    }
    Ok(())
}

/// Zones that change their clocks, have odd offsets, or have left out a day.
const ZONES: &[&str] =
    &["Europe/Brussels", "America/New_York", "Asia/Kathmandu", "Asia/Shanghai", "Pacific/Apia"];

fn context() -> impl Strategy<Value = crate::Context> {
    // From 1970 to 2069, and around the day that Samoa left out.
    let seconds = prop_oneof![0..3_155_760_000i64, 1_325_000_000..1_325_500_000i64];
    let weekday = (1..=7i8).prop_map(|day| Weekday::from_monday_one_offset(day).unwrap());
    (seconds, select(ZONES.to_vec()), weekday).prop_map(|(second, zone, weekday)| {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        let mut context = crate::Context::new(Timestamp::from_second(second).unwrap(), zone);
        context.first_weekday = weekday;
        context
    })
}

pub(crate) fn period() -> impl Strategy<Value = Period> {
    let units = || select(Unit::ALL.to_vec());
    let length = (1..40u32, units())
        .prop_map(|(count, unit)| Length { count: count.try_into().unwrap(), unit });
    prop_oneof![
        length.clone().prop_map(Period::Last),
        length.prop_map(Period::Next),
        (select(Which::ALL.to_vec()), units())
            .prop_map(|(which, unit)| Period::Calendar { which, unit }),
    ]
}

proptest! {
    #[test]
    fn an_instant_is_within_a_period_if_its_day_is(
        context in context(),
        period in period(),
        seconds in -40_000_000..40_000_000i64,
        near in any::<bool>(),
    ) {
        let schema = sample::schema();
        let find = |text: &str| schema.parse("book", text, &context).unwrap();
        let offset = if near { seconds / 400 } else { seconds };
        let added = Timestamp::from_second(context.now.as_second() + offset).unwrap();
        let day = context.zone.to_datetime(added).date();
        let book = Book { added: Some(added), published: Some(day), ..Book::default() };
        let within = find(&format!("added within {period}")).matches(&book);
        prop_assert_eq!(within, find(&format!("published within {period}")).matches(&book), "{}", day);
        let (start, end) = period.days(context.zone.to_datetime(context.now).date(), context.first_weekday).unwrap();
        prop_assert_eq!(within, start <= day && day < end, "{} in {}..{}", day, start, end);
        if let Period::Last(length) = period {
            let older = find(&format!("added older than {length}")).matches(&book);
            let today = find("added <= today").matches(&book);
            prop_assert_eq!(within, today && !older);
        }
    }

    #[test]
    fn what_is_printed_reads_back_the_same(predicate in on_book()) {
        let printed = predicate.to_string();
        prop_assert_eq!(parsed(&printed)?, predicate.normalized(), "{}", printed);
    }

    #[test]
    fn a_filter_read_back_finds_the_same_records(predicate in on_book(), book in book()) {
        let read = parsed(&predicate.to_string())?;
        prop_assert_eq!(read.matches(&book), predicate.matches(&book));
    }

    #[test]
    fn a_double_negation_finds_the_same_records(predicate in on_book(), book in book()) {
        let twice = Predicate::Not(Box::new(Predicate::Not(Box::new(predicate.clone()))));
        prop_assert_eq!(twice.matches(&book), predicate.matches(&book));
        prop_assert_eq!(predicate.clone().not().matches(&book), !predicate.matches(&book));
        prop_assert_eq!(predicate.clone().not().not().matches(&book), predicate.matches(&book));
    }

    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        answers(&text)?;
    }

    #[test]
    fn any_soup_of_tokens_gets_an_answer(text in soup()) {
        answers(&text)?;
    }
}
