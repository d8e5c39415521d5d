//! Chapters: records that come with their whole past, to be written as it stands.

use async_trait::async_trait;
use winback_domain::{
    ActivityEntry, CustomerId, LossId, LossRecord, NewCustomer, Operation, OperationId,
    Opportunity, OpportunityId, State,
};

use crate::{ImportRefusal, StoreResult};

/// Some records with all that ever happened to them: what is there once the changes themselves have
/// been made one after another, such as by [`Opportunity::apply`](winback_domain::Opportunity::apply).
///
/// What a chapter holds is numbered by place: its first record has the id 1, its second the id 2, and
/// losses and operations likewise; the store gives ids of its own in the same order. Customers are
/// numbered through all chapters, and a record refers only to those of its own chapter and of earlier
/// ones. Whatever else is referred to, such as people, stages and reasons, must exist.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chapter {
    /// Customers to add, before anything else; none of them belongs to another.
    pub customers: Vec<NewCustomer>,
    /// The records as they are at the end, with their current losses.
    pub records: Vec<Opportunity>,
    /// All losses of these records, those of each with the oldest first.
    pub losses: Vec<LossRecord>,
    /// The operations that the entries are part of, each with the number of its entries.
    pub operations: Vec<Operation>,
    /// What happened, those of each record with the oldest first, and from its creation on.
    ///
    /// Their own ids are not read. When, by whom and with which note is what their operations say.
    pub entries: Vec<ActivityEntry>,
}

/// Where chapters come from, one after another.
pub trait Chapters: Send {
    /// Returns the next chapter, nothing at the end, or a refusal: then nothing is written.
    ///
    /// # Errors
    /// Refuses all of them; whoever gave them knows why.
    fn next_chapter(&mut self) -> Result<Option<Chapter>, ImportRefusal>;
}

/// Writes records that come with their past.
#[async_trait]
pub trait ChapterStore: Send + Sync {
    /// Writes all chapters in one transaction, taking them one after another, so that memory does not
    /// grow with their number, and returns how many records they had.
    ///
    /// A store may put its indexes aside while it fills an empty database; then nobody else can work
    /// on it meanwhile.
    ///
    /// # Errors
    /// `ImportRefused` if the chapters end with a refusal; `Busy` if others are at work where nobody
    /// may be; `Backend` for all else, as the chapters are taken to be right. Nothing is kept then.
    async fn write(&self, chapters: Box<dyn Chapters>) -> StoreResult<u64>;
}

/// The ids that a store gives to what a chapter holds, each list by place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChapterIds {
    /// Customers of this chapter and of all before it.
    pub customers: Vec<i64>,
    /// Records.
    pub records: Vec<i64>,
    /// Losses.
    pub losses: Vec<i64>,
    /// Operations.
    pub operations: Vec<i64>,
}

impl ChapterIds {
    /// Gives the records, losses, operations and entries of a chapter these ids.
    ///
    /// What has no place among them keeps its number, which a store then finds not to exist.
    pub fn give(&self, chapter: &mut Chapter) {
        for record in &mut chapter.records {
            record.id = OpportunityId::new(at(&self.records, record.id.get()));
            record.deal.customer =
                record.deal.customer.map(|id| CustomerId::new(at(&self.customers, id.get())));
            if let State::Lost(loss) = &mut record.state {
                loss.id = LossId::new(at(&self.losses, loss.id.get()));
            }
        }
        for record in &mut chapter.losses {
            record.opportunity = OpportunityId::new(at(&self.records, record.opportunity.get()));
            record.loss.id = LossId::new(at(&self.losses, record.loss.id.get()));
        }
        for operation in &mut chapter.operations {
            operation.id = OperationId::new(at(&self.operations, operation.id.get()));
        }
        for entry in &mut chapter.entries {
            entry.opportunity = OpportunityId::new(at(&self.records, entry.opportunity.get()));
            entry.operation = OperationId::new(at(&self.operations, entry.operation.get()));
        }
    }
}

/// Returns the id at a place, from 1.
fn at(ids: &[i64], number: i64) -> i64 {
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    index.and_then(|index| ids.get(index)).copied().unwrap_or(number)
}
