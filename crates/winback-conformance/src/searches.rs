//! Saved searches. Rule: behaviour 8.8.

use winback_store::Storage;
use winback_store::domain::{
    NewSavedSearch, PersonId, SavedSearch, SavedSearchEdit, SavedSearchId, SearchView,
};

use crate::scene::{kind_of, person};

fn search(owner: PersonId, name: &str) -> NewSavedSearch {
    NewSavedSearch {
        owner,
        name: name.into(),
        filter: "state = lost".into(),
        group_by: None,
        order: None,
        view: SearchView::List,
        shared: false,
        default: false,
    }
}

async fn save(storage: &Storage, new: &NewSavedSearch) -> SavedSearch {
    storage.searches.create(new).await.unwrap()
}

async fn seen(storage: &Storage, person: PersonId) -> Vec<String> {
    let seen = storage.searches.seen_by(person).await.unwrap();
    seen.into_iter().map(|search| search.name).collect()
}

async fn defaults(storage: &Storage, person: PersonId) -> Vec<String> {
    let seen = storage.searches.seen_by(person).await.unwrap();
    seen.into_iter().filter(|search| search.default).map(|search| search.name).collect()
}

/// Every part of it, texts exactly as they were typed.
pub async fn a_saved_search_comes_back_as_it_was_saved(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let new = NewSavedSearch {
        owner: ann,
        name: "Größe 中".into(),
        filter: " salesperson = me  and name contains \"100\\% ☂\"".into(),
        group_by: Some("lost_reason, lost_at:month".into()),
        order: Some("closed_at desc nulls first".into()),
        view: SearchView::Group,
        shared: true,
        default: true,
    };
    let saved = save(storage, &new).await;
    assert_eq!(saved, SavedSearch::new(SavedSearchId::new(1), new));
    assert_eq!(storage.searches.seen_by(ann).await.unwrap(), [saved]);
    let plain = save(storage, &NewSavedSearch { filter: String::new(), ..search(ann, "A") }).await;
    assert_eq!((plain.id.get(), plain.filter.as_str(), plain.group_by.clone()), (2, "", None));
    assert_eq!(storage.searches.seen_by(ann).await.unwrap()[0], plain);
}

/// Case and surrounding space make no other name; each person's names are for themselves.
pub async fn a_name_belongs_to_one_search_of_a_person(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let ben = person(storage, "Ben", "ben").await;
    save(storage, &search(ann, "Straße")).await;
    for name in ["Straße", " STRASSE\t"] {
        let refused = storage.searches.create(&search(ann, name)).await;
        assert_eq!(kind_of(&refused), format!("taken: saved search `{name}`"));
    }
    let bens = save(storage, &search(ben, "strasse")).await;
    let other = save(storage, &search(ben, "Other")).await;
    let rename = [SavedSearchEdit::Name("STRASSE".into())];
    let refused = storage.searches.edit(other.id, ben, &rename).await;
    assert_eq!(kind_of(&refused), "taken: saved search `STRASSE`");
    let own = storage.searches.edit(bens.id, ben, &rename).await.unwrap();
    assert_eq!((own.id, own.name.as_str()), (bens.id, "STRASSE"));
    assert_eq!(seen(storage, ben).await, ["Other", "STRASSE"]);
    let nobody = storage.searches.create(&search(PersonId::new(99), "A")).await;
    assert_eq!(kind_of(&nobody), "missing: person 99");
}

/// Own and shared ones, by name and id; what others keep for themselves does not exist.
pub async fn a_person_sees_own_and_shared_searches(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let ben = person(storage, "Ben", "ben").await;
    for name in ["b", "Z", "中"] {
        save(storage, &search(ann, &format!("{name} own"))).await;
        save(storage, &NewSavedSearch { shared: true, ..search(ann, name) }).await;
    }
    save(storage, &NewSavedSearch { shared: true, ..search(ben, "b") }).await;
    assert_eq!(seen(storage, ann).await, ["Z", "Z own", "b", "b", "b own", "中", "中 own"]);
    assert_eq!(seen(storage, ben).await, ["Z", "b", "b", "中"]);
    let ids: Vec<i64> =
        storage.searches.seen_by(ben).await.unwrap().iter().map(|it| it.id.get()).collect();
    assert!(ids[1] < ids[2], "{ids:?}");
}

