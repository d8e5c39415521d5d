//! The list of all checks, as the macro that makes tests of them.

/// Makes a `#[tokio::test]` of every check, for one backend.
///
/// `$open` is an expression that gives a new storage and a guard that lives as long as the test,
/// such as a temporary directory; it may await. The suite installs
/// [`fresh`](winback_testkit::fresh) into it by itself, and after each check asks the storage
/// whether every invariant holds. With `$oracle`, an expression that gives
/// another backend's new storage, the two are compared at random, too.
///
/// The crate that uses it needs `tokio` with `macros` and `rt`.
///
/// ```
/// # // A backend's own `tests/it/main.rs` says just the last line.
/// # macro_rules! open { () => { unreachable!() } }
/// # async fn fresh_storage() -> (winback_store::Storage, ()) { open!() }
/// winback_conformance::suite!(crate::fresh_storage().await);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! suite {
    ($open:expr, $oracle:expr $(,)?) => {
        $crate::suite!($open);

        mod oracle {
            $crate::suite!(@compare $open, $oracle, [
                random_histories_agree
                random_predicates_agree
                random_groups_agree
                many_random_predicates_agree
            ]);
        }
    };
    ($open:expr $(,)?) => {
        // These fill the storage themselves.
        mod recorded {
            $crate::suite!(@recorded $open, [
                every_recorded_record_comes_in
                every_recorded_domain_finds_the_same_records
                every_recorded_grouping_counts_the_same
            ]);
        }

        $crate::suite! { @modules $open,
            fresh: [
                the_stages_are_in_their_order
                the_lost_reasons_are_those_of_the_rule
                the_first_person_is_the_manager
                the_countries_have_their_codes
                installing_again_changes_nothing
                settings_come_back_as_they_were_set
            ]
            opportunities: [
                a_new_record_is_open_at_its_first_revision
                a_new_record_in_a_won_stage_was_won_at_its_creation
                a_new_record_was_written_when_the_stamp_says
                a_new_record_keeps_a_probability_set_by_hand
                every_field_of_a_new_record_comes_back
                texts_come_back_exactly
                long_texts_come_back_and_are_found
                extreme_amounts_come_back
                extreme_times_come_back
                a_record_may_have_no_priority_and_no_stage
                an_external_id_belongs_to_one_record
                a_record_cannot_refer_to_what_does_not_exist
                a_page_names_what_its_records_refer_to
            ]
            edits: [
                every_field_can_be_edited_and_the_log_tells_old_and_new
                a_change_of_salesperson_is_an_assignment
                many_edits_are_one_change_in_their_order
                an_edit_that_changes_nothing_writes_nothing
                a_stale_revision_is_refused
                of_many_who_edit_one_revision_at_once_one_wins
                a_record_that_is_not_visible_cannot_be_edited
                edits_are_all_or_nothing
                the_probability_of_a_closed_record_stays
                an_archived_record_may_stand_at_any_probability_but_0_and_100
                an_edit_leaves_the_loss_as_it_was
            ]
            new_names: [
                a_new_customer_comes_with_the_leads_that_get_it
                new_names_come_with_their_record
                a_refused_record_leaves_no_new_name_behind
            ]
            conversions: [
                a_converted_lead_is_an_opportunity_and_the_log_tells_what_it_got
                a_lead_keeps_what_a_conversion_does_not_name
                a_lead_without_a_stage_enters_the_first_of_its_team
                what_is_no_open_lead_is_refused_and_nothing_changes
                many_leads_are_converted_by_a_filter_in_one_operation
                an_undone_conversion_leaves_the_leads_as_they_were
                each_lead_gets_the_customer_that_it_speaks_of
            ]
            transitions: [
                an_open_record_follows_the_table
                an_open_record_at_0_percent_follows_the_table
                a_won_record_follows_the_table
                a_lost_record_follows_the_table
                an_archived_record_follows_the_table
                a_record_restored_in_a_won_stage_is_won_since_it_was_closed
                a_record_without_a_stage_follows_the_table
                a_change_of_state_leaves_the_deal_alone
            ]
            losses: [
                a_loss_keeps_what_was_so_at_that_moment
                a_won_record_is_lost_at_100_percent
                marking_a_lost_record_lost_amends_its_loss
                adding_a_note_is_an_amendment_without_changed_fields
                amending_replaces_what_is_given
                an_amendment_that_changes_nothing_writes_nothing
                only_a_lost_record_can_be_amended
                restoring_ends_the_loss_and_keeps_it
                winning_a_lost_record_ends_its_loss_as_won
                a_probability_set_by_hand_comes_back_after_a_restore
                a_second_loss_leaves_the_first_as_it_ended
                archiving_an_open_record_at_0_percent_begins_a_loss
                a_page_names_what_a_loss_refers_to
                an_unknown_record_has_no_losses_and_no_log
            ]
            bulk: [
                a_reason_comes_with_the_change_that_uses_it
                a_selection_that_moved_is_left_alone
                each_record_has_the_effect_of_its_own_state
                losses_and_entries_are_numbered_in_the_order_of_the_records
                records_that_need_no_change_are_counted_and_left_alone
                a_filter_selects_all_that_match
                ids_that_are_not_found_are_all_listed_and_nothing_changes
                an_id_named_twice_counts_once
                a_refusal_names_its_records_and_nothing_changes
                a_refusal_lists_the_first_hundred
                thousands_of_records_change_in_one_operation
                a_change_cannot_name_what_does_not_exist
                a_tally_counts_by_state_and_probability_0
                sums_of_extreme_amounts_do_not_overflow
            ]
            assigning: [
                records_of_every_state_are_given_to_somebody_else
                who_has_a_record_already_is_not_given_it_again
                records_are_taken_from_everybody
                a_loss_keeps_the_salesperson_of_its_moment
                records_are_given_to_nobody_unknown
                assigning_learns_and_estimates_as_an_edit_does
                many_records_of_several_teams_change_and_come_back
                an_archived_record_that_comes_back_is_estimated_as_before
            ]
            similar: [
                the_strongest_evidence_comes_first_and_then_the_newest
                similar_records_are_found_in_every_state_leads_too
                a_public_mail_provider_is_nothing_in_common
                a_number_without_a_code_is_of_the_country_of_its_record
                only_visible_records_are_similar
                an_edit_makes_records_similar_and_strange_again
                what_is_no_domain_is_kept_and_not_compared
            ]
            activity: [
                the_log_tells_everything_from_the_newest_to_the_creation
                the_log_is_paged_from_the_newest
            ]
            paging: [
                the_default_order_is_by_priority_then_newest_first
                every_sortable_field_orders_both_ways_on_pages_of_any_size
                references_order_by_what_they_refer_to
                teams_order_by_their_place_and_from_the_newest
                empty_values_come_first_or_last_as_asked
                several_keys_order_one_after_another
                no_order_is_by_id
                the_last_page_says_so
                a_cursor_that_does_not_fit_begins_again
                a_page_goes_on_where_the_last_one_ended
                a_filtered_list_is_paged_alike
            ]
            filters: [
                numbers_compare_as_numbers
                days_and_instants_compare_in_time
                states_and_what_follows_from_them_can_be_asked
                references_can_be_asked_by_id_and_by_what_they_refer_to
                customers_can_be_asked_with_all_that_they_stand_under
                tags_can_be_asked_for_any_all_and_none
                losses_can_be_asked_current_and_ended
                what_is_asked_of_a_loss_is_asked_of_one_and_the_same
                predicates_combine
            ]
            texts: [
                contains_ignores_case_and_takes_every_character_literally
                contains_exactly_keeps_case
                a_text_can_be_asked_for_its_start_end_and_whole
                patterns_have_wildcards_and_escapes
                what_is_not_asked_for_includes_empty_values
                parts_of_names_are_found_whatever_was_changed
                every_text_of_a_record_can_be_asked
            ]
            imports: [
                every_row_becomes_a_record_with_an_entry
                names_are_found_ignoring_case_or_added
                records_come_in_lost_won_archived_and_open
                an_imported_loss_lives_on_like_any_other
                importing_again_leaves_known_records_alone
                a_refusal_in_the_middle_keeps_nothing
                thousands_of_rows_are_one_import
                a_dry_run_says_what_would_happen_and_keeps_nothing
                an_import_without_rows_does_nothing
            ]
            updates: [
                an_update_gives_known_records_what_their_rows_tell
                an_update_changes_states_as_people_do
                an_update_keeps_what_it_cannot_allow_out
            ]
            histories: [
                losses_come_in_with_their_revisions_and_ends
                a_record_with_ended_losses_can_be_lost_again
                every_time_of_a_row_is_kept
                mediums_and_campaigns_are_found_or_added
                an_unused_reason_becomes_what_the_file_says
                customers_are_the_same_by_kind_full_name_and_address
                a_loss_cannot_have_been_in_a_stage_that_does_not_exist
                thousands_of_losses_come_in_at_once
                a_page_comes_with_all_losses_of_its_records
            ]
            chapters: [
                a_chapter_leaves_what_its_changes_would_have_left
                a_chapter_fills_an_empty_store
                chapters_that_end_with_a_refusal_leave_nothing
            ]
            reasons: [
                a_reason_is_added_at_the_end_and_every_part_can_be_edited
                reasons_are_listed_by_their_place
                a_name_belongs_to_one_reason_ignoring_case_and_space
                a_new_name_shows_everywhere
                counts_tell_lost_now_and_ever_lost
                merging_takes_losses_revisions_and_records_over
                merging_an_unused_reason_archives_it
                a_reason_that_does_not_exist_cannot_be_merged
            ]
            reason_history: [
                all_that_happens_to_a_reason_is_kept
                a_reason_that_is_used_may_be_new_or_offered_again
                what_no_reason_is_called_any_more_is_known
                renaming_and_archiving_touch_no_record
                an_imported_name_is_who_had_it_before
                an_imported_name_follows_a_merge
            ]
            groups: [
                groups_are_counted_with_their_aggregates
                without_keys_there_is_one_group
                times_are_cut_in_the_zone_that_is_given
                a_record_counts_once_for_each_value_of_a_list
                losses_are_grouped_by_what_they_say
                groups_come_in_the_order_that_is_asked_for
                empty_groups_are_filled_where_they_are_wanted
                the_rows_behind_a_number_are_those_it_counts
            ]
            searches: [
                a_saved_search_comes_back_as_it_was_saved
                a_name_belongs_to_one_search_of_a_person
                a_person_sees_own_and_shared_searches
                every_part_of_a_search_can_be_edited
                one_search_of_a_person_is_the_default
                a_deleted_search_is_gone
            ]
            crowd: [
                two_people_at_the_same_records_break_nothing
                sixteen_people_at_the_same_records_break_nothing
            ]
            reports: [
                losses_are_counted_by_reason_ended_ones_included
                losses_without_a_reason_are_never_dropped
                a_period_takes_losses_by_their_own_date
                a_report_is_over_the_records_that_match
            ]
            accounts: [
                credentials_are_found_by_login_or_by_ones_own_address
                a_session_lasts_until_it_is_ended
                another_password_ends_the_sessions_of_its_person
                failures_are_counted_in_a_row
                a_token_is_found_by_its_secret_and_can_be_revoked
                a_link_sets_a_password_once
                who_is_locked_out_has_nothing_left_to_come_in_by
            ]
            counterparts: [
                a_lead_belongs_to_the_open_opportunity_with_most_in_common
                leads_are_converted_and_merged_together_and_come_apart_alone
                a_merge_that_is_refused_takes_the_conversions_back
            ]
            merges: [
                a_lost_record_that_is_merged_with_an_active_one_is_open_again
                records_that_are_all_lost_stay_lost_with_the_first_reason
                an_archived_record_takes_over_a_loss_and_gives_it_back
                merged_records_are_nowhere_and_lead_to_the_one_that_stayed
                what_changed_since_a_merge_is_chosen
                what_cannot_be_merged_stays
                merges_and_their_undoing_are_the_identity
            ]
            bars: [
                a_record_that_would_be_barred_is_not_created
                a_flag_whose_records_are_barred_stays
                an_operation_whose_records_are_barred_is_not_undone
                rows_whose_records_are_barred_refuse_the_import
            ]
            undo: [
                an_undone_change_leaves_nothing_but_its_log
                the_log_tells_what_was_undone
                an_undone_edit_gives_the_old_values_back
                what_has_changed_since_is_left_alone
                what_cannot_be_undone_stays
                a_reason_that_was_merged_since_comes_back_as_the_other
                thousands_of_records_are_undone_at_once
                operations_are_listed_from_the_newest
                random_changes_and_their_undoing_are_the_identity
            ]
            outbox: [
                a_subscriber_is_told_of_every_operation_from_then_on
                what_was_told_is_told_no_more
                what_was_not_told_is_told_again
                one_at_a_time_tells_a_subscriber
                of_many_who_tell_at_once_one_does
                what_many_do_at_once_is_told_once
                a_forgotten_subscriber_begins_anew
            ]
            scoring: [
                every_step_of_the_recorded_scenario_is_reached
                a_new_record_is_estimated_by_what_was_won_and_lost
                records_that_are_restored_together_are_estimated_without_each_other
                an_edit_tells_what_it_made_of_the_probability
                a_won_stage_leaves_the_estimate_alone
                records_created_before_the_day_are_not_learned_from
                estimating_goes_on_after_the_last_record
                imported_records_count_from_the_next_change_on
            ]
            labels: [
                a_name_belongs_to_one_entry_of_its_list
                a_new_name_of_an_entry_shows_everywhere
                every_part_of_an_entry_can_be_edited
                counts_tell_the_records_that_refer_to_an_entry
                an_archived_entry_stays_on_its_records
            ]
            stages: [
                a_stage_is_added_at_its_place
                a_name_belongs_to_one_stage_ignoring_case_and_space
                every_part_of_a_stage_can_be_edited
                a_stage_goes_to_another_place
                a_new_stage_is_counted
                an_archived_stage_is_not_offered
                counts_tell_the_records_of_each_stage
                a_stage_in_use_cannot_be_removed
                a_stage_that_becomes_won_wins_its_open_records
                a_stage_that_is_not_won_any_more_opens_its_won_records
                an_undone_flag_gives_records_and_stage_back
                records_that_came_since_follow_an_undone_flag
                an_undone_change_follows_the_flag_of_now
                thousands_of_records_follow_a_flag
                random_configuration_breaks_nothing
            ]
            integrity: [
                everything_holds
                what_is_checked_is_told_in_its_order
                a_search_that_is_rebuilt_finds_the_same
            ]
            customers: [
                every_field_of_a_customer_can_be_edited
                a_new_name_shows_in_all_full_names_under_it
                a_renamed_customer_is_imported_by_its_new_name
                a_customer_that_moves_takes_along_those_that_belong_to_it
                a_customer_never_belongs_to_itself
                customers_moved_at_once_make_no_circle
                a_full_name_that_means_others_too_is_told_apart
                customers_are_listed_by_full_name
                customers_of_long_names_are_listed_page_by_page
                customers_are_listed_by_a_filter
            ]
            people: [
                a_login_belongs_to_one_person
                people_are_listed_by_name
                a_person_can_be_edited
                what_a_person_chose_stays_with_the_person
                somebody_who_may_configure_remains
                of_two_managers_who_leave_at_once_one_remains
                a_new_name_of_a_person_shows_on_records
                a_customer_comes_back_as_it_was_created
                a_customer_cannot_refer_to_what_does_not_exist
                a_customer_can_be_archived
                customers_are_found_by_their_whole_name
                an_entry_of_a_list_is_found_by_its_name_or_added
                a_list_is_ordered_by_name
            ]
        }
    };
    (@modules $open:expr, $($module:ident: $checks:tt)*) => { $(
        mod $module {
            $crate::suite!(@tests $open, $module, $checks);
        }
    )* };
    (@recorded $open:expr, [$($check:ident)*]) => { $(
        #[tokio::test]
        async fn $check() {
            let (storage, _guard) = $open;
            $crate::recorded::$check(&storage).await;
            $crate::sound(&storage).await;
        }
    )* };
    (@tests $open:expr, $module:ident, [$($check:ident)*]) => { $(
        #[tokio::test]
        async fn $check() {
            let (storage, _guard) = $open;
            $crate::install(&storage).await;
            $crate::$module::$check(&storage).await;
            $crate::sound(&storage).await;
        }
    )* };
    (@compare $open:expr, $oracle:expr, [$($check:ident)*]) => { $(
        #[tokio::test]
        async fn $check() {
            let (storage, _guard) = $open;
            let oracle = $oracle;
            $crate::install(&storage).await;
            $crate::install(&oracle).await;
            $crate::oracle::$check(&storage, &oracle).await;
            $crate::sound(&storage).await;
            $crate::sound(&oracle).await;
        }
    )* };
}

