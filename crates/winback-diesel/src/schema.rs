//! The tables, as the migrations make them.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    /// The deployment's settings, in one row.
    settings (id) {
        id -> BigInt,
        require_reason -> Bool,
        require_note -> Bool,
        leads -> Bool,
        currency_code -> Text,
        currency_digits -> BigInt,
        time_zone -> Text,
        installed_at -> Nullable<BigInt>,
        locale -> Text,
        scoring_variables -> Text,
        scoring_since -> Nullable<BigInt>,
    }
}

table! {
    /// People who work with the pipeline.
    people (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        login -> Text,
        login_folded -> Text,
        login_key -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        role -> Text,
        active -> Bool,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
    }
}

table! {
    /// Stages of the pipeline.
    stages (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        position -> BigInt,
        won -> Bool,
        folded -> Bool,
        team_id -> Nullable<BigInt>,
        active -> Bool,
    }
}

table! {
    /// Lost reasons.
    lost_reasons (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        name_key -> Text,
        guidance -> Nullable<Text>,
        category -> Nullable<Text>,
        category_folded -> Nullable<Text>,
        outcome -> Text,
        position -> BigInt,
        active -> Bool,
        note_required -> Bool,
        changed_at -> BigInt,
        changed_by -> Nullable<BigInt>,
    }
}

table! {
    /// Customers.
    customers (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        name_key -> Text,
        full_name -> Text,
        full_name_folded -> Text,
        full_name_key -> Text,
        kind -> Text,
        parent_id -> Nullable<BigInt>,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_folded -> Nullable<Text>,
        reference -> Nullable<Text>,
        reference_folded -> Nullable<Text>,
        country_id -> Nullable<BigInt>,
        city -> Nullable<Text>,
        city_folded -> Nullable<Text>,
        language -> Nullable<Text>,
        language_folded -> Nullable<Text>,
        sector -> Nullable<Text>,
        sector_folded -> Nullable<Text>,
        employees -> Nullable<BigInt>,
        active -> Bool,
    }
}

table! {
    /// Opportunities and leads.
    opportunities (id) {
        id -> BigInt,
        revision -> BigInt,
        kind -> Text,
        name -> Text,
        name_folded -> Text,
        customer_id -> Nullable<BigInt>,
        company_name -> Nullable<Text>,
        company_name_folded -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        contact_name_folded -> Nullable<Text>,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        email_normalised -> Nullable<Text>,
        email_normalised_folded -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_folded -> Nullable<Text>,
        phone_normalised -> Nullable<Text>,
        phone_normalised_folded -> Nullable<Text>,
        street -> Nullable<Text>,
        street_folded -> Nullable<Text>,
        street2 -> Nullable<Text>,
        street2_folded -> Nullable<Text>,
        city -> Nullable<Text>,
        city_folded -> Nullable<Text>,
        region -> Nullable<Text>,
        region_folded -> Nullable<Text>,
        zip -> Nullable<Text>,
        zip_folded -> Nullable<Text>,
        country_id -> Nullable<BigInt>,
        language -> Nullable<Text>,
        language_folded -> Nullable<Text>,
        notes -> Nullable<Text>,
        notes_folded -> Nullable<Text>,
        stage_id -> Nullable<BigInt>,
        salesperson_id -> Nullable<BigInt>,
        team_id -> Nullable<BigInt>,
        priority -> Nullable<BigInt>,
        source_id -> Nullable<BigInt>,
        medium_id -> Nullable<BigInt>,
        campaign_id -> Nullable<BigInt>,
        expected_revenue -> Nullable<BigInt>,
        estimate -> BigInt,
        probability -> BigInt,
        automated_probability -> BigInt,
        hand_probability -> Nullable<BigInt>,
        expected_closing -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        assigned_at -> Nullable<BigInt>,
        converted_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        stage_changed_at -> Nullable<BigInt>,
        state -> Text,
        active -> Bool,
        lost_reason_id -> Nullable<BigInt>,
        external_id -> Nullable<Text>,
        external_id_folded -> Nullable<Text>,
        open_at_zero -> Bool,
    }
}

