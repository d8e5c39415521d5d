//! What is learned from won and lost records, and the estimates made of it. Rule: behaviour 6.

use std::collections::BTreeMap;

use serde::Deserialize;
use winback_store::domain::{
    Change, CountryId, Edit, Frequencies, FrequencyKey, LabelKind, Opportunity, OpportunityId,
    Probability, SettingEdit, StageId, TeamId, TrackedField, Variable,
};
use winback_store::filter::Predicate;
use winback_store::{Selection, Storage};
use winback_testkit::deal;

use crate::imports::{import, row};
use crate::reference::directory;
use crate::scene::{at, change, create, get, label, lost, newest, stamp, these, value_text};

#[derive(Debug, Deserialize)]
struct Scenario {
    leads: Vec<Lead>,
    first: First,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Lead {
    key: String,
    team: String,
    country: String,
    state: String,
    source: String,
    stage: String,
}

#[derive(Debug, Deserialize)]
struct First {
    lost: Vec<String>,
    won: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Step {
    #[serde(rename = "do")]
    deed: String,
    #[serde(default)]
    automated: BTreeMap<String, f64>,
    #[serde(default)]
    probability: BTreeMap<String, f64>,
    #[serde(default)]
    is_automated: BTreeMap<String, bool>,
    #[serde(default)]
    frequencies: Vec<Expected>,
    #[serde(default)]
    absent: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
struct Expected {
    variable: String,
    value: Option<String>,
    team: String,
    #[serde(default)]
    won: f64,
    #[serde(default)]
    lost: f64,
}

/// The stage of a fresh install by its name.
fn stage(name: &str) -> i64 {
    let place = ["New", "Qualified", "Proposition", "Won"].iter().position(|it| *it == name);
    i64::try_from(place.unwrap()).unwrap() + 1
}

/// The records of the scenario.
struct Scene<'s> {
    storage: &'s Storage,
    records: BTreeMap<String, OpportunityId>,
    minute: i64,
}

impl Scene<'_> {
    async fn set(storage: &Storage, leads: &[Lead]) -> BTreeMap<String, OpportunityId> {
        let mut records = BTreeMap::new();
        for lead in leads {
            let new = deal(&lead.key)
                .stage(stage(&lead.stage))
                .team(label(storage, LabelKind::Team, &lead.team).await)
                .country(label(storage, LabelKind::Country, &lead.country).await)
                .region(&lead.state)
                .source(label(storage, LabelKind::Source, &lead.source).await);
            records.insert(lead.key.clone(), create(storage, new).await.id);
        }
        records
    }

    fn ids(&self, keys: &[&str]) -> Vec<OpportunityId> {
        keys.iter().map(|key| self.records[*key]).collect()
    }

    async fn apply(&mut self, keys: &[&str], change: &Change) {
        self.minute += 1;
        let selection = Selection::ids(self.ids(keys), Predicate::everything());
        let stamp = stamp(self.minute);
        self.storage.opportunities.apply(&selection, change, stamp).await.unwrap();
    }

    async fn edit(&mut self, key: &str, edit: Edit) {
        self.minute += 1;
        let (id, everything, edits) = (self.records[key], Predicate::everything(), [edit]);
        let stamp = stamp(self.minute);
        self.storage.opportunities.edit(id, None, &everything, &edits, stamp).await.unwrap();
    }

    async fn perform(&mut self, deed: &str) {
        let to = |name: &str| Change::MoveStage(StageId::new(stage(name)));
        let lose = lost(None, None);
        match deed {
            "rebuild" => rebuild(self.storage).await,
            "clear team of L10..L13, then rebuild" => {
                for key in ["L10", "L11", "L12", "L13"] {
                    self.edit(key, Edit::Team(None)).await;
                }
                rebuild(self.storage).await;
            }
            "lose L4, win L9" => {
                self.apply(&["L4"], &lose).await;
                self.apply(&["L9"], &Change::MarkWon).await;
            }
            "restore L4" | "restore L4 (its stage is Won, so it is won again)" => {
                self.apply(&["L4"], &Change::Restore).await;
            }
            "move L4 to stage Won" => self.apply(&["L4"], &to("Won")).await,
            "move L4 to stage New" => self.apply(&["L4"], &to("New")).await,
            "lose L4 (from Won)" => self.apply(&["L4"], &lose).await,
            "move L3 and L8 to stage New, set the probability of L3 to 40 by hand" => {
                self.apply(&["L3", "L8"], &to("New")).await;
                self.edit("L3", Edit::Probability(Some("40".parse().unwrap()))).await;
            }
            "set the country of L8 to C1" => self.set_country("L8", "C1").await,
            "set the country of L8 back to C0" => self.set_country("L8", "C0").await,
            other => panic!("the scenario has a step that this check does not know: {other}"),
        }
    }

