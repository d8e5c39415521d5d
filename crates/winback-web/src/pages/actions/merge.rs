//! Merging, with what it comes to field by field. Rule: behaviour 5.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    AppError, MergePreview, MergeRequest, Target,
    store::{
        MergeInput,
        domain::{Opportunity, OpportunityId, Revision},
    },
};

use super::chosen::{Chosen, nothing};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    pages::{form::tracked, records::label},
    sentence::{sentence, signed},
    visitor::Visitor,
    widget,
    words::Said,
};

pub(super) async fn form(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    let title = visitor.words.say("action-merge");
    if chosen.is_empty() {
        return Ok(visitor.page(&title, chosen.section(), &nothing(&visitor, &chosen)));
    }
    let target = chosen.target(&visitor).await?;
    match visitor.desk.preview_merge(&target, &MergeRequest::default()).await {
        Ok(preview) => {
            let body = page(&visitor, &chosen, &preview, None);
            Ok(visitor.page(&title, chosen.section(), &body))
        }
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let body = refused(&visitor, &chosen, &error);
            Ok(visitor.refused(&title, chosen.section(), &body))
        }
    }
}

fn refused(visitor: &Visitor, chosen: &Chosen, error: &AppError) -> Markup {
    let words = visitor.words;
    html! {
        div.sheet.narrow {
            h1 { (words.say("action-merge")) }
            p.problem role="alert" { (sentence(words, error)) }
            p.buttons { a.button href=(chosen.back) data-close { (words.say("close")) } }
        }
    }
}

fn page(
    visitor: &Visitor,
    chosen: &Chosen,
    preview: &MergePreview,
    problem: Option<&str>,
) -> Markup {
    let (words, merge) = (visitor.words, &preview.merge);
    let records: Vec<&Opportunity> = std::iter::once(&merge.before).chain(&merge.others).collect();
    let name_of = |id: &OpportunityId| {
        let record = records.iter().find(|record| record.id == *id);
        record.map_or_else(|| id.to_string(), |record| format!("{} #{id}", record.deal.name))
    };
    let left_out = words.count(preview.won_left_out);
    html! {
        form.sheet method="post" action="/actions/merge" {
            h1 { (words.say("action-merge")) }
            p { (words.say("merge-hint")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            input type="hidden" name="back" value=(chosen.back);
            ul.merging {
                @for record in &records {
                    li {
                        (record.deal.name) " #" (record.id) " " (widget::badge(words, record.state.kind()))
                        @if record.id == merge.survivor.id { " " span.badge { (words.say("merge-survivor")) } }
                        @let seen = preview.inputs.iter().find(|input| input.id == record.id);
                        @let revision = seen.and_then(|input| input.revision).unwrap_or(record.revision);
                        input type="hidden" name="seen" value={ (record.id) "@" (revision.get()) };
                    }
                }
            }
            @if preview.won_left_out > 0 {
                p.notice { (words.say_with("merge-won-left-out",
                    &[("count", Said::Count(signed(preview.won_left_out), &left_out))])) }
            }
            div.wide tabindex="0" role="region" aria-label=(words.say("merge-fields")) {
                table {
                    thead { tr {
                        th { (words.say("rules-field")) }
                        th { (words.say("merge-result")) }
                        th { (words.say("merge-from")) }
                        th { (words.say("merge-others")) }
                    } }
                    tbody {
                        @for field in &merge.fields {
                            tr {
                                td { (label(words, field.field.as_str())) }
                                td {
                                    @match &field.value {
                                        Some(value) => strong { (tracked(visitor, field.field, value, &preview.names)) },
                                        None => (words.say("none")),
                                    }
                                }
                                td { (field.from.iter().map(name_of).collect::<Vec<_>>().join(", ")) }
                                td {
                                    @for (id, value) in &field.others {
                                        (tracked(visitor, field.field, value, &preview.names))
                                        " " small { (name_of(id)) } br;
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p.buttons {
                button.primary type="submit" { (words.say("action-merge")) }
                a.button href=(chosen.back) data-close { (words.say("cancel")) }
            }
        }
    }
}

pub(super) async fn merge(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &fields)?;
    let inputs: Vec<MergeInput> = fields
        .all("seen")
        .filter_map(|seen| {
            let (id, revision) = seen.split_once('@')?;
            let revision = Some(Revision::new(revision.parse().ok()?));
            Some(MergeInput { id: OpportunityId::new(id.parse().ok()?), revision })
        })
        .collect();
    if inputs.len() < 2 {
        return Err(Failure::Form("seen"));
    }
    let error = match visitor.desk.merge(&inputs, &MergeRequest::default()).await {
        Ok(merged) => {
            // The page that the person came from may be of a record that is part of another now.
            let is_list = chosen.back.starts_with("/pipeline") || chosen.back.starts_with("/leads");
            let to = match is_list {
                true => chosen.back,
                false => format!("/opportunities/{}", merged.survivor.id),
            };
            return Ok(visitor.go(&to, Done::of(Some(&merged.operation))));
        }
        Err(error) => error,
    };
    if status(&error).is_server_error() {
        return Err(error.into());
    }
    let problem = sentence(visitor.words, &error);
    let ids = Target::Ids(inputs.iter().map(|input| input.id).collect());
    let preview = visitor.desk.preview_merge(&ids, &MergeRequest::default()).await?;
    let body = page(&visitor, &chosen, &preview, Some(&problem));
    Ok(visitor.refused(&visitor.words.say("action-merge"), chosen.section(), &body))
}
