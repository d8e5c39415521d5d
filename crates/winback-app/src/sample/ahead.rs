//! Telling ahead: a thread tells chapters while the store writes those before them.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use winback_store::{Chapter, Chapters, ImportRefusal};

use super::{SampleProgress, SampleSummary, chapters::Telling};
use crate::{AppError, Refusal};

/// How many chapters are told ahead at the most, so that memory does not grow with their number.
const CHAPTERS: usize = 3;

/// The chapters, told by another thread.
pub(super) struct Ahead {
    chapters: Receiver<Option<Chapter>>,
    progress: SampleProgress,
}

/// What was told, once all of it was.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<SampleSummary>>);

impl Told {
    /// Returns what was told.
    pub(super) fn summary(&self) -> SampleSummary {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ahead {
    /// Begins to tell. The thread ends with the chapters, or when nobody takes them any more.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the system has no thread to give.
    pub(super) fn begin(
        mut telling: Telling,
        progress: SampleProgress,
    ) -> Result<(Self, Told), AppError> {
        let (sender, chapters) = sync_channel(CHAPTERS);
        let told = Told::default();
        let summary = told.clone();
        let tell = move || {
            loop {
                let chapter = telling.next();
                *summary.0.lock().unwrap_or_else(PoisonError::into_inner) = telling.summary;
                let is_last = chapter.is_none();
                if sender.send(chapter).is_err() || is_last {
                    return;
                }
            }
        };
        thread::Builder::new().name("winback-sample".to_owned()).spawn(tell).map_err(|error| {
            AppError::from(Refusal::System(format!("the system has no thread to give: {error}")))
        })?;
        Ok((Self { chapters, progress }, told))
    }
}

impl Chapters for Ahead {
    fn next_chapter(&mut self) -> Result<Option<Chapter>, ImportRefusal> {
        // A thread that is gone without an end has failed.
        let chapter = self.chapters.recv().map_err(|_| ImportRefusal)?;
        let records = chapter.as_ref().map_or(0, |chapter| chapter.records.len());
        self.progress.add(u64::try_from(records).unwrap_or(u64::MAX));
        Ok(chapter)
    }
}
