//! Files that cannot be imported: what is told, and that nothing is imported.

use super::*;

#[tokio::test]
async fn values_that_cannot_be_read_are_told_with_line_column_and_what_was_expected() {
    let export = Export::with_rows(
        "A1,Ines Duarte,Rack X2,,Won,10/20/2016,3/1/2017,1054\n\
         A2,Ines Duart,RackX3,Harbor Foods,Lots,20/10/2016,3/1/17,1.000\n\
         ,Ines Duarte,,,Engaging,2/30/2017,,-5\n\
         A4,Ines Duarte,Scan Lite,,Lost,5/1/2017,4/30/2017,0\n\
         A5,Ines Duarte,Scan Lite,,Won,5/1/2017,,10\n\
         A6,Ines Duarte,Scan Lite,,Prospecting,,5/1/2017,1054.005\n",
    );
    let expected = "\
sales_pipeline.csv cannot be imported: 14 value(s) cannot be read, and nothing was imported
sales_pipeline.csv:3: account `Harbor Foods`: expected a value of `account` in accounts.csv, such as `Harbour Foods`
sales_pipeline.csv:3: sales_agent `Ines Duart`: expected a value of `sales_agent` in sales_teams.csv, such as `Ines Duarte`
sales_pipeline.csv:3: product `RackX3`: expected a value of `product` in products.csv, such as `Rack X2`
sales_pipeline.csv:3: deal_stage `Lots`: expected `Engaging`, `Lost`, `Prospecting` or `Won`
sales_pipeline.csv:3: engage_date `20/10/2016`: expected a date as %m/%d/%Y, such as 10/20/2016
sales_pipeline.csv:3: close_date `3/1/17`: expected a date as %m/%d/%Y, such as 10/20/2016
sales_pipeline.csv:4: product ``: expected a value of `product` in products.csv
sales_pipeline.csv:4: opportunity_id ``: expected an id, by which the row is known again
sales_pipeline.csv:4: close_value `-5`: expected an amount in EUR of 0 or more, such as 1500 or 1500.50
sales_pipeline.csv:4: engage_date `2/30/2017`: expected a date as %m/%d/%Y, such as 10/20/2016
sales_pipeline.csv:5: close_date `4/30/2017`: expected a date not before `engage_date`, 5/1/2017
sales_pipeline.csv:6: close_date ``: expected a date: the row is won
sales_pipeline.csv:7: close_value `1054.005`: expected an amount in EUR of 0 or more, such as 1500 or 1500.50
sales_pipeline.csv:7: close_date `5/1/2017`: expected nothing: the row is open";
    assert_eq!(export.refusal().await, expected);
}

#[tokio::test]
async fn all_problems_are_counted_and_the_first_twenty_listed() {
    let rows: String = (0..50).map(|n| format!("A{n},,Scan Lite,,Engaging,never,,\n")).collect();
    let told = Export::with_rows(&rows).refusal().await;
    assert!(told.starts_with("sales_pipeline.csv cannot be imported: 50 value(s)"), "{told}");
    assert_eq!(told.lines().count(), 21);
    assert!(told.ends_with("sales_pipeline.csv:21: engage_date `never`: expected a date as %m/%d/%Y, such as 10/20/2016"));
}

#[tokio::test]
async fn lines_are_counted_rightly_with_windows_lines_blank_lines_and_quoted_lines() {
    let bad = "A2,,Scan Lite,,Engaging,never,,\n";
    let told_line = async |rows: &str| {
        let told = Export::with_rows(rows).refusal().await;
        told.lines().nth(1).unwrap().split(':').nth(1).unwrap().to_owned()
    };
    assert_eq!(told_line(bad).await, "2");
    let windows = format!("A1,,Scan Lite,,Engaging,,,\n{bad}").replace('\n', "\r\n");
    assert_eq!(told_line(&windows).await, "3");
    assert_eq!(told_line(&windows.replace("\r\n", "\r")).await, "3");
    assert_eq!(told_line(windows.trim_end()).await, "3");
    assert_eq!(told_line(&format!("\n\n{bad}")).await, "4");
    let quoted = format!("\"A\n1\",,Scan Lite,,Engaging,,,\n{bad}");
    assert_eq!(told_line(&quoted).await, "4");
}

