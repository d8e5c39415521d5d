//! Why the firm loses: its lost reasons, how often each is given, and what is said then.

use winback_domain::{NewLostReason, OutcomeClass, ReasonEdit};
use winback_filter::fold;

use crate::{AppError, Desk, ReasonRequest};

/// A lost reason of the sample.
pub(crate) struct SampleReason {
    pub(crate) name: &'static str,
    category: &'static str,
    outcome: OutcomeClass,
    guidance: &'static str,
    /// How often it is given, compared with the others.
    pub(crate) weight: i64,
    /// In how many cases of a hundred a competitor is named.
    pub(crate) competitor: u32,
    /// What is written into closing notes.
    pub(crate) notes: &'static [&'static str],
}

/// The reason that is given if nobody answers, to many deals at once.
pub(crate) const NO_RESPONSE: &str = "No response";

/// Who else sells to warehouses.
pub(crate) const COMPETITORS: &[&str] = &["Lagertec", "Stockwise", "Pallas Systems", "Depot24"];

/// All lost reasons, in their order; those of a fresh install come first.
pub(crate) const REASONS: &[SampleReason] = &[
    SampleReason {
        name: "Too expensive",
        category: "Price",
        outcome: OutcomeClass::Competitive,
        guidance: "The customer wanted it, but not at our price",
        weight: 30,
        competitor: 35,
        notes: &[
            "They wanted 15 % off the list price, and we could give 8.",
            "Purchasing compared three offers. Ours was the dearest by far.",
            "The yearly maintenance was what they could not accept.",
        ],
    },
    SampleReason {
        name: "We don't have people/skills",
        category: "Delivery",
        outcome: OutcomeClass::Competitive,
        guidance: "We could not have done the work in time or at all",
        weight: 4,
        competitor: 20,
        notes: &["They need an integrator for their old stock system, and we have nobody for it."],
    },
    SampleReason {
        name: "Not enough stock",
        category: "Delivery",
        outcome: OutcomeClass::Other,
        guidance: "What was ordered could not be delivered in time",
        weight: 7,
        competitor: 25,
        notes: &[
            "Delivery in March was a condition, our supplier says June.",
            "We had 40 pieces, they needed 120 at once.",
        ],
    },
    SampleReason {
        name: "Lost to a competitor",
        category: "Competition",
        outcome: OutcomeClass::Competitive,
        guidance: "Somebody else got the order, for another reason than the price",
        weight: 15,
        competitor: 90,
        notes: &[
            "The other one has an office in the same street.",
            "They know the competitor's service people from the last project.",
        ],
    },
    SampleReason {
        name: NO_RESPONSE,
        category: "Customer",
        outcome: OutcomeClass::NoDecision,
        guidance: "At least three tries by different ways without an answer",
        weight: 20,
        competitor: 0,
        notes: &["Four calls and two mails since the demonstration, no answer."],
    },
    SampleReason {
        name: "Budget postponed",
        category: "Customer",
        outcome: OutcomeClass::NoDecision,
        guidance: "They want it, but not this year; restore it when they come back",
        weight: 13,
        competitor: 0,
        notes: &[
            "All investments are stopped until the new year. Ask again in January.",
            "The new warehouse is put off, and the scanners with it.",
        ],
    },
    SampleReason {
        name: "Missing feature",
        category: "Product",
        outcome: OutcomeClass::Competitive,
        guidance: "Name the feature in the note",
        weight: 8,
        competitor: 30,
        notes: &[
            "They scan at -30 °C, our devices end at -20 °C.",
            "No interface to their customs software.",
        ],
    },
    SampleReason {
        name: "Not a real need",
        category: "Qualification",
        outcome: OutcomeClass::Disqualified,
        guidance: "There was no project, or nobody who could decide",
        weight: 3,
        competitor: 0,
        notes: &["A student who was writing a thesis on warehouses."],
    },
];

/// Makes the reasons, or completes those that exist.
pub(crate) async fn make(desk: &Desk) -> Result<(), AppError> {
    let present = desk.reasons().await?;
    for sample in REASONS {
        let known = present.iter().any(|counts| fold(&counts.reason.name) == fold(sample.name));
        if known {
            desk.edit_reason(sample.name, &sample.edits()).await?;
        } else {
            desk.add_reason(&ReasonRequest { reason: sample.reason() }).await?;
        }
    }
    Ok(())
}

impl SampleReason {
    fn reason(&self) -> NewLostReason {
        NewLostReason {
            name: self.name.into(),
            guidance: Some(self.guidance.into()),
            category: Some(self.category.into()),
            outcome: self.outcome,
        }
    }

    fn edits(&self) -> [ReasonEdit; 2] {
        [
            ReasonEdit::Guidance(Some(self.guidance.into())),
            ReasonEdit::Category(Some(self.category.into())),
        ]
    }
}
