//! The table that is printed at the end.

use std::time::Duration;

use crate::measure::{Line, Times};

const HEADS: [&str; 8] =
    ["", "by hand p50", "p99", "winback p50", "p99", "inside p50", "ratio", "over by hand"];

/// Prints all lines, and what they mean.
pub(crate) fn print(lines: &[Line], hop: &Times) {
    let hop = hop.percentile(50);
    let rows: Vec<[String; 8]> = lines.iter().map(|line| row(line, hop)).collect();
    let heads = HEADS.map(str::to_owned);
    aligned(&[heads].into_iter().chain(rows).collect::<Vec<_>>());
    println!();
    println!("winback: the whole asynchronous call, with its hop to another thread and back");
    println!("inside: without that hop, which takes {} for a call that does nothing", spelled(hop));
    println!("ratio: inside to by hand; over by hand: winback less by hand; both at the median");
}

/// Prints rows with their columns below each other, the first to the left.
pub(crate) fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) {
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|column| rows.iter().map(|row| row[column].len()).max())
        .map(Option::unwrap_or_default)
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

fn row(line: &Line, hop: Duration) -> [String; 8] {
    let (by_hand, ours) = (line.by_hand.percentile(50), line.ours.percentile(50));
    let inside = ours.saturating_sub(hop);
    [
        line.name.to_owned(),
        spelled(by_hand),
        spelled(line.by_hand.percentile(99)),
        spelled(ours),
        spelled(line.ours.percentile(99)),
        spelled(inside),
        format!("{:.2}", inside.as_secs_f64() / by_hand.as_secs_f64()),
        spelled(ours.saturating_sub(by_hand)),
    ]
}

/// Returns a time with three digits or more.
pub(crate) fn spelled(time: Duration) -> String {
    let micros = time.as_micros();
    match micros {
        0..10_000 => format!("{micros} us"),
        10_000..1_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{:.2} s", time.as_secs_f64()),
    }
}