#[tokio::test]
async fn a_row_of_another_width_is_a_problem() {
    let told = Export::with_rows("A1,,Scan Lite\nA2,,Scan Lite,,Engaging,,,,,\n").refusal().await;
    let expected = "\
sales_pipeline.csv cannot be imported: 2 value(s) cannot be read, and nothing was imported
sales_pipeline.csv:2: row `A1,,Scan Lite`: expected 8 cells as in the header, not 3
sales_pipeline.csv:3: row `A2,,Scan Lite,,Engaging,,,,,`: expected 8 cells as in the header, not 10";
    assert_eq!(told, expected);
    let open = Export::with_rows("A1,\"Ines,x\nA2,,Scan Lite,,Engaging,,,\n").refusal().await;
    assert!(
        open.contains("csv:2: row `A1,Ines,x")
            && open.contains("(the row goes on to line 3: is a quote not closed?)"),
        "{open}"
    );
}

#[tokio::test]
async fn values_of_the_files_beside_it_are_told_with_their_file() {
    let country = Export::edited("accounts.csv", |text| text.replace("Korea", "Koreaa"));
    let expected = "accounts.csv:3: office_location `Koreaa`: expected a country by its ISO 3166 \
                    name or code";
    let told = country.refusal().await;
    assert!(told.contains(expected), "{told}");
    let price = Export::edited("products.csv", |text| text.replace("1200", "1,200"));
    let told = price.refusal().await;
    assert!(told.contains("products.csv:2: row `Rack X2,Rack,1,200`: expected 3 cells"), "{told}");
    let size = Export::edited("accounts.csv", |text| text.replace("2822", "many"));
    let told = size.refusal().await;
    assert!(told.contains("accounts.csv:2: employees `many`: expected a number"), "{told}");
    let twice = Export::edited("sales_teams.csv", |text| format!("{text}ines duarte,,West\n"));
    let told = twice.refusal().await;
    assert!(told.contains("sales_teams.csv:5: sales_agent `ines duarte`: expected each name once"));
    let login = Export::edited("sales_teams.csv", |text| format!("{text}Ines-Duarte,,West\n"));
    let pipeline = login.directory.path().join("sales_pipeline.csv");
    let rows = fs::read_to_string(&pipeline).unwrap().replace("Aiko Mori", "Ines-Duarte");
    fs::write(pipeline, rows).unwrap();
    let told = login.refusal().await;
    assert!(told.contains("`ines.duarte` is `Ines Duarte` already"), "{told}");
}

#[tokio::test]
async fn a_missing_column_is_told_with_the_nearest_and_those_there_are() {
    let export = Export::with("sales_pipeline.csv", "opportunity_id,agent,product,account,stage\n");
    let told = export.refusal().await;
    let expected = "sales_pipeline.csv: lacks the columns `sales_agent`, `deal_stage`, \
                    `close_value`, `engage_date`, `close_date`; it has `opportunity_id`, `agent`, \
                    `product`, `account`, `stage`";
    assert_eq!(told, expected);
    let typo = Export::edited("products.csv", |text| text.replace("sales_price", "sale_price"));
    let expected = "products.csv: lacks the column `sales_price` (is that `sale_price`?); it has \
                    `product`, `series`, `sale_price`";
    assert_eq!(typo.refusal().await, expected);
    let semicolons = Export::with("sales_pipeline.csv", HEADER.replace(',', ";"));
    assert!(semicolons.refusal().await.ends_with("separate the columns by commas, not by ';'"));
    let twice = Export::with("products.csv", "product,sales_price,Product\n");
    let expected = "products.csv: has the column `product` twice: leave one of them out";
    assert_eq!(twice.refusal().await, expected);
}