    async fn set_country(&mut self, key: &str, country: &str) {
        let id = label(self.storage, LabelKind::Country, country).await;
        self.edit(key, Edit::Country(Some(CountryId::new(id)))).await;
    }

    async fn check(&self, step: &Step) -> usize {
        let mut checked = 0;
        let percent = |probability: Probability| f64::from(probability.hundredths()) / 100.0;
        for (expected, of) in [
            (&step.automated, Opportunity::automated_probability as fn(&_) -> _),
            (&step.probability, Opportunity::probability),
        ] {
            for (key, expected) in expected {
                let found = percent(of(&get(self.storage, self.records[key]).await));
                assert!((found - expected).abs() < 1e-9, "{}: {key} {found}", step.deed);
                checked += 1;
            }
        }
        for (key, automated) in &step.is_automated {
            let record = get(self.storage, self.records[key]).await;
            assert_eq!(record.deal.hand_probability.is_none(), *automated, "{key}");
        }
        let frequencies = self.storage.scoring.frequencies().await.unwrap();
        for expected in &step.frequencies {
            let (won, lost) = self.frequency(&frequencies, expected).await.unwrap_or_default();
            let found = (won as f64 + 0.1, lost as f64 + 0.1);
            let near = (found.0 - expected.won).abs() + (found.1 - expected.lost).abs();
            assert!(near < 1e-9, "{}: {expected:?}, found {found:?}", step.deed);
            checked += 1;
        }
        for absent in &step.absent {
            assert_eq!(self.frequency(&frequencies, absent).await, None, "{absent:?}");
            checked += 1;
        }
        checked
    }

