//! Leads that become opportunities.

use winback_app::{ConversionRequest, Target};
use winback_domain::Kind;

use crate::desk::office;

/// A refused conversion leaves no customer behind.
#[tokio::test]
async fn a_customer_is_added_only_with_the_conversion_that_was_shown() {
    let office = office().await;
    let manager = office.manager().await;
    manager.set_setting("leads", "on").await.unwrap();
    let desk = office.manager().await;
    for name in ["First", "Second"] {
        desk.create(name, Kind::Lead, None, &[]).await.unwrap();
    }
    let target = Target::Where("kind = lead".into());
    let request = ConversionRequest { customer: Some("Nordwind".into()), ..Default::default() };
    let refused = desk.convert(&target, &request, Some(1)).await.unwrap_err();
    assert!(refused.to_string().starts_with("2 records match now, not 1"), "{refused}");
    let customers = || office.storage.customers.named("Nordwind", 9);
    assert_eq!(customers().await.unwrap(), []);
    let done = desk.convert(&target, &request, Some(2)).await.unwrap().unwrap();
    assert_eq!((done.records, customers().await.unwrap().len()), (2, 1));
}
