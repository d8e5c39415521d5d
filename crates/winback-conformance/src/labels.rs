//! Lists of names that records refer to, and what managers do to them. Rule: behaviour 1.10.

use winback_store::Storage;
use winback_store::domain::{Change, LabelEdit, LabelKind, OpportunityId, PersonId, TEAM_POSITION};
use winback_store::filter::{Predicate, Value};
use winback_testkit::{DealBuilder, deal};

use crate::scene::{ask, change, create, entries, get, is, kind_of, list, lost, person};

/// The lists that managers keep; countries come with the install.
const KEPT: [LabelKind; 5] =
    [LabelKind::Team, LabelKind::Tag, LabelKind::Source, LabelKind::Medium, LabelKind::Campaign];

fn with(deal: DealBuilder, kind: LabelKind, id: i64) -> DealBuilder {
    match kind {
        LabelKind::Team => deal.team(id),
        LabelKind::Tag => deal.tag(id),
        LabelKind::Source => deal.source(id),
        LabelKind::Medium => deal.medium(id),
        LabelKind::Campaign => deal.campaign(id),
        LabelKind::Country => deal.country(id),
    }
}

fn rename(name: &str) -> [LabelEdit; 1] {
    [LabelEdit::Name(name.to_owned())]
}

/// In every list.
pub async fn a_name_belongs_to_one_entry_of_its_list(storage: &Storage) {
    for kind in KEPT {
        let first = storage.labels.create(kind, " Ångström ").await.unwrap();
        assert_eq!((first.id, first.name.as_str(), first.active), (1, "Ångström", true));
        let what = kind.as_str();
        let taken = storage.labels.create(kind, "ÅNGSTRÖM").await;
        assert_eq!(kind_of(&taken), format!("taken: {what} `ÅNGSTRÖM`"));
        let second = storage.labels.create(kind, "Other").await.unwrap();
        let taken = storage.labels.edit(kind, second.id, &rename("ångström")).await;
        assert_eq!(kind_of(&taken), format!("taken: {what} `ångström`"));
        let renamed = storage.labels.edit(kind, first.id, &rename("ÅNGSTRÖM")).await.unwrap();
        assert_eq!(renamed.name, "ÅNGSTRÖM");
        let missing = storage.labels.edit(kind, 9, &rename("X")).await;
        assert_eq!(kind_of(&missing), format!("missing: {what} 9"));
    }
}

/// By its old name it is not found any more, and may be added anew; records and logs stay.
pub async fn a_new_name_of_an_entry_shows_everywhere(storage: &Storage) {
    for kind in KEPT {
        let label = storage.labels.create(kind, "Old").await.unwrap();
        let record = create(storage, with(deal("Pumps"), kind, label.id)).await;
        storage.labels.edit(kind, label.id, &rename("New")).await.unwrap();
        assert_eq!(get(storage, record.id).await, record);
        assert_eq!(entries(storage, &record).await.len(), 1);
        let found = storage.pipeline.ensure_label(kind, "new").await.unwrap();
        assert_eq!(found.id, label.id);
        let other = storage.pipeline.ensure_label(kind, "old").await.unwrap();
        assert_ne!(other.id, label.id);
        let field = if kind == LabelKind::Tag { "tags.name" } else { kind.as_str() };
        if kind != LabelKind::Tag {
            let asked = ask(field, is(Value::Reference(label.id)));
            let page = list(storage, asked).await;
            assert_eq!(page.records.len(), 1);
            let names = format!("{:?}", page.names);
            assert!(names.contains("\"New\""), "{names}");
        }
    }
}

/// What a list has no place for is left out, and an edit that is refused leaves all as it was.
pub async fn every_part_of_an_entry_can_be_edited(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let edits = [
        LabelEdit::Position(-3),
        LabelEdit::Leader(Some(ann)),
        LabelEdit::Colour(Some(3)),
        LabelEdit::Active(false),
    ];
    for kind in KEPT {
        let new = storage.labels.create(kind, "One").await.unwrap();
        let is_team = kind == LabelKind::Team;
        assert_eq!(new.position, is_team.then_some(TEAM_POSITION));
        let edited = storage.labels.edit(kind, new.id, &edits).await.unwrap();
        assert_eq!(edited.position, is_team.then_some(-3));
        assert_eq!(edited.leader, is_team.then_some(ann));
        assert_eq!(edited.colour, (kind == LabelKind::Tag).then_some(3));
        assert!(!edited.active);
        let stranger = [LabelEdit::Active(true), LabelEdit::Leader(Some(PersonId::new(9)))];
        let refused = storage.labels.edit(kind, new.id, &stranger).await;
        assert_eq!(kind_of(&refused), "missing: person 9");
        assert_eq!(storage.pipeline.labels(kind).await.unwrap(), [edited]);
    }
}

/// In whatever state they are, as far as they may be seen.
pub async fn counts_tell_the_records_that_refer_to_an_entry(storage: &Storage) {
    for kind in KEPT {
        let before = list(storage, Predicate::everything()).await.records.len();
        let used = storage.labels.create(kind, "Used").await.unwrap();
        storage.labels.create(kind, "Unused").await.unwrap();
        let record = create(storage, with(deal("A"), kind, used.id)).await;
        change(storage, &record, &lost(None, None), 1).await;
        create(storage, with(deal("B"), kind, used.id)).await;
        create(storage, deal("C")).await;
        let told = async |visible: Predicate| {
            let counts = storage.labels.counts(kind, &visible).await.unwrap();
            let told = counts.into_iter().map(|it| (it.label.name, it.records));
            told.collect::<Vec<_>>()
        };
        let expected = |records| vec![("Unused".to_owned(), 0), ("Used".to_owned(), records)];
        assert_eq!(told(Predicate::everything()).await, expected(2), "{kind:?}");
        let first = OpportunityId::new(i64::try_from(before).unwrap() + 1);
        let one = ask("id", is(Value::Number(first.get())));
        assert_eq!(told(one).await, expected(1), "{kind:?}");
    }
}

/// Records keep an archived entry, and it is found by its name.
pub async fn an_archived_entry_stays_on_its_records(storage: &Storage) {
    for kind in KEPT {
        let label = storage.labels.create(kind, "Fair").await.unwrap();
        let record = create(storage, with(deal("Pumps"), kind, label.id)).await;
        storage.labels.edit(kind, label.id, &[LabelEdit::Active(false)]).await.unwrap();
        assert_eq!(get(storage, record.id).await, record);
        let moved = change(storage, &record, &Change::Archive, 1).await;
        assert_eq!(moved.deal, record.deal);
        let found = storage.pipeline.ensure_label(kind, "fair").await.unwrap();
        assert_eq!((found.id, found.active), (label.id, false));
    }
}
