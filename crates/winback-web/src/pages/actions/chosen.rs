//! The records that an action is about: those that are ticked, or all that the list finds.

use maud::{Markup, html};
use winback_app::{
    AppError, Target,
    store::domain::{Kind, OpportunityId},
};

use crate::{
    address::Address, failure::Failure, fields::Fields, layout::Section, pages::records::section,
    visitor::Visitor,
};

/// The records, and where the form goes back to.
pub(super) struct Chosen {
    ids: Vec<OpportunityId>,
    /// The list, if all that it finds are meant.
    every: Option<Address>,
    /// The states that are meant, if others are left out.
    states: Option<String>,
    /// Where the form goes back to.
    pub(super) back: String,
    /// Whether lines of a list were ticked.
    pub(super) in_list: bool,
}

impl Chosen {
    /// Reads what was chosen; none if nothing was.
    pub(super) fn of(visitor: &Visitor, fields: &Fields) -> Result<Self, Failure> {
        let back = visitor.back(fields, "/pipeline");
        let every = match fields.is_on("all") {
            true => Some(Address::of_link(&back).ok_or(Failure::Form("back"))?),
            false => None,
        };
        let ids =
            fields.all("id").filter_map(|id| id.parse().ok().map(OpportunityId::new)).collect();
        let in_list = fields.get("back").is_some_and(|back| Address::of_link(back).is_some());
        Ok(Self { ids, every, states: fields.get("states").map(str::to_owned), back, in_list })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.every.is_none()
    }

    /// Returns the only record, if it is one that was named.
    pub(super) fn only(&self) -> Option<OpportunityId> {
        match (self.ids.as_slice(), &self.every) {
            ([id], None) => Some(*id),
            _ => None,
        }
    }

    /// Returns the records as the app takes them: of a list those that it shows, for whatever action.
    pub(super) async fn target(&self, visitor: &Visitor) -> Result<Target, AppError> {
        let filter = match (&self.every, &self.states) {
            (Some(address), _) => {
                // Restoring by a filter means what is not active otherwise, which the list left out.
                visitor.desk.as_listed(&address.facets.filter(address.kind)?).await?
            }
            (None, None) => return Ok(Target::Ids(self.ids.clone())),
            (None, Some(_)) => {
                let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
                format!("id in ({})", ids.join(", "))
            }
        };
        Ok(Target::Where(match &self.states {
            Some(states) => format!("({filter}) and state in ({states})"),
            None => filter,
        }))
    }

    /// Returns the part of the product that the records are in.
    pub(super) fn section(&self) -> Section {
        let leads = self.back.starts_with("/leads");
        section(if leads { Kind::Lead } else { Kind::Opportunity })
    }

    /// Returns what was chosen as hidden fields of a form.
    pub(super) fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="back" value=(self.back);
            @if self.every.is_some() { input type="hidden" name="all" value="1"; }
            @else { @for id in &self.ids { input type="hidden" name="id" value=(id); } }
            @if let Some(states) = &self.states { input type="hidden" name="states" value=(states); }
        }
    }

    /// Returns the same form for the records of some states alone.
    pub(super) fn narrowed(&self, path: &str, states: &str) -> String {
        let mut pairs = vec![("back", self.back.clone()), ("states", states.to_owned())];
        match self.every {
            Some(_) => pairs.push(("all", "1".to_owned())),
            None => pairs.extend(self.ids.iter().map(|id| ("id", id.to_string()))),
        }
        crate::pages::records::link(path, &pairs)
    }
}

/// Says that nothing was chosen.
pub(super) fn nothing(visitor: &Visitor, chosen: &Chosen) -> Markup {
    let words = visitor.words;
    html! {
        div.sheet.narrow {
            h1 { (words.say("choose-first")) }
            p { (words.say("choose-first-hint")) }
            p.buttons { a.button href=(chosen.back) data-close { (words.say("close")) } }
        }
    }
}
