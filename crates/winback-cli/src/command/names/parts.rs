//! What each list of names is, and what of its entries can be given beside the name.

use std::fmt::Debug;

use clap::Args;
use winback_app::{LabelChange, store::domain::LabelKind};

/// What can be given of an entry of a list.
pub(crate) trait Parts: Args + Debug + Send + Sync + 'static {
    /// The list.
    const KIND: LabelKind;
    /// An example of adding one: what follows the command.
    const ADDED: &'static str;
    /// An example of changing one.
    const EDITED: &'static str;
    /// An example of archiving one.
    const ARCHIVED: &'static str;

    /// Returns the changes that were given.
    fn changes(self) -> Vec<LabelChange>;
}

/// Of a sales team.
#[derive(Debug, Args)]
pub(crate) struct TeamParts {
    /// Who leads it, by login or name
    #[arg(long, value_name = "PERSON")]
    leader: Option<String>,
    /// Takes its leader away
    #[arg(long, conflicts_with = "leader")]
    no_leader: bool,
    /// Its place in the order of teams
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    position: Option<i64>,
}

impl Parts for TeamParts {
    const KIND: LabelKind = LabelKind::Team;
    const ADDED: &'static str = "add North --leader anna";
    const EDITED: &'static str = "edit North --name Nordics --position 1";
    const ARCHIVED: &'static str = "archive North";

    fn changes(self) -> Vec<LabelChange> {
        let leader = match self.leader {
            Some(leader) => Some(Some(leader)),
            None => self.no_leader.then_some(None),
        };
        let position = self.position.map(LabelChange::Position);
        leader.map(LabelChange::Leader).into_iter().chain(position).collect()
    }
}

/// Of a tag.
#[derive(Debug, Args)]
pub(crate) struct TagParts {
    /// The number of its colour
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..=11))]
    colour: Option<i64>,
    /// Takes its colour away
    #[arg(long, conflicts_with = "colour")]
    no_colour: bool,
}

impl Parts for TagParts {
    const KIND: LabelKind = LabelKind::Tag;
    const ADDED: &'static str = "add 'Trade fair' --colour 3";
    const EDITED: &'static str = "edit 'Trade fair' --name Fair --no-colour";
    const ARCHIVED: &'static str = "archive 'Trade fair'";

    fn changes(self) -> Vec<LabelChange> {
        let colour = match self.colour {
            Some(colour) => Some(Some(colour)),
            None => self.no_colour.then_some(None),
        };
        colour.map(LabelChange::Colour).into_iter().collect()
    }
}

macro_rules! only_a_name {
    ($($(#[$doc:meta])* $parts:ident $kind:ident $name:literal $new_name:literal,)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Args)]
        pub(crate) struct $parts {}

        impl Parts for $parts {
            const KIND: LabelKind = LabelKind::$kind;
            const ADDED: &'static str = concat!("add '", $name, "'");
            const EDITED: &'static str = concat!("edit '", $name, "' --name '", $new_name, "'");
            const ARCHIVED: &'static str = concat!("archive '", $name, "'");

            fn changes(self) -> Vec<LabelChange> {
                Vec::new()
            }
        }
    )* };
}

only_a_name! {
    /// Of a source: nothing but its name.
    SourceParts Source "Trade fair" "Hannover Messe",
    /// Of a medium: nothing but its name.
    MediumParts Medium "Phone" "Phone call",
    /// Of a campaign: nothing but its name.
    CampaignParts Campaign "Spring 2026" "Spring",
}
