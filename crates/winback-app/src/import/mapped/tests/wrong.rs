//! Mappings that cannot be used, and rows that do not fit one.

use super::*;

async fn refused(map: &str) -> String {
    Files::new(map, "id,name\n1,A\n").refusal().await
}

#[tokio::test]
async fn what_is_wrong_with_a_mapping_is_told_with_its_place() {
    for (map, problem) in [
        ("[feilds]\n", "1:2: there is no key or word `feilds` here; did you mean `fields`?"),
        (
            "[fields]\nnmae = \"x\"\n",
            "2:1: there is no key or word `nmae` here; did you mean `name`?",
        ),
        (
            "[fields]\nname = \"x\"\n",
            "1:1: `external_id` is missing in `[fields]`: say where it is",
        ),
        ("", "1:1: missing field `fields`"),
        (
            "[fields]\nname = 5\nexternal_id = \"id\"\n",
            "2:8: invalid type: integer `5`, expected the name of a column, a table such as \
             { column = \"name\" }, or a list of either",
        ),
    ] {
        assert_eq!(refused(map).await, format!("map.toml:{problem}"), "{map}");
    }
    for (more, problem) in [
        (
            "city = { colunm = \"x\" }",
            "4:10: there is no key or word `colunm` here; did you mean `column`?",
        ),
        ("city = { trim = true }", "4:8: give one of `column`, `template` and `value`"),
        ("city = { template = \"{a\" }", "4:8: a `{` is not closed: write `{{` for a brace"),
        ("city = [\"a\", { column = \"\" }]", "4:14: a column has to have a name"),
        (
            "city = { column = \"a\", unlisted = \"drop\" }",
            "4:35: there is no key or word `drop` here; known: `refuse`, `keep`, `empty`",
        ),
        (
            "created_at = { column = \"a\", dates = [\"%d.%m\"] }",
            "4:14: `%d.%m` does not say which day it is: name year, month and day, such as \"%m/%d/%Y\"",
        ),
        (
            "[file]\nzone = \"Mars\"",
            "5:8: there is no time zone `Mars`: name one as Europe/Brussels or UTC",
        ),
        (
            "[file]\ndelimiter = \"–\"",
            "5:13: '–' cannot stand between cells: give a mark such as \";\"",
        ),
        (
            "[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"a.b\"",
            "4:1: is looked up by itself: let `on` name a column of the file",
        ),
        (
            "[join.a]\nfile = \"/etc/passwd\"\nkey = \"k\"\non = \"id\"",
            "5:8: `/etc/passwd` is no name of a file beside the one that is imported: \
             put it there, and give its name without a folder",
        ),
        (
            "[join.a]\nfile = \"../deals\"\nkey = \"k\"\non = \"id\"",
            "5:8: `../deals` is no name of a file beside the one that is imported: \
             put it there, and give its name without a folder",
        ),
        (
            "city = \"a.b\"\n[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"id\"\nmany = true",
            "4:8: `a.b` has many values: its columns are for a `[[loss]]` with each = \"a\"",
        ),
        ("[[loss]]\neach = \"lsot\"", "5:8: there is no join `lsot` here"),
        (
            "[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"id\"\n[[loss]]\neach = \"a\"",
            "9:8: `a` has one row for each record: say many = true",
        ),
        (
            "[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"id\"\nmany = true\n[[loss]]\neach = \"a\"",
            "10:8: say when: each of several losses needs its own `lost_at`",
        ),
        (
            "[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"id\"\n[[loss]]\nlsot_at = \"a\"",
            "9:1: there is no key or word `lsot_at` here; did you mean `lost_at`?",
        ),
    ] {
        assert_eq!(
            refused(&format!("{LEAST}{more}\n")).await,
            format!("map.toml:{problem}"),
            "{more}"
        );
    }
}

#[tokio::test]
async fn what_another_file_says_wrongly_is_told_with_its_place_once() {
    let map = format!(
        "{LEAST}[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"to\"\n\
         [customer]\nname = \"a.k\"\nemployees = \"a.size\"\ncountry = \"a.land\"\n"
    );
    let files = Files::new(&map, "id,name,to\n1,A,x\n2,B,x\n3,C,z\n");
    files.with("a.csv", "k,size,land\nx,many,Belgum\ny,1,\n");
    assert_eq!(
        files.refusal().await,
        "a.csv:2: size `many`: expected a number of people\n\
         a.csv:2: land `Belgum`: expected a country by its ISO 3166 name or code, such as `Belgium`\n\
         deals:4: to `z`: expected a value of `k` in a.csv"
    );
    files.with("a.csv", "k,size,land\nx,1,\nx,2,\n,3,\n");
    let twice = files.refusal().await;
    assert!(twice.starts_with(
        "a.csv:3: k `x`: expected each name once: it is `x` again\n\
         a.csv:4: k ``: expected a key, by which the row is found\n"
    ));
}

#[tokio::test]
async fn two_people_whose_names_give_one_login_are_a_problem() {
    let map = format!("{LEAST}[salesperson]\nname = \"who\"\nlogin = \"login\"\n");
    let file = "id,name,who,login\n1,A,Jo Li,\n2,B,jo li,\n3,C,Jo-Li,\n4,D,Jo.Li,joli2\n5,E,?,\n";
    assert_eq!(
        Files::new(&map, file).refusal().await,
        "deals:4: who `Jo-Li`: expected a name with another login: `jo.li` is `Jo Li` already; \
         map `login`\n\
         deals:6: who `?`: expected a name with letters, of which a login can be made"
    );
}

#[tokio::test]
async fn an_external_id_stands_in_a_file_once() {
    let problem = "deals:4: id `1`: expected an id of its own: line 2 has it already";
    let files = Files::new(LEAST, "id,name\n1,A\n2,B\n1,C\n");
    assert_eq!(files.refusal().await, problem);
}

#[tokio::test]
async fn without_an_external_id_nothing_can_come_in_twice() {
    let (desk, _) = desk_with(&[]).await;
    let files = Files::new(LEAST, "id,name\n,A\n");
    assert_eq!(files.import(&desk).await.unwrap().created, 1);
    let again = files.import(&desk).await.unwrap_err();
    assert!(again.contains("deals:2: id ``: expected an id of its own for each row"), "{again}");
}
