//! The long help of `list`: fields and operators, as the schema has them.

use winback_app::{
    READY_FILTERS,
    store::{
        OPPORTUNITY,
        filter::{Field, FieldKind},
        opportunity_schema,
    },
};

use crate::column::FURTHER;

const START: &str = "\
Filters:
  FIELD OPERATOR VALUE, joined by `and`, `or`, `not` and parentheses:
    state = lost and lost_reason in (\"Too expensive\", \"Not enough stock\")
    expected_revenue >= 1500.50 and not (city = Ghent or city is not set)
    salesperson = me and closed_at between 2026-01-01 and 2026-03-31
    closed_at within last 30 days and created_at older than 6 months
    expected_closing is this quarter and updated_at < yesterday
    lost at least 2 times and ever lost because of \"Too expensive\" and not lost by me
    customer.country = Belgium and losses matches (competitor contains acme)
  Text of several words stands in quotes; a dot leads to the fields of what is referred to.
  `customer under Acme` finds Acme and all that stand under it as their company, `over` the reverse.
  A domain of Odoo does as well: '[[\"active\",\"=\",false],[\"probability\",\"=\",0]]',
  and so does a tree: '{\"field\":\"state\",\"operator\":\"equal\",\"value\":\"lost\"}' (see `winback fields`).
  `@NAME` stands for a saved search (`winback filters`) or a ready filter:
    @lost and expected_revenue > 10000 and not @anna/Small deals
  `@NAME @NAME` is either of two in one group of ready filters, and both of any others.
  Lost and archived records are left out unless the filter speaks of `active`, `state`,
  `lost_reason` or `losses`.
";

const END: &str = "
JSON (--format json, jsonl):
  A record has every field under its name; what is empty is null. Money is
  {\"minor\":150050,\"currency\":\"EUR\",\"amount\":\"1500.50\"}, a reference {\"id\":1,\"name\":\"…\"},
  an instant RFC 3339 in UTC, a probability a number of percent, `closing_note` HTML.

Example: winback list 'state = lost' --sort 'closed_at desc' --limit 20";

/// Returns the text for lists.
pub(crate) fn text() -> String {
    fields() + END
}

/// Returns what is the same wherever a filter stands.
pub(crate) fn fields() -> String {
    // Digits of money play no part here.
    let schema = opportunity_schema(2);
    let mut text = START.to_owned();
    text.push_str("\nFields, with their names in Odoo where these differ:\n");
    let fields = schema.entity(OPPORTUNITY).map(|entity| entity.fields.as_slice());
    let fields = fields.unwrap_or_default();
    let mut kinds: Vec<FieldKind> = Vec::new();
    for field in fields {
        text.push_str(&line(field));
        if !kinds.iter().any(|kind| kind.name() == field.kind.name()) {
            kinds.push(field.kind);
        }
    }
    text.push_str("\nFurther columns for --columns, of the current loss and of the record:\n");
    let further: Vec<&str> = FURTHER.iter().map(|(name, _)| *name).collect();
    text.push_str(&format!("  {}\n", further.join(", ")));
    text.push_str("\nPhrases, and what they stand for:\n");
    for phrase in schema.phrases(OPPORTUNITY) {
        text.push_str(&format!("  {:<22} {}\n", phrase.words, phrase.stands_for()));
    }
    text.push_str("\nReady filters, by group, and what they stand for:\n");
    for ready in READY_FILTERS {
        let name = format!("@{}", ready.name);
        text.push_str(&format!("  {name:<22} {:<8} {}\n", ready.group.as_str(), ready.filter));
    }
    text.push_str("\nBehind a dot, as in `customer.country` or `losses.competitor`:\n");
    for entity in schema.entities().iter().filter(|entity| entity.name != OPPORTUNITY) {
        let names: Vec<&str> = entity.fields.iter().map(|field| field.name).collect();
        text.push_str(&format!("  {:<16} {}\n", entity.name, wrapped(&names)));
    }
    text.push_str("\nOperators:\n");
    for kind in kinds {
        text.push_str(&operators(kind));
    }
    text
}

fn operators(kind: FieldKind) -> String {
    let words: Vec<&str> = kind.operators().iter().map(|operator| operator.spelling()).collect();
    format!("  {:<16} {}\n", kind.name(), wrapped(&words))
}

/// A line for each few words, as the help would otherwise be cut anywhere.
fn wrapped(words: &[&str]) -> String {
    const WIDEST: usize = 60;
    let mut lines = vec![String::new()];
    for word in words {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < WIDEST => {
                line.push_str(", ");
                line.push_str(word);
            }
            Some(_) | None => lines.push((*word).to_owned()),
        }
    }
    lines.join(&format!(",\n{:19}", ""))
}

fn line(field: &Field) -> String {
    let values = match field.kind {
        FieldKind::Choice(choices) => format!(": {}", choices.join(", ")),
        FieldKind::Reference { to } | FieldKind::Many { to } => format!(": {to}"),
        FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Date
        | FieldKind::Instant
        | FieldKind::YesNo => String::new(),
    };
    let mut line = format!("  {:<22} {}{values}", field.name, field.kind.name());
    if let Some(theirs) = field.reference_name {
        line.push_str(&format!(" ({theirs})"));
    }
    line.push('\n');
    line
}