#[cfg(test)]
mod tests {
    /// Each module's source, with its name.
    const MODULES: &[(&str, &str)] = &[
        ("fresh", include_str!("fresh.rs")),
        ("opportunities", include_str!("opportunities.rs")),
        ("edits", include_str!("edits.rs")),
        ("transitions", include_str!("transitions.rs")),
        ("losses", include_str!("losses.rs")),
        ("bulk", include_str!("bulk.rs")),
        ("activity", include_str!("activity.rs")),
        ("assigning", include_str!("assigning.rs")),
        ("chapters", include_str!("chapters.rs")),
        ("paging", include_str!("paging.rs")),
        ("filters", include_str!("filters.rs")),
        ("texts", include_str!("texts.rs")),
        ("imports", include_str!("imports.rs")),
        ("histories", include_str!("histories.rs")),
        ("reasons", include_str!("reasons.rs")),
        ("reports", include_str!("reports.rs")),
        ("crowd", include_str!("crowd.rs")),
        ("integrity", include_str!("integrity.rs")),
        ("people", include_str!("people.rs")),
        ("customers", include_str!("customers.rs")),
        ("recorded", include_str!("recorded.rs")),
        ("searches", include_str!("searches.rs")),
        ("scoring", include_str!("scoring.rs")),
        ("labels", include_str!("labels.rs")),
        ("stages", include_str!("stages.rs")),
        ("accounts", include_str!("accounts.rs")),
        ("counterparts", include_str!("counterparts.rs")),
        ("merges", include_str!("merges.rs")),
        ("outbox", include_str!("outbox.rs")),
        ("bars", include_str!("bars.rs")),
        ("new_names", include_str!("new_names.rs")),
        ("undo", include_str!("undo.rs")),
        ("oracle", include_str!("oracle.rs")),
    ];

    #[test]
    fn every_check_is_in_the_list() {
        let suite = include_str!("suite.rs");
        let listed: Vec<&str> = suite.lines().map(str::trim).collect();
        let checks = MODULES.iter().flat_map(|(_, source)| source.lines()).filter_map(|line| {
            line.strip_prefix("pub async fn ")?.split_once('(').map(|(name, _)| name)
        });
        let missing: Vec<&str> = checks.filter(|check| !listed.contains(check)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
