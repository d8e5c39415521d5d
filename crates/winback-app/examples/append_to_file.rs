//! A subscriber: appends a line to a file for everything that was done.
//!
//! `cargo run -p winback-app --example append_to_file -- changes.txt` shows it at work on a store in
//! memory.

#![expect(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use async_trait::async_trait;
use winback_app::plugin::{Subscriber, SubscriberError};
use winback_app::{Action, App, Target};
use winback_domain::{Kind, Operation};

/// Writes to the end of a file.
///
/// A line begins with the id of its operation, so that whoever reads the file knows one that stands
/// there twice: the program may end between the line and the note that it was told.
struct AppendToFile {
    path: PathBuf,
}

#[async_trait]
impl Subscriber for AppendToFile {
    fn name(&self) -> &str {
        "append to file"
    }

    async fn told(&self, operation: &Operation) -> Result<(), SubscriberError> {
        let Operation { id, kind, at, records, .. } = operation;
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        // One write for the whole line, and on the disk before it counts as told.
        file.write_all(format!("{id} {at} {} {records}\n", kind.as_str()).as_bytes())?;
        Ok(file.sync_data()?)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = PathBuf::from(std::env::args_os().nth(1).unwrap_or("changes.txt".into()));
    let subscriber = AppendToFile { path: path.clone() };
    let app = App::builder(winback_memory::open()).subscriber(subscriber).build();
    app.install().await?;
    let desk = app.desk(None).await?;
    desk.create("Pumps", Kind::Opportunity, None, &[]).await?;
    desk.perform(&Target::Where("everything".into()), &Action::Win).await?;
    let delivered = app.deliver().await?;
    println!("{} lines more in {}", delivered.told, path.display());
    for failed in delivered.undelivered {
        println!("{}: operation {}: {}", failed.subscriber, failed.operation, failed.error);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use winback_app::FixedClock;

    use super::*;

    #[tokio::test]
    async fn each_change_is_a_line_and_a_file_that_cannot_be_written_gets_it_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later").join("changes.txt");
        let clock = Arc::new(FixedClock::at("2026-03-02T09:30:00Z".parse().unwrap()));
        let subscriber = AppendToFile { path: path.clone() };
        let app = App::builder(winback_memory::open()).clock(clock).subscriber(subscriber).build();
        app.install().await.unwrap();
        let desk = app.desk(None).await.unwrap();
        for name in ["Pumps", "Valves"] {
            desk.create(name, Kind::Opportunity, None, &[]).await.unwrap();
        }
        desk.perform(&Target::Where("everything".into()), &Action::Win).await.unwrap();
        let delivered = app.deliver().await.unwrap();
        assert_eq!((delivered.told, delivered.undelivered[0].operation.get()), (0, 1));
        std::fs::create_dir(folder.path().join("later")).unwrap();
        for told in [3, 0] {
            assert_eq!(app.deliver().await.unwrap().told, told);
            let lines = "1 2026-03-02T09:30:00Z create 1\n2 2026-03-02T09:30:00Z create 1\n\
                         3 2026-03-02T09:30:00Z mark_won 2\n";
            assert_eq!(std::fs::read_to_string(&path).unwrap(), lines);
        }
    }
}
