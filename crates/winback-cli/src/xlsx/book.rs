//! Spreadsheets: one sheet, written row by row.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use winback_app::{
    ExportColumn, ExportRow, ExportValue,
    plugin::{ExportWriter, ExporterError, read_part},
};

/// A spreadsheet in the making; rows that are complete wait in a temporary file.
struct Book {
    book: Workbook,
    columns: Vec<&'static str>,
    formats: Formats,
    /// How many rows there are, the header included.
    rows: u32,
    /// The file, once it is complete: a spreadsheet can only be written as a whole.
    whole: Option<File>,
}

struct Formats {
    header: Format,
    day: Format,
    moment: Format,
}

/// What a cell holds.
#[derive(Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// Days since the end of 1899.
    Day(f64),
    /// The same, with a fraction for the time in UTC.
    Moment(f64),
    YesNo(bool),
}

/// Begins a spreadsheet with its header.
///
/// # Errors
/// [`ExporterError::Failed`] if there is no room for it.
pub(super) fn begin(
    columns: &[&'static ExportColumn],
) -> Result<Box<dyn ExportWriter>, ExporterError> {
    let mut book = Workbook::new();
    book.add_worksheet_with_constant_memory().map_err(|error| told(error, ""))?;
    let formats = Formats {
        header: Format::new().set_bold(),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let columns = columns.iter().map(|column| column.name).collect();
    let mut book = Book { book, columns, formats, rows: 1, whole: None };
    book.header().map_err(|error| told(error, "header"))?;
    Ok(Box::new(book))
}

impl Book {
    fn header(&mut self) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (place, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, place, *name, &self.formats.header)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// Writes the spreadsheet to a file that is gone when it is closed.
    fn save(&mut self) -> Result<File, XlsxError> {
        let mut file = tempfile::tempfile()?;
        self.book.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

impl ExportWriter for Book {
    /// Writes rows. More of them, or longer texts, than a spreadsheet takes are refused.
    fn rows(&mut self, rows: &[ExportRow], _part: &mut Vec<u8>) -> Result<(), ExporterError> {
        let sheet = self.book.worksheet_from_index(0).map_err(|error| told(error, ""))?;
        for row in rows {
            let values = (0..).zip(self.columns.iter().zip(row.values()));
            for (place, (name, value)) in values {
                let written = write(sheet, (self.rows, place), cell(value), &self.formats);
                written.map_err(|error| told(error, name))?;
            }
            self.rows = self.rows.saturating_add(1);
        }
        Ok(())
    }

    fn end(&mut self, part: &mut Vec<u8>) -> Result<(), ExporterError> {
        if self.whole.is_none() {
            self.whole = Some(self.save().map_err(|error| told(error, ""))?);
        }
        match &mut self.whole {
            Some(file) => read_part(file, part),
            None => Ok(()),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Number(number) => sheet.write_number(row, column, number)?,
        Cell::Day(day) => sheet.write_number_with_format(row, column, day, &formats.day)?,
        Cell::Moment(at) => sheet.write_number_with_format(row, column, at, &formats.moment)?,
        Cell::YesNo(yes) => sheet.write_boolean(row, column, yes)?,
    };
    Ok(())
}

/// Numbers, days and instants (in UTC) are such where a spreadsheet can hold them exactly, to the
/// second for instants; otherwise they are text.
fn cell(value: &ExportValue) -> Cell {
    let text = || Cell::Text(value.plain());
    match value {
        ExportValue::Empty => Cell::Empty,
        ExportValue::Text(_) | ExportValue::List(_) | ExportValue::Object(_) => text(),
        ExportValue::Number(_) | ExportValue::Percent(_) | ExportValue::Money(_) => {
            exact(&value.plain()).map_or_else(text, Cell::Number)
        }
        ExportValue::Day(day) => excel(day.at(0, 0, 0, 0)).map_or_else(text, Cell::Day),
        ExportValue::Moment(at) => {
            let utc = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).datetime();
            excel(utc).map_or_else(text, Cell::Moment)
        }
        ExportValue::YesNo(yes) => Cell::YesNo(*yes),
    }
}

/// A spreadsheet keeps 15 digits of a number.
fn exact(text: &str) -> Option<f64> {
    const DIGITS: usize = 15;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.parse().ok().filter(|_| digits <= DIGITS)
}

fn excel(at: jiff::civil::DateTime) -> Option<f64> {
    let number = |part: i8| u8::try_from(part).ok();
    let year = u16::try_from(at.year()).ok()?;
    let day = ExcelDateTime::from_ymd(year, number(at.month())?, number(at.day())?).ok()?;
    let (hour, minute) = (u16::from(number(at.hour())?), number(at.minute())?);
    let at = day.and_hms(hour, minute, f64::from(at.second())).ok()?;
    Some(at.to_excel())
}

fn told(error: XlsxError, column: &str) -> ExporterError {
    match error {
        XlsxError::MaxStringLengthExceeded => ExporterError::Refused(format!(
            "a value of `{column}` is longer than a cell of a spreadsheet takes: export to a .csv \
             file, or name the columns without it"
        )),
        XlsxError::RowColumnLimitError => ExporterError::Refused(
            "there are more records than a spreadsheet takes rows: export to a .csv file, or narrow \
             the filter"
                .into(),
        ),
        other => {
            ExporterError::Failed { problem: "cannot make a spreadsheet", source: Box::new(other) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_such_where_a_spreadsheet_holds_them_exactly() {
        let money = |text: &str| cell(&ExportValue::Money(text.into()));
        assert_eq!(money("1500.50"), Cell::Number(1500.5));
        assert_eq!(money("-0.05"), Cell::Number(-0.05));
        assert_eq!(money("92233720368547758.07"), Cell::Text("92233720368547758.07".into()));
        assert_eq!(cell(&ExportValue::Percent("62.5".parse().unwrap())), Cell::Number(62.5));
        let at: jiff::Timestamp = "2026-03-02T10:00:05.9Z".parse().unwrap();
        let Cell::Moment(found) = cell(&ExportValue::Moment(at)) else { panic!("no time") };
        assert!((found - 46_083.0 - 36_005.0 / 86_400.0).abs() < 1e-9, "{found}");
        let day = |year| cell(&ExportValue::Day(jiff::civil::date(year, 3, 2)));
        assert_eq!((day(2026), day(1850)), (Cell::Day(46_083.0), Cell::Text("1850-03-02".into())));
    }

    #[test]
    fn texts_are_never_formulas() {
        assert_eq!(cell(&ExportValue::Text("=1+1".into())), Cell::Text("=1+1".into()));
        assert_eq!(cell(&ExportValue::List(vec![])), Cell::Text("[]".into()));
        assert_eq!(cell(&ExportValue::Empty), Cell::Empty);
    }
}