    async fn frequency(&self, among: &Frequencies, of: &Expected) -> Option<(i64, i64)> {
        let named = of.value.as_deref().unwrap_or_default();
        let (variable, value) = match of.variable.as_str() {
            "stage" => (Variable::Stage, stage(named).to_string()),
            "country" => {
                let id = label(self.storage, LabelKind::Country, named).await;
                (Variable::Country, id.to_string())
            }
            "email_state" => (Variable::EmailQuality, named.to_owned()),
            other => panic!("the scenario has a variable that this check does not know: {other}"),
        };
        let team = Some(TeamId::new(label(self.storage, LabelKind::Team, &of.team).await));
        let key = FrequencyKey { team, variable, value };
        among.rows().find(|(it, _)| **it == key).map(|(_, count)| (count.won, count.lost))
    }
}

async fn rebuild(storage: &Storage) {
    storage.scoring.recount().await.unwrap();
    let mut after = None;
    loop {
        let estimated = storage.scoring.estimate(after, 3).await.unwrap();
        let Some(last) = estimated.last else { return };
        after = Some(last);
    }
}

/// The scenario recorded from the reference, with its frequencies and probabilities. Rule: behaviour
/// 6.2, 6.3.
pub async fn every_step_of_the_recorded_scenario_is_reached(storage: &Storage) {
    let text = std::fs::read_to_string(directory().join("probability.json")).unwrap();
    let scenario: Scenario = serde_json::from_str(&text).unwrap();
    let records = Scene::set(storage, &scenario.leads).await;
    let mut scene = Scene { storage, records, minute: 0 };
    for key in &scenario.first.lost {
        scene.apply(&[key], &lost(None, None)).await;
    }
    for key in &scenario.first.won {
        scene.apply(&[key], &Change::MarkWon).await;
    }
    let mut checked = 0;
    for step in &scenario.steps {
        scene.perform(&step.deed).await;
        checked += scene.check(step).await;
        let counted = storage.scoring.frequencies().await.unwrap();
        storage.scoring.recount().await.unwrap();
        let again = storage.scoring.frequencies().await.unwrap();
        assert_eq!(counted, again, "{}: a rebuild counts the same", step.deed);
    }
    assert_eq!((scenario.steps.len(), checked), (11, 50));
    tags_and_places_are_counted_again(storage).await;
}

/// The recorded scenario has none of these.
async fn tags_and_places_are_counted_again(storage: &Storage) {
    let hot = label(storage, LabelKind::Tag, "Hot").await;
    let big = label(storage, LabelKind::Tag, "Big").await;
    let won = deal("tagged and won").stage(2).tag(hot).tag(big).region("Gent");
    let won = create(storage, won).await;
    change(storage, &won, &Change::MarkWon, 1).await;
    let gone = create(storage, deal("tagged and lost").stage(2).tag(hot)).await;
    change(storage, &gone, &lost(None, None), 1).await;
    let counted = storage.scoring.frequencies().await.unwrap();
    storage.scoring.recount().await.unwrap();
    assert_eq!(storage.scoring.frequencies().await.unwrap(), counted);
    let of_tags = |(key, count): (&FrequencyKey, winback_store::domain::Count)| {
        (key.variable == Variable::Tag).then_some((count.won, count.lost))
    };
    let mut tags: Vec<_> = counted.rows().filter_map(of_tags).collect();
    tags.sort_unstable();
    assert_eq!(tags, [(1, 0), (1, 1)]);
}

/// Two won and one lost in stage 2, of nobody's team.
async fn history(storage: &Storage) {
    for name in ["won 1", "won 2", "lost"] {
        let record = create(storage, deal(name).stage(2)).await;
        let fate = if name == "lost" { lost(None, None) } else { Change::MarkWon };
        change(storage, &record, &fate, 1).await;
    }
}

fn percent(record: &Opportunity) -> String {
    format!("{} ({})", record.probability(), record.automated_probability())
}

/// By the first stage two of three were won: 2.1 of 3.2. In stage 3 only won ones were: 2.1 of 2.1,
/// and of the lost ones the tenth of a row.
pub async fn a_new_record_is_estimated_by_what_was_won_and_lost(storage: &Storage) {
    let before = create(storage, deal("before").estimate(1_234)).await;
    assert_eq!(percent(&before), "12.34 (12.34)", "there is nothing to learn from yet");
    history(storage).await;
    let here = create(storage, deal("here").stage(2)).await;
    assert_eq!(percent(&here), "65.63 (65.63)");
    let farther = create(storage, deal("farther").stage(3)).await;
    assert_eq!(percent(&farther), "95.45 (95.45)");
    let by_hand = create(storage, deal("by hand").stage(3).by_hand(1_000)).await;
    assert_eq!(percent(&by_hand), "10 (95.45)");
    let nowhere = create(storage, deal("nowhere").no_stage()).await;
    assert_eq!(percent(&nowhere), "0 (0)");
    assert_eq!(percent(&get(storage, before.id).await), "12.34 (12.34)", "others stay as they are");
    rebuild(storage).await;
    assert_eq!(percent(&get(storage, before.id).await), "65.63 (65.63)");
    let told = newest(storage, &before).await;
    assert_eq!(told.revision, before.revision, "a rebuild is no change of the record");
}

/// All of them leave the frequencies first, then all are estimated.
pub async fn records_that_are_restored_together_are_estimated_without_each_other(
    storage: &Storage,
) {
    history(storage).await;
    let mut records = Vec::new();
    for name in ["A", "B", "C"] {
        let record = create(storage, deal(name).stage(2)).await;
        records.push(change(storage, &record, &lost(None, None), 2).await);
    }
    let selection = these(&records.iter().collect::<Vec<_>>());
    storage.opportunities.apply(&selection, &Change::Restore, stamp(3)).await.unwrap();
    for record in &records {
        let restored = get(storage, record.id).await;
        assert_eq!(percent(&restored), "65.63 (65.63)");
        let told = newest(storage, record).await.changes;
        let told = told.iter().find(|change| change.field == TrackedField::Probability).unwrap();
        let shown = value_text(told.new.as_ref().unwrap());
        assert_eq!(shown, "65.63%");
    }
}

/// A scored value changes the probability of an open record, unless a person set it; both stand in
/// the log.
pub async fn an_edit_tells_what_it_made_of_the_probability(storage: &Storage) {
    history(storage).await;
    for (region, fate) in [("North", lost(None, None)), ("South", Change::MarkWon)] {
        let record = create(storage, deal(region).stage(2).region(region)).await;
        change(storage, &record, &fate, 2).await;
    }
    let record = create(storage, deal("open").stage(2)).await;
    let by_hand = create(storage, deal("by hand").stage(2).by_hand(5_000)).await;
    let edits = [Edit::Region(Some("NORTH".into()))];
    for (record, expected) in [(&record, "11.83 (11.83)"), (&by_hand, "50 (11.83)")] {
        let everything = Predicate::everything();
        let edited =
            storage.opportunities.edit(record.id, None, &everything, &edits, stamp(3)).await;
        assert_eq!(percent(&edited.unwrap()), expected);
    }
    let told = newest(storage, &record).await.changes;
    let told: Vec<TrackedField> = told.iter().map(|change| change.field).collect();
    assert_eq!(told, [TrackedField::Region, TrackedField::Probability]);
    assert_eq!(newest(storage, &by_hand).await.changes.len(), 1);
}

/// An archived record of a won stage is not open there: what is edited then changes nothing of what
/// it is estimated once it is open again, where there is nothing to learn from.
pub async fn a_won_stage_leaves_the_estimate_alone(storage: &Storage) {
    let record = create(storage, deal("won").stage(2).estimate(3_000)).await;
    change(storage, &record, &Change::MarkWon, 1).await;
    change(storage, &record, &Change::Archive, 2).await;
    let (everything, edits) = (Predicate::everything(), [Edit::Region(Some("North".into()))]);
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp(3)).await.unwrap();
    assert_eq!(percent(&get(storage, record.id).await), "100 (30)");
    let won = change(storage, &record, &Change::Restore, 4).await;
    assert_eq!((won.state.kind().as_str(), percent(&won)), ("won", "100 (100)".into()));
    let open = change(storage, &record, &Change::MoveStage(StageId::new(1)), 5).await;
    assert_eq!((open.state.kind().as_str(), percent(&open)), ("open", "30 (30)".into()));
}