table! {
    /// Which record has which tags.
    opportunity_tags (opportunity_id, tag_id) {
        opportunity_id -> BigInt,
        tag_id -> BigInt,
    }
}

table! {
    /// Losses, as they are now.
    losses (id) {
        id -> BigInt,
        opportunity_id -> BigInt,
        reason_id -> Nullable<BigInt>,
        note -> Nullable<Text>,
        note_folded -> Nullable<Text>,
        competitor -> Nullable<Text>,
        competitor_folded -> Nullable<Text>,
        lost_at -> BigInt,
        lost_by -> Nullable<BigInt>,
        stage_id -> Nullable<BigInt>,
        probability -> BigInt,
        expected_revenue -> Nullable<BigInt>,
        salesperson_id -> Nullable<BigInt>,
        revised_at -> BigInt,
        revised_by -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<BigInt>,
        ended_how -> Nullable<Text>,
        origin_id -> Nullable<BigInt>,
    }
}

table! {
    /// What was said about losses before.
    loss_revisions (loss_id, number) {
        loss_id -> BigInt,
        number -> BigInt,
        reason_id -> Nullable<BigInt>,
        note -> Nullable<Text>,
        competitor -> Nullable<Text>,
        revised_at -> BigInt,
        revised_by -> Nullable<BigInt>,
    }
}

table! {
    /// Operations.
    operations (id) {
        id -> BigInt,
        kind -> Text,
        done_at -> BigInt,
        done_by -> BigInt,
        records -> BigInt,
        note -> Nullable<Text>,
        summary -> Nullable<Text>,
    }
}

table! {
    /// Activity entries.
    activity_entries (id) {
        id -> BigInt,
        opportunity_id -> BigInt,
        operation_id -> BigInt,
        kind -> Text,
        revision -> BigInt,
        changes -> Text,
        origin_id -> Nullable<BigInt>,
    }
}

table! {
    /// Saved searches.
    saved_searches (id) {
        id -> BigInt,
        owner_id -> BigInt,
        name -> Text,
        name_key -> Text,
        filter -> Text,
        group_by -> Nullable<Text>,
        sort -> Nullable<Text>,
        view -> Text,
        shared -> Bool,
        is_default -> Bool,
    }
}

joinable!(losses -> opportunities (opportunity_id));
joinable!(activity_entries -> operations (operation_id));
allow_tables_to_appear_in_same_query!(losses, opportunities);
allow_tables_to_appear_in_same_query!(activity_entries, operations);

#[cfg(test)]
mod tests {
    use diesel::sql_types::Text;
    use diesel::sqlite::Sqlite;
    use diesel::{Connection, QueryDsl, RunQueryDsl, SqliteConnection, Table, debug_query};

    use crate::migrations;
    use crate::sql::sql;

    /// The columns that stand between backticks behind the table's name.
    fn written(table: &str, statement: &str) -> Vec<String> {
        let mark = format!("`{table}`.`");
        statement.split(&mark).skip(1).map(|rest| rest.split('`').next().unwrap().into()).collect()
    }

    #[test]
    fn the_tables_have_the_columns_that_the_migrations_make() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        migrations::run(migrations::SQLITE, &mut conn).unwrap();
        let mut compared = 0;
        macro_rules! compare {
            ($($table:ident)*) => { $({
                let table = stringify!($table);
                let all = super::$table::table.select(super::$table::table::all_columns());
                let made: Vec<String> = sql("SELECT name FROM pragma_table_xinfo(")
                    .str(table)
                    .text(") ORDER BY cid")
                    .rows::<Text>()
                    .load(&mut conn)
                    .unwrap();
                assert_eq!(written(table, &debug_query::<Sqlite, _>(&all).to_string()), made);
                compared += 1;
            })* };
        }
        compare!(settings people stages lost_reasons customers opportunities opportunity_tags
            losses loss_revisions operations activity_entries saved_searches);
        assert_eq!(compared, 12);
    }
}