#[tokio::test]
async fn a_missing_side_file_is_told_with_where_it_was_looked_for() {
    let export = Export::new();
    fs::remove_file(export.directory.path().join("products.csv")).unwrap();
    let expected = "products.csv: there is no such file: `crm-sales-opportunities` reads \
                    `products.csv` beside `sales_pipeline.csv`; put it there";
    assert_eq!(export.refusal().await, expected);
}

#[tokio::test]
async fn what_is_no_csv_file_is_told_as_what_it_is() {
    let export = Export::new();
    fs::remove_file(export.directory.path().join("sales_pipeline.csv")).unwrap();
    assert_eq!(export.refusal().await, "sales_pipeline.csv: there is no such file");
    fs::create_dir(export.directory.path().join("sales_pipeline.csv")).unwrap();
    let expected = "sales_pipeline.csv: is a directory: name the file in it";
    assert_eq!(export.refusal().await, expected);
    for empty in ["", "\n\n", "\u{feff}", ",,\n"] {
        let told = Export::with("sales_pipeline.csv", empty).refusal().await;
        assert!(told.starts_with("sales_pipeline.csv: is empty: its first line has to name"));
    }
    let binary = Export::with("sales_pipeline.csv", b"\x7fELF\x02\0\0\0");
    let expected = "sales_pipeline.csv: holds a NUL byte (line 1, byte 6 of the file), so it is \
                    no text: give a CSV file";
    assert_eq!(binary.refusal().await, expected);
    let mut latin = format!("{HEADER}A1,,Scan Lite,,Engaging,,,\nA2,").into_bytes();
    latin.extend(b"Ren\xe9,Scan Lite,,Engaging,,,\n");
    let told = Export::with("sales_pipeline.csv", latin).refusal().await;
    assert!(
        told.starts_with("sales_pipeline.csv: is not UTF-8: 0xE9 in line 3, byte 123"),
        "{told}"
    );
}

#[tokio::test]
async fn losses_that_lack_what_the_policy_asks_for_are_refused() {
    for (setting, lacks) in [("require_reason", "lost reason"), ("require_note", "closing note")] {
        let (desk, _) = desk_with(&[(setting, "on")]).await;
        let error = Export::new().import(&desk).await.unwrap_err().to_string();
        let expected = format!(
            "sales_pipeline.csv cannot be imported: 2 lost row(s) have no {lacks}, which the \
             setting `{setting}` asks for, and nothing was imported; turn `{setting}` off for the \
             import"
        );
        assert!(error.ends_with(&expected), "{error}");
        assert_eq!(all(&desk).await.len(), 0);
    }
}

#[tokio::test]
async fn a_note_that_is_asked_for_with_certain_reasons_does_not_forbid_losses_without_one() {
    let (desk, _) = desk_with(&[("require_note_for", "Too expensive")]).await;
    assert_eq!(Export::new().import(&desk).await.unwrap().created, 6);
}

#[tokio::test]
async fn only_managers_import_and_only_by_a_known_mapping() {
    let (desk, storage) = desk_with(&[]).await;
    let error = import(&desk, "crm-sales", Path::new("x.csv")).await.unwrap_err().to_string();
    let expected = "there is no import map `crm-sales`; did you mean `crm-sales-opportunities`? \
                    (known: `crm-sales-opportunities`, `winback`)";
    assert_eq!(error, expected);
    desk.add_person("Wei Chen", Some("wei"), None, winback_domain::Role::Salesperson)
        .await
        .unwrap();
    let wei = App::builder(storage).build().desk(Some("wei")).await.unwrap();
    let error = Export::new().import(&wei).await.unwrap_err().to_string();
    assert_eq!(error, "Wei Chen is a salesperson and may not import files: ask a manager");
}