/// Rule: behaviour 6.4.
pub async fn records_created_before_the_day_are_not_learned_from(storage: &Storage) {
    history(storage).await;
    let old = create(storage, deal("old").stage(2).created_at(at(-9))).await;
    change(storage, &old, &lost(None, None), 1).await;
    let first = |frequencies: &Frequencies| {
        let is_first = |key: &FrequencyKey| key.variable == Variable::Stage && key.value == "1";
        let found = frequencies.rows().find(|(key, _)| is_first(key));
        found.map(|(_, count)| (count.won, count.lost))
    };
    let counted = storage.scoring.frequencies().await.unwrap();
    assert_eq!(first(&counted), Some((2, 2)));
    for (since, expected) in [(Some(at(-5)), (2, 1)), (None, (2, 2)), (Some(at(-9)), (2, 2))] {
        storage.settings.edit(&SettingEdit::ScoringSince(since)).await.unwrap();
        let counted = storage.scoring.frequencies().await.unwrap();
        assert_eq!(first(&counted), Some(expected), "{since:?}");
    }
    storage.settings.edit(&SettingEdit::ScoringSince(Some(at(-5)))).await.unwrap();
    change(storage, &old, &Change::Restore, 2).await;
    let counted = storage.scoring.frequencies().await.unwrap();
    assert_eq!(first(&counted), Some((2, 1)), "what was not counted is not taken away");
}

/// A few at a time, until there are no more.
pub async fn estimating_goes_on_after_the_last_record(storage: &Storage) {
    for number in 0..5 {
        create(storage, deal(&format!("open {number}")).stage(2).estimate(1)).await;
    }
    history(storage).await;
    let (mut after, mut told) = (None, Vec::new());
    loop {
        let estimated = storage.scoring.estimate(after, 2).await.unwrap();
        told.push((estimated.records, estimated.changed));
        after = estimated.last;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(told, [(2, 2), (2, 2), (1, 1)]);
    let again = storage.scoring.estimate(None, 100).await.unwrap();
    assert_eq!((again.records, again.changed, again.last), (5, 0, None));
}

/// A row that tells no estimate is estimated by what there was before its import.
pub async fn imported_records_count_from_the_next_change_on(storage: &Storage) {
    history(storage).await;
    let told = row(deal("told").stage(2).estimate(700));
    let mut untold = row(deal("untold").stage(2));
    untold.estimate = None;
    let won = row(deal("won").stage(4));
    import(storage, vec![Some(told), Some(won), Some(untold)]).await;
    let page = crate::scene::list(storage, Predicate::everything()).await;
    let of = |name: &str| {
        let found = page.records.iter().find(|record| record.deal.name == name);
        percent(found.unwrap())
    };
    assert_eq!((of("told"), of("untold")), ("7 (7)".into(), "65.63 (65.63)".into()));
    let next = create(storage, deal("next").stage(2)).await;
    assert_eq!(percent(&next), "73.81 (73.81)");
}
