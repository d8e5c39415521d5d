//! Where we answer otherwise on purpose.

use serde_json::Value as Json;

/// A construct that means something else here, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Deliberate {
    /// What it is.
    pub construct: &'static str,
    /// What it is here, and the rule that asks for it.
    pub here: &'static str,
    /// Says whether a leaf (field, operator, value) uses it.
    uses: fn(&str, &str, &Json) -> bool,
}

/// All of them.
pub const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        construct: "`ilike` or `=` on a person with a text that is somebody's login",
        here: "finds that person beside those of such a name, not instead of them: behaviour 8.7",
        uses: |field, operator, value| {
            last(field) == "user_id" && matches!(operator, "ilike" | "=") && value.is_string()
        },
    },
    Deliberate {
        construct: "the `like` family on numbers",
        here: "is refused, since numbers are compared as numbers: behaviour 8.4",
        uses: |field, operator, _| {
            let numbers = ["id", "probability", "automated_probability", "expected_revenue"];
            operator.contains("like") && (numbers.contains(&last(field)) || last(field) == "color")
        },
    },
    Deliberate {
        construct: "`day_open` and `day_close`",
        here: "are measures of reports, computed from dates and not stored: behaviour 9.1",
        uses: |field, _, _| matches!(field, "day_open" | "day_close"),
    },
    Deliberate {
        construct: "the name of a company that belongs to another",
        here: "stands behind the other's, as every full name: behaviour 8.7",
        uses: |field, operator, value| {
            let is_name = matches!(last(field), "partner_id" | "parent_id" | "complete_name");
            let is_asked = operator.contains("like") || value.is_string();
            is_name && is_asked
        },
    },
    Deliberate {
        construct: "`ß` and other letters with a longer lower case in a text searched ignoring case",
        here: "are equal to what Unicode folds them to, such as `ss`: behaviour 8.6",
        uses: |_, operator, value| {
            let text = value.as_str().unwrap_or_default();
            operator.contains("ilike") && (!text.is_ascii() || text.to_lowercase().contains("ss"))
        },
    },
    Deliberate {
        construct: "`phone_sanitized`",
        here: "follows from the phone number wherever there is one: behaviour 5.6",
        uses: |field, _, _| field == "phone_sanitized",
    },
    REFUSED_THERE,
];

/// No leaf of a domain says this: it is the question that the reference refuses.
const REFUSED_THERE: Deliberate = Deliberate {
    construct: "a grouping that the reference refuses",
    here: "is answered if every field of it can be grouped by: behaviour 8.2",
    uses: |_, _, _| false,
};

/// Returns the difference of what is answered here and refused there.
pub(super) fn refused_there() -> &'static Deliberate {
    &REFUSED_THERE
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Finds the difference on purpose that a domain makes use of.
pub fn deliberate(domain: &Json) -> Option<&'static Deliberate> {
    let elements = domain.as_array()?;
    elements.iter().find_map(|element| match element.as_array().map(Vec::as_slice) {
        Some([Json::String(field), Json::String(operator), value]) => {
            let own = DELIBERATE.iter().find(|it| (it.uses)(field, operator, value));
            own.or_else(|| deliberate(value))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_are_few_and_none_is_about_what_people_live_by() {
        assert!(DELIBERATE.len() <= 10);
        for leaf in [
            json!(["lost_reason_id", "ilike", "too"]),
            json!(["active", "=", false]),
            json!(["probability", "=", 0]),
            json!(["stage_id.name", "=", "New"]),
            json!(["team_id", "=", "North"]),
            json!(["date_closed", "<", "2025-01-01"]),
            json!(["state", "=", "lost"]),
        ] {
            assert!(deliberate(&json!([leaf])).is_none(), "{leaf}");
        }
    }

    #[test]
    fn a_difference_is_found_wherever_it_stands() {
        let nested = json!(["|", ["partner_id", "any", [["parent_id", "ilike", "x"]]]]);
        let found = deliberate(&nested).map(|it| it.construct);
        assert_eq!(found, Some("the name of a company that belongs to another"));
    }
}
