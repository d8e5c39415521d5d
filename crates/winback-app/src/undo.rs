//! What was done, and undoing it. Rule: behaviour 2.8.

use winback_domain::{Operation, OperationId, OperationKind};
use winback_store::{StoreError, UndoPlan, Undone};

use crate::plugin::{Intent, Vetoes};
use crate::{AppError, Desk, NoUndo, Refusal};

/// An operation, with who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownOperation {
    /// The operation.
    pub operation: Operation,
    /// The name of who did it.
    pub person: String,
}

impl Desk {
    /// Returns the latest operations, the newest first, at most `limit` and from those before one: of
    /// everybody for a manager, a person's own for anybody else.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn operations(
        &self,
        before: Option<OperationId>,
        limit: usize,
    ) -> Result<Vec<ShownOperation>, AppError> {
        let own = (!self.actor().role.may_configure()).then_some(self.actor().id);
        let operations = self.storage.operations.list(before, own, limit).await?;
        let people = self.storage.people.list().await?;
        let shown = |operation: Operation| {
            let person = people.iter().find(|person| person.id == operation.by);
            let person = person.map(|person| person.name.clone()).unwrap_or_default();
            ShownOperation { operation, person }
        };
        Ok(operations.into_iter().map(shown).collect())
    }

    /// Says what undoing an operation would do.
    ///
    /// # Errors
    /// [`AppError::Absent`] if there is no such operation, also for one of somebody else unless a
    /// manager asks; [`AppError::Refused`] if it is of a kind that cannot be undone; [`AppError::NotAllowed`] if it set
    /// the won flag of a stage and this is no manager any more; [`AppError::Vetoed`]; [`AppError::Store`].
    pub async fn plan_undo(&self, id: OperationId) -> Result<UndoPlan, AppError> {
        Ok(self.undoable(id).await?.0)
    }

    /// Finds an operation that can be undone, with what policies refuse of that.
    async fn undoable(&self, id: OperationId) -> Result<(UndoPlan, Vetoes), AppError> {
        let plan = self.operation_of(id).await?;
        if let Some(why) = NoUndo::of(plan.operation.kind) {
            return Err(Refusal::NotUndoable { id, why }.into());
        }
        let intent = Intent::Undo(&plan.operation);
        let vetoes = self.vetoes(intent, plan.undoable, plan.revenue_minor).await?;
        let filters = vetoes.filters();
        if !filters.is_empty() {
            let held = self.storage.operations.plan_undo(id, &self.visible()?, &filters).await;
            held.map_err(|error| vetoes.told(error))?;
        }
        Ok((plan, vetoes))
    }

    /// Finds an operation that one may know of.
    pub(crate) async fn operation_of(&self, id: OperationId) -> Result<UndoPlan, AppError> {
        let visible = self.visible()?;
        let absent = || AppError::Absent { what: "operation", id: id.get() };
        let plan = match self.storage.operations.plan_undo(id, &visible, &[]).await {
            Err(StoreError::Missing { .. }) => return Err(absent()),
            plan => plan?,
        };
        if plan.operation.by != self.actor().id && !self.actor().role.may_configure() {
            return Err(absent());
        }
        if plan.operation.kind == OperationKind::ConfigureStage {
            self.must_configure("say which stages are won stages")?;
        }
        Ok(plan)
    }

    /// Undoes an operation on all of its records that have not changed since; the others stay as they
    /// are. With `confirmed`, nothing is done if another number of records can be undone by now.
    ///
    /// What the settings ask of losses (rule: behaviour 2.6) is not asked again of a loss that is current
    /// again, such as when restoring is undone: it is no new one, and is what it would be had nothing
    /// happened since. So one from before the policy stays without a reason, as those do that nobody
    /// restored; no loss comes about that way that the policy of its own time did not allow. A policy of
    /// the deployment's own is asked, and may refuse it.
    ///
    /// # Errors
    /// As [`plan_undo`](Self::plan_undo); [`AppError::Store`] if the number is another one, or an
    /// external id belongs to another record by now.
    pub async fn undo(&self, id: OperationId, confirmed: Option<u64>) -> Result<Undone, AppError> {
        let desk = self.refreshed().await?;
        let (_, vetoes) = desk.undoable(id).await?;
        let (visible, filters, stamp) = (desk.visible()?, vetoes.filters(), desk.stamp());
        let undone = self.storage.operations.undo(id, &visible, confirmed, &filters, stamp).await;
        undone.map_err(|error| vetoes.told(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_that_cannot_be_undone_says_what_to_do_instead() {
        for kind in OperationKind::ALL {
            assert_eq!(NoUndo::of(kind).is_none(), kind.is_undoable(), "{}", kind.as_str());
        }
    }
}
