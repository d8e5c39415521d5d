//! How much longer the first page of a list takes where there are more records.

use anyhow::Result;

use crate::base::Base;
use crate::measure::{Rounds, Times};
use crate::reads;

/// Lists in a smaller and in a larger database in turns, and prints both times.
pub(crate) fn measure(few: &Base, many: &Base) -> Result<()> {
    let (few, many) = (few.doors()?, many.doors()?);
    println!();
    println!("how lists grow:");
    for list in reads::LISTS {
        let mut rounds = Rounds::default();
        let (in_many, in_few) = (reads::first_page(&many, &list)?, reads::first_page(&few, &list)?);
        for _ in 0..list.rounds {
            rounds.both(&in_many, &in_few)?;
        }
        let line = rounds.line(list.name);
        let micros = |times: &Times| times.percentile(50).as_secs_f64() * 1e6;
        let (few, many) = (micros(&line.by_hand), micros(&line.ours));
        println!("  {:<20}{few:>8.0} us {many:>8.0} us {:>6.2}", line.name, many / few);
    }
    Ok(())
}
