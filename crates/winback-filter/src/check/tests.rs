//! Filters on books as typed, and what the check makes of them.

use crate::sample;

/// Reads a filter on books and compares how it prints, or its error.
fn check(text: &str, expected: &str) {
    let found = match sample::schema().parse("book", text, &sample::context()) {
        Ok(predicate) => predicate.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "{text}");
}

#[test]
fn not_binds_closer_than_and_which_binds_closer_than_or() {
    check("pages = 1 or pages = 2 AND not pages = 3", "pages = 1 or pages = 2 and pages != 3");
    check("(pages = 1 or pages = 2) and pages = 3", "(pages = 1 or pages = 2) and pages = 3");
    check("not (pages = 1 and pages < 2)", "not (pages = 1 and pages < 2)");
    check("not not pages < 1", "pages < 1");
    check("((pages = 1)) and (pages = 2 and pages = 3)", "pages = 1 and pages = 2 and pages = 3");
    check("  ", "");
    check("nothing or pages = 1 and everything", "pages = 1");
    check("not everything", "nothing");
}

#[test]
fn every_operator_has_its_spellings() {
    check("pages ≠ 1 and pages <> 2 and pages != 3", "pages != 1 and pages != 2 and pages != 3");
    check("pages ≤ 1 or pages ≥ 2", "pages <= 1 or pages >= 2");
    check("pages is between 1 and 2", "pages >= 1 and pages <= 2");
    check("pages not between 1 and 2", "not (pages >= 1 and pages <= 2)");
    check("pages is not in (1, 2) or pages in ()", "pages not in (1, 2) or pages in ()");
    check("isbn not contains a", r#"isbn does not contain "a""#);
    check("isbn contains exactly a", r#"isbn contains exactly "a""#);
    check("isbn does not contain exactly a", r#"isbn does not contain exactly "a""#);
    check("isbn starts with A", r#"isbn starts with "a""#);
    check("isbn not starts with exactly A", r#"isbn does not start with exactly "A""#);
    check("isbn does not end with a", r#"isbn does not end with "a""#);
    check("isbn ends with exactly A", r#"isbn ends with exactly "A""#);
    check("isbn like 'A%' and isbn not ilike 'A_'", r#"isbn like "A%" and isbn not ilike "a_""#);
    check(
        "isbn equals A or isbn does not equal B",
        r#"isbn equals "a" or isbn does not equal "b""#,
    );
    check("isbn is set or isbn is not set", "isbn is set or isbn is not set");
    check("isbn is empty or isbn is not empty", "isbn is not set or isbn is set");
    check("pages == 1", "pages = 1");
    check("signed is true or signed is not true", "signed = true or signed != true");
    check("signed = yes or signed != FALSE", "signed = true or signed != false");
    check("signed is no", "signed = false");
}

#[test]
fn a_line_is_followed_from_a_record_by_id_or_name_or_from_those_that_pass() {
    check("editor under 7 or editor not over Ann", r#"editor under 7 or editor not over "ann""#);
    check("editor under '7'", r#"editor under "7""#);
    check("editor does not under (name = Ann)", r#"editor not under (name = "Ann")"#);
    check("sequel.editor over (id in (1, 2))", "sequel.editor over (id in (1, 2))");
    check(
        "shelf under Norway",
        "`shelf` is a reference field and has no operator `under` at column 7; expected `=`, `!=`, \
         `in`, `not in`, `contains`, `does not contain`, `starts with`, `ends with`, `matches`, \
         `matches none`, `is set` or `is not set`",
    );
}

#[test]
fn text_keeps_what_was_typed_between_quotes() {
    check(r#"title = "a""b" and title = 'it\'s'"#, r#"title = "a\"b" and title = "it's""#);
    check(r#"title like "50\%""#, r#"title like "50\\%""#);
    check(r#"title like "a\\""#, r#"title like "a\\\\""#);
    check("title = größe@x.y", r#"title = "größe@x.y""#);
    check("title = 2024", r#"title = "2024""#);
    check("title = 'and'", r#"title = "and""#);
}

#[test]
fn numbers_compare_exactly_whatever_their_decimals() {
    check("price = 1_500.5 and list_price = -1", "price = 1500.50 and price = -1.00");
    check("price > 10.005", "price > 10.00");
    check("price >= 10.005", "price > 10.00");
    check("price < 10.005", "price <= 10.00");
    check("price <= -10.005", "price <= -10.01");
    check("price = 10.005", "nothing");
    check("price != 10.005", "");
    check("price in (10.005, 10.0050, 10.010)", "price in (10.01)");
    check("price >= 10.000", "price >= 10.00");
}

#[test]
fn a_day_on_a_time_is_that_whole_day_in_the_zone() {
    // Clocks are put forward on 31 March 2024, so that this day has 23 hours.
    let (start, next) = ("2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z");
    check("added = 2024-03-31", &format!("added >= {start} and added < {next}"));
    check("added != 2024-03-31", &format!("not (added >= {start} and added < {next})"));
    check("added < 2024-03-31", &format!("added < {start}"));
    check("added <= 2024-03-31", &format!("added < {next}"));
    check("added > 2024-03-31", &format!("added >= {next}"));
    check("added >= 2024-03-31", &format!("added >= {start}"));
    check(
        "added between 2024-03-31 and 2024-03-31T12:00",
        &format!("added >= {start} and added <= 2024-03-31T10:00:00Z"),
    );
    check("added = 2024-01-31T10:00:00.123456", "added = 2024-01-31T09:00:00.123456Z");
    check("added = '2024-01-31 10:00+05:30'", "added = 2024-01-31T04:30:00Z");
    check("published = 2024-02-29", "published = 2024-02-29");
    check("published = '-000001-02-28'", r#"published = "-000001-02-28""#);
}

#[test]
fn a_day_starts_after_midnight_where_clocks_change_at_midnight() {
    let mut context = sample::context();
    context.zone = jiff::tz::TimeZone::posix("BRT3BRST,M11.1.0/0,M2.3.0/0").unwrap();
    let day = sample::schema().parse("book", "added = 2018-11-04", &context).unwrap();
    assert_eq!(day.to_string(), "added >= 2018-11-04T03:00:00Z and added < 2018-11-05T02:00:00Z");
}

#[test]
fn references_are_compared_by_id_or_by_name() {
    check("editor = 5 or editor = -1_0", "editor = 5 or editor = -10");
    check("editor = 'Ann' or editor = Bob", r#"editor = "ann" or editor = "bob""#);
    check("editor = '5'", r#"editor = "5""#);
    check("editor != Ann", r#"editor != "ann""#);
    check("editor in (5, Ann, 6, Bob)", r#"editor in (5, 6) or editor in ("ann", "bob")"#);
    check("editor not in (5, Ann)", r#"not (editor in (5) or editor = "ann")"#);
    check("editor contains Ann", r#"editor matches (name contains "ann" or login = "Ann")"#);
    check(
        "editor does not contain Ann",
        r#"editor matches none (name contains "ann" or login = "Ann")"#,
    );
    check("shelf contains N", r#"shelf.name contains "n""#);
    check("editor starts with A", r#"editor.name starts with "a""#);
    check("authors in (1, Ann)", r#"authors in (1) or authors in ("ann")"#);
    check("authors not in (Ann, Bob)", r#"authors not in ("ann", "bob")"#);
    check("authors all of (1, Ann)", r#"authors in (1) and authors in ("ann")"#);
    check("authors contains Ann", r#"authors matches (name contains "ann" or login = "Ann")"#);
    check("authors is not set", "authors is not set");
}

#[test]
fn dots_and_matches_ask_about_referred_records() {
    check("editor.country.code = DE", r#"editor.country.code = "DE""#);
    check("editor.country = Norway", r#"editor.country = "norway""#);
    check("editor.name equals Ann", r#"editor = "ann""#);
    check("editor.born != 1960", "editor.born != 1960");
    check("not editor.born = 1960", "editor matches none (born = 1960)");
    check("editor.born between 1 and 2", "editor matches (born >= 1 and born <= 2)");
    check("authors matches (not born < 5)", "authors matches (not born < 5)");
    check("authors matches none (born < 5)", "authors matches none (born < 5)");
    check("authors does not match (born < 5)", "authors matches none (born < 5)");
    check("authors matches ()", "authors matches ()");
    check("authors at least 2", "authors at least 2");
    check("not authors AT LEAST 2 matching (born < 5)", "authors at most 1 matching (born < 5)");
    check("authors at most 0 matching (born < 5)", "authors matches none (born < 5)");
    check("authors at least 1", "authors matches ()");
    check("authors not at most 2", "authors at least 3");
    check("sequel.authors at most 4", "sequel.authors at most 4");
    check("sequel.sequel.authors.born is set", "sequel.sequel.authors.born is set");
}

#[test]
fn unknown_names_are_met_with_known_ones() {
    check("title = x and prise = 1", "unknown field `prise` at column 15; did you mean `price`?");
    check("editor.nam = x", "unknown field `nam` at column 8; did you mean `name`?");
    check("sequel.shelf.zzz = x", "unknown field `zzz` at column 14; expected `name` or `code`");
    check(
        "state = usd",
        "`usd` is not a choice of `state` at column 9; expected `new`, `used` or `sold out`; \
         did you mean `used`?",
    );
    check(
        "ä = 1",
        "unknown field `ä` at column 1; expected `title`, `isbn`, `price`, `pages`, `state`, \
         `signed`, `published`, `added`, `shelf`, `editor`, `sequel` or `authors`",
    );
    let error = sample::schema().parse("boo", "", &sample::context()).unwrap_err();
    assert_eq!(error.first().unwrap().suggestions, ["book"]);
}

#[test]
fn a_wrong_operator_is_met_with_the_right_ones() {
    check(
        "state < used",
        "`state` is a choice field and has no operator `<` at column 7; expected `=`, `!=`, \
         `in`, `not in`, `is set` or `is not set`",
    );
    check(
        "signed not in (true)",
        "`signed` is a yes/no field and has no operator `not in` at column 8; expected \
         `is true` or `is false`",
    );
    check("title.x = 1", "`title` is a text field and has no fields of its own at column 1");
    for text in [
        "state > new",
        "pages contains 1",
        "added in (2024-01-01)",
        "authors = Ann",
        "title matches ()",
        "editor like x",
        "pages is true",
        "editor between 1 and 2",
        "editor at least 1",
    ] {
        let errors = sample::schema().parse("book", text, &sample::context()).unwrap_err();
        let error = errors.first().unwrap();
        let kind = error.kind.to_string();
        assert!(kind.contains("has no operator"), "{text}: {kind}");
        assert_eq!(error.span.start, text.find(' ').unwrap() + 1, "{text}");
    }
}

#[test]
fn a_wrong_value_is_met_with_what_was_expected() {
    check(
        "pages = many",
        "`many` is no value for `pages` at column 9; expected a number such as `12.50`",
    );
    check(
        "pages in (1, 99999999999999999999)",
        "`99999999999999999999` is out of range for `pages` at column 14",
    );
    check(
        "published = 2023-02-29",
        "`2023-02-29` is no value for `published` at column 13; expected a date such as \
         `2024-01-31`",
    );
    check(
        "published = 2024-01-31T10:00",
        "`published` is a date field and cannot be compared with the time in \
         `2024-01-31T10:00` at column 13; expected a date such as `2024-01-31`",
    );
    check(
        "added = 2024-01-31T25:00",
        "`2024-01-31T25:00` is no value for `added` at column 9; expected a date or time such \
         as `2024-01-31T10:00`",
    );
    check("added <= 9999-12-31", "`9999-12-31` is out of range for `added` at column 10");
    check(
        "signed = perhaps",
        "`perhaps` is no value for `signed` at column 10; expected `true` or `false`",
    );
    check(
        "editor = 1.5",
        "`1.5` is no value for `editor` at column 10; expected a whole number as id, or a \
         name in quotes",
    );
}

#[test]
fn stretches_of_days_are_cut_in_the_zone() {
    // It is 1 May 2024, a Wednesday, in Berlin, where clocks went forward on 31 March.
    check("published within last 30 days", "published >= 2024-04-02 and published < 2024-05-02");
    check("published within next 2 weeks", "published >= 2024-05-01 and published < 2024-05-15");
    check("published is this quarter", "published >= 2024-04-01 and published < 2024-07-01");
    check("published is in the last month", "published >= 2024-04-01 and published < 2024-05-01");
    check(
        "published not within LAST YEAR",
        "not (published >= 2023-01-01 and published < 2024-01-01)",
    );
    check("published is not yesterday", "not (published >= 2024-04-30 and published < 2024-05-01)");
    check("published older than 6 months", "published < 2023-11-02");
    check("published is not older than 1 day", "not published < 2024-05-01");
    check(
        "published = today and published != Tomorrow",
        "published = 2024-05-01 and published != 2024-05-02",
    );
    check(
        "published between yesterday and now",
        "published >= 2024-04-30 and published <= 2024-05-01",
    );
    check(
        "added within this week",
        "added >= 2024-04-28T22:00:00Z and added < 2024-05-05T22:00:00Z",
    );
    check(
        "added within last 2 months",
        "added >= 2024-03-01T23:00:00Z and added < 2024-05-01T22:00:00Z",
    );
    check("added = yesterday", "added >= 2024-04-29T22:00:00Z and added < 2024-04-30T22:00:00Z");
    check("added > now", "added > 2024-05-01T10:00:00Z");
    check("added older than 3 years", "added < 2021-05-01T22:00:00Z");
    check("title = today", r#"title = "today""#);
    check(
        "published within last 99999 years",
        "`last 99999 years` is out of range for `published` at column 18",
    );
    check(
        "pages within last 2 days",
        "`pages` is a number field and has no operator `within` at \
        column 7; expected `=`, `!=`, `>`, `>=`, `<`, `<=`, `between`, `in`, `is set` or `is not set`",
    );
    check(
        "published = 'today'",
        "`today` is no value for `published` at column 13; expected a date such as `2024-01-31`",
    );
}

#[test]
fn weeks_begin_with_the_day_of_the_context() {
    let mut context = sample::context();
    context.first_weekday = jiff::civil::Weekday::Sunday;
    let week = sample::schema().parse("book", "published is this week", &context).unwrap();
    assert_eq!(week.to_string(), "published >= 2024-04-28 and published < 2024-05-05");
}

#[test]
fn me_is_the_person_who_reads() {
    let read = |text: &str| {
        let context = sample::context().read_by(7);
        let found = sample::schema().parse("book", text, &context);
        found.map_or_else(|errors| errors.to_string(), |predicate| predicate.to_string())
    };
    assert_eq!(read("editor = me or editor != ME"), "editor = 7 or editor != 7");
    assert_eq!(read("authors in (me, Ann)"), r#"authors in (7) or authors in ("ann")"#);
    assert_eq!(read("editor = 'me' and title = me"), r#"editor = "me" and title = "me""#);
    assert_eq!(
        read("shelf = me"),
        "`shelf` refers to a `country`, and `me` is none; put a name in \"quotes\" at column 9"
    );
    check("editor = me", "`me` is nobody here; compare `editor` with a name or an id at column 10");
}

#[test]
fn a_day_in_another_order_is_met_with_ours() {
    let expected = |typed: &str, ours: &str| {
        let like = "a date such as `2024-01-31`";
        let hint =
            if ours.is_empty() { String::new() } else { format!("; did you mean `{ours}`?") };
        let error =
            format!("`{typed}` is no value for `published` at column 13; expected {like}{hint}");
        check(&format!("published = '{typed}'"), &error);
    };
    expected("25.11.2026", "2026-11-25");
    expected("5.1.2026", "2026-01-05");
    expected("11/25/2026", "2026-11-25");
    expected("25/11/2026", "2026-11-25");
    expected("2026/11/25", "2026-11-25");
    expected("2026-1-5", "2026-01-05");
    expected("05/06/2026", "");
    expected("31.02.2026", "");
}

#[test]
fn phrases_stand_for_what_the_schema_says() {
    check("written by Ann", r#"authors.name = "Ann""#);
    check("Written BY contains ann and pages = 1", r#"authors.name contains "ann" and pages = 1"#);
    check("not written by (Ann, 'Bob')", r#"authors matches none (name in ("Ann", "Bob"))"#);
    check("written by someone from NO", r#"authors.country.code = "NO""#);
    check(
        "author at least 2 times or author at most once",
        "authors at least 2 or authors at most 1",
    );
    check("cheap and pages = 1", "(price < 5.00 or price is not set) and pages = 1");
    check("not cheap", "not (price < 5.00 or price is not set)");
    check("sequel matches (cheap)", "sequel matches (price < 5.00 or price is not set)");
    check(
        "editor matches (cheap)",
        "unexpected `)` at column 22; expected `=`, `!=`, `<`, `<=`, `>`, `>=`, `is`, `in`, `not`, \
         `between`, `contains`, `does`, `starts`, `ends`, `equals`, `like`, `ilike`, `matches`, \
         `all`, `at`, `under`, `over`, `within` or `older`",
    );
    check(
        "written",
        "unexpected end of the text at column 8; expected `=`, `!=`, `<`, `<=`, `>`, \
        `>=`, `is`, `in`, `not`, `between`, `contains`, `does`, `starts`, `ends`, `equals`, `like`, \
        `ilike`, `matches`, `all`, `at`, `under`, `over`, `within` or `older`",
    );
    check(
        "pages = 1 and cheap one of mine",
        "`me` is nobody here; compare `editor` with a name or an id at column 15",
    );
}

#[test]
fn a_misspelt_phrase_is_met_with_the_right_one() {
    let near = |text: &str, expected: &str| {
        let errors = sample::schema().parse("book", text, &sample::context()).unwrap_err();
        assert_eq!(errors.first().unwrap().suggestions, [expected], "{text}");
    };
    near("writen by Ann", "written by");
    near("pages = 1 and (written by somone from NO)", "written by someone from");
    near("chaep = 1", "cheap");
}

#[test]
fn all_wrong_names_and_values_are_told_at_once() {
    check(
        "prise = 1 and (state in (usd, new, old) or editor.nam = x) and pages between a and b",
        "unknown field `prise` at column 1; did you mean `price`?\n\
         `usd` is not a choice of `state` at column 26; expected `new`, `used` or `sold out`; did you mean `used`?\n\
         `old` is not a choice of `state` at column 36; expected `new`, `used` or `sold out`\n\
         unknown field `nam` at column 51; did you mean `name`?\n\
         `a` is no value for `pages` at column 78; expected a number such as `12.50`\n\
         `b` is no value for `pages` at column 84; expected a number such as `12.50`",
    );
    check(
        "prise = 1 and pages =",
        "unknown field `prise` at column 1; did you mean `price`?\n\
         unexpected end of the text at column 22; expected a value",
    );
}

#[test]
fn a_pattern_longer_than_databases_match_is_refused() {
    let longest = "%a".repeat(5_000);
    let found =
        sample::schema().parse("book", &format!("title like \"{longest}\""), &sample::context());
    assert!(found.is_ok(), "{found:?}");
    check(
        &format!("title like \"{longest}b\""),
        "the pattern is too long; at most 10000 bytes are matched at column 12",
    );
}

#[test]
fn a_part_of_a_date_is_asked_behind_a_colon() {
    check("added:month_number = 6", "added:month_number = 6");
    check("added:day_of_week not in (0, 6)", "added:day_of_week not in (0, 6)");
    check(
        "sequel.added:hour_number between 9 and 12",
        "sequel matches (added:hour_number >= 9 and added:hour_number <= 12)",
    );
    check(
        "added:month = 6",
        "`month` is no way to cut `added` at column 7; expected `hour_number`, `day_of_week`, \
         `day_of_month`, `day_of_year`, `iso_week_number`, `month_number`, `quarter_number` or \
         `year_number`",
    );
    check(
        "pages:month_number = 6",
        "`pages` is neither a date nor a time and cannot be cut by `month_number` at column 1",
    );
    check(
        "added:month_number = June",
        "`June` is no value for `added` at column 22; expected a whole number",
    );
    check(
        "published:month_number contains 6",
        "`month_number` is a number and has no operator `contains` at column 24; expected `=`, `!=`, \
         `>`, `>=`, `<`, `<=`, `between`, `in` or `not in`",
    );
}