/// Every part; all edits or none; nobody else's that is not shared.
pub async fn every_part_of_a_search_can_be_edited(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let ben = person(storage, "Ben", "ben").await;
    let first = save(storage, &search(ann, "First")).await;
    save(storage, &search(ann, "Second")).await;
    let edits = [
        SavedSearchEdit::Name("Third".into()),
        SavedSearchEdit::Filter("state = won".into()),
        SavedSearchEdit::GroupBy(Some("stage".into())),
        SavedSearchEdit::Order(Some("id".into())),
        SavedSearchEdit::View(SearchView::Group),
        SavedSearchEdit::Default(true),
    ];
    let hidden = storage.searches.edit(first.id, ben, &edits).await;
    assert_eq!(kind_of(&hidden), "missing: saved search 1");
    let expected = NewSavedSearch {
        owner: ann,
        name: "Third".into(),
        filter: "state = won".into(),
        group_by: Some("stage".into()),
        order: Some("id".into()),
        view: SearchView::Group,
        shared: false,
        default: true,
    };
    let edited = storage.searches.edit(first.id, ann, &edits).await.unwrap();
    assert_eq!(edited, SavedSearch::new(first.id, expected));
    assert_eq!(storage.searches.seen_by(ann).await.unwrap()[1], edited);
    let both = [SavedSearchEdit::Filter(String::new()), SavedSearchEdit::Name("second".into())];
    let refused = storage.searches.edit(first.id, ann, &both).await;
    assert_eq!(kind_of(&refused), "taken: saved search `second`");
    assert_eq!(storage.searches.seen_by(ann).await.unwrap()[1], edited);
    let emptied = [SavedSearchEdit::GroupBy(None), SavedSearchEdit::Order(None)];
    let emptied = storage.searches.edit(first.id, ann, &emptied).await.unwrap();
    assert_eq!((emptied.group_by, emptied.order), (None, None));
    let share = [SavedSearchEdit::Shared(true)];
    storage.searches.edit(first.id, ann, &share).await.unwrap();
    let rename = [SavedSearchEdit::Name("Fourth".into())];
    let theirs = storage.searches.edit(first.id, ben, &rename).await.unwrap();
    assert_eq!((theirs.owner, theirs.name.as_str()), (ann, "Fourth"));
    let missing = storage.searches.edit(SavedSearchId::new(99), ann, &rename).await;
    assert_eq!(kind_of(&missing), "missing: saved search 99");
}

/// Of each person's the last that was made so, whether new or changed.
pub async fn one_search_of_a_person_is_the_default(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let ben = person(storage, "Ben", "ben").await;
    let default = |owner, name| NewSavedSearch { default: true, ..search(owner, name) };
    let a = save(storage, &default(ann, "A")).await;
    save(storage, &default(ben, "A")).await;
    let b = save(storage, &default(ann, "B")).await;
    assert_eq!(defaults(storage, ann).await, ["B"]);
    let set = |default| [SavedSearchEdit::Default(default)];
    storage.searches.edit(a.id, ann, &set(true)).await.unwrap();
    assert_eq!(defaults(storage, ann).await, ["A"]);
    storage.searches.edit(b.id, ann, &set(false)).await.unwrap();
    assert_eq!(defaults(storage, ann).await, ["A"]);
    storage.searches.edit(a.id, ann, &set(false)).await.unwrap();
    assert_eq!(defaults(storage, ann).await, Vec::<String>::new());
    assert_eq!(defaults(storage, ben).await, ["A"]);
}

/// One of nobody else; its name is free then, its id is not given again.
pub async fn a_deleted_search_is_gone(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let ben = person(storage, "Ben", "ben").await;
    let own = save(storage, &search(ann, "Own")).await;
    let hidden = storage.searches.delete(own.id, ben).await;
    assert_eq!(kind_of(&hidden), "missing: saved search 1");
    storage.searches.delete(own.id, ann).await.unwrap();
    assert_eq!(seen(storage, ann).await, Vec::<String>::new());
    assert_eq!(kind_of(&storage.searches.delete(own.id, ann).await), "missing: saved search 1");
    let again = save(storage, &NewSavedSearch { shared: true, ..search(ann, "Own") }).await;
    assert_eq!(again.id.get(), 2);
    storage.searches.delete(again.id, ben).await.unwrap();
    assert_eq!(seen(storage, ann).await, Vec::<String>::new());
}
