//! Policy on losses, held where the state changes. Rule: behaviour 2.6.

use winback_domain::{Change, LossPolicy, PolicyViolation};
use winback_filter::{Condition, Predicate, Relation, Value};
use winback_store::LOSS;

use crate::{AppError, Desk, Misuse};

/// What of a selection would break the policy, and how.
pub(crate) struct Breach {
    /// The records after whose change the policy would be broken.
    pub(crate) breaking: Predicate,
    /// What they would lack.
    pub(crate) violation: PolicyViolation,
}

/// What becomes of one part of a loss that exists already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Given,
    Emptied,
    Kept,
}

/// Returns which records a change would leave with a loss that lacks what the policy asks for;
/// nothing if it can be none.
///
/// `reason_given` tells of a reason that is yet to be created, and so has no id in the change.
pub(crate) fn breach(
    desk: &Desk,
    change: &Change,
    reason_given: bool,
) -> Result<Option<Breach>, AppError> {
    let policy = &desk.settings().policy;
    if *policy == LossPolicy::default() {
        return Ok(None);
    }
    let check = Check { desk, policy, change, reason_given };
    match change {
        Change::MarkLost(input) => {
            let new = check.new_loss(input.reason.is_some() || reason_given, input.note.is_some());
            let reason =
                if input.reason.is_some() || reason_given { Part::Given } else { Part::Kept };
            let note = if input.note.is_some() { Part::Given } else { Part::Kept };
            let amended = check.amended(reason, note)?;
            let lost = check.state("lost")?;
            Ok(join(new.map(|violation| (lost.clone().not(), violation)), amended, lost))
        }
        Change::AmendLoss(amend) => {
            let part = |given: Option<bool>| match given {
                Some(true) => Part::Given,
                Some(false) => Part::Emptied,
                None => Part::Kept,
            };
            let reason = part(amend.reason.map(|reason| reason.is_some() || reason_given));
            let note = part(amend.note.as_ref().map(Option::is_some));
            Ok(join(None, check.amended(reason, note)?, check.state("lost")?))
        }
        Change::Archive => {
            let Some(violation) = check.new_loss(false, false) else { return Ok(None) };
            let zero = Condition::Compare { relation: Relation::Equal, value: Value::Number(0) };
            let breaking = check.state("open")?.and(desk.test("probability", zero)?);
            Ok(Some(Breach { breaking, violation }))
        }
        Change::Restore | Change::MarkWon | Change::MoveStage(_) | Change::Assign(_) => Ok(None),
    }
}

fn join(
    new: Option<(Predicate, PolicyViolation)>,
    amended: Option<(Predicate, PolicyViolation)>,
    lost: Predicate,
) -> Option<Breach> {
    let amended = amended.map(|(lacking, violation)| (lost.and(lacking), violation));
    match (new, amended) {
        (None, None) => None,
        (Some((breaking, violation)), None) | (None, Some((breaking, violation))) => {
            Some(Breach { breaking, violation })
        }
        (Some((new, violation)), Some((amended, _))) => {
            Some(Breach { breaking: new.or(amended), violation })
        }
    }
}

struct Check<'a> {
    desk: &'a Desk,
    policy: &'a LossPolicy,
    change: &'a Change,
    reason_given: bool,
}

impl Check<'_> {
    fn reason_id(&self) -> Option<winback_domain::LostReasonId> {
        match self.change {
            Change::MarkLost(input) => input.reason,
            Change::AmendLoss(amend) => amend.reason.flatten(),
            Change::Restore | Change::Archive | Change::MarkWon => None,
            Change::MoveStage(_) | Change::Assign(_) => None,
        }
    }

    fn new_loss(&self, has_reason: bool, has_note: bool) -> Option<PolicyViolation> {
        let violation = self.policy.check(self.reason_id(), has_note).err()?;
        let excused = violation == PolicyViolation::ReasonRequired && has_reason;
        if !excused {
            return Some(violation);
        }
        let rest = LossPolicy { require_reason: false, ..self.policy.clone() };
        rest.check(None, has_note).err()
    }

    /// Which current losses would lack something after the change, and what.
    fn amended(
        &self,
        reason: Part,
        note: Part,
    ) -> Result<Option<(Predicate, PolicyViolation)>, AppError> {
        let mut lacking = Vec::new();
        if self.policy.require_reason {
            let without = match reason {
                Part::Given => None,
                Part::Emptied => Some(Predicate::everything()),
                Part::Kept => Some(self.desk.test("lost_reason", Condition::IsSet)?.not()),
            };
            lacking.extend(without.map(|without| (without, PolicyViolation::ReasonRequired)));
        }
        let noteless = match note {
            Part::Given => None,
            Part::Emptied => Some(Predicate::everything()),
            Part::Kept => Some(self.has_note()?.not()),
        };
        if let Some(noteless) = noteless {
            lacking.extend(
                self.note_demanded(reason)?
                    .map(|(demanded, violation)| (noteless.and(demanded), violation)),
            );
        }
        let mut lacking = lacking.into_iter();
        let Some((mut breaking, violation)) = lacking.next() else { return Ok(None) };
        for (more, _) in lacking {
            breaking = breaking.or(more);
        }
        Ok(Some((breaking, violation)))
    }

    fn note_demanded(
        &self,
        reason: Part,
    ) -> Result<Option<(Predicate, PolicyViolation)>, AppError> {
        if self.policy.require_note {
            return Ok(Some((Predicate::everything(), PolicyViolation::NoteRequired)));
        }
        let Some(first) = self.policy.require_note_for.first().copied() else { return Ok(None) };
        if reason == Part::Given {
            let demanded = self.reason_id().filter(|id| self.policy.require_note_for.contains(id));
            return Ok(demanded
                .map(|id| (Predicate::everything(), PolicyViolation::NoteRequiredForReason(id))));
        }
        if reason == Part::Emptied || self.reason_given {
            return Ok(None);
        }
        let ids = self.policy.require_note_for.iter();
        let ids = ids.map(|id| Value::Reference(id.get())).collect();
        let demanded = self.desk.test("lost_reason", Condition::OneOf(ids))?;
        Ok(Some((demanded, PolicyViolation::NoteRequiredForReason(first))))
    }

    fn has_note(&self) -> Result<Predicate, AppError> {
        let refused = |error| AppError::filter("losses", error);
        let schema = self.desk.schema();
        let loss =
            schema.entity(LOSS).ok_or_else(|| AppError::from(Misuse::NotInSchema("losses")))?;
        let current = Predicate::test(loss, "ended_at", Condition::IsSet).map_err(refused)?.not();
        let noted = Predicate::test(loss, "note", Condition::IsSet).map_err(refused)?;
        self.desk.test("losses", Condition::Matches(Box::new(current.and(noted))))
    }

    fn state(&self, state: &'static str) -> Result<Predicate, AppError> {
        let value = Value::Choice(state);
        self.desk.test("state", Condition::Compare { relation: Relation::Equal, value })
    }
}
