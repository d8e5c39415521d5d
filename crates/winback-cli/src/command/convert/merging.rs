//! Leads that are merged into the opportunities of the same people.

use winback_app::{ConversionRequest, Desk, MergingPreview, Pair, Target, store::Merged};

use super::{added, leads, refuse};
use crate::{
    command::similar::what,
    error::CliError,
    output::{Cell, Units, count, counted, write_object},
    question,
    session::Session,
};

/// Shows what would happen, asks, and does it.
pub(super) async fn carry_out(
    session: &mut Session,
    desk: &Desk,
    target: &Target,
    request: &ConversionRequest,
    up_to: Option<usize>,
) -> Result<(), CliError> {
    let working = session.output.waiting("Looking for similar opportunities");
    let preview = desk.preview_merging(target, request, up_to).await?;
    drop(working);
    refuse(preview.leads.missing.clone(), preview.leads.refused, &preview.leads.named)?;
    if preview.crowded > 0 {
        let most = preview.most;
        let records = preview.crowd.iter().map(|pair| crowded(pair, most)).collect();
        return Err(CliError::Records { verb: "merged", total: preview.crowded, records });
    }
    if preview.leads.leads > 0 {
        for line in lines(&preview, &Units::of(desk)) {
            session.output.say(&line)?;
        }
        if !question::go_on(session)? {
            return Err(CliError::Refused("nothing was changed, as you did not say yes".into()));
        }
    }
    let working = session.output.waiting("Converting leads");
    let done = desk.convert_merging(target, request, &preview).await?;
    drop(working);
    let (alone, merged, into) = (preview.alone(), preview.merged(), opportunities(&preview));
    let kind = if alone == 1 { "an opportunity" } else { "opportunities" };
    if session.output.is_for_people() {
        let sentence = match (alone, merged) {
            (0, 0) => "No lead matches; nothing was changed.".to_owned(),
            (_, 0) => format!("Converted {} into {kind}.", leads(alone)),
            (0, _) => format!("Merged {} into {into}.", leads(merged)),
            _ => format!(
                "Converted {} into {kind}, and merged {} into {into}.",
                leads(alone),
                leads(merged)
            ),
        };
        return Ok(session.output.print(&sentence)?);
    }
    let operation = done.operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()));
    let merge = |it: &Merged| (it.operation.id.get(), it.survivor.deal.name.clone());
    let merges = done.merges.iter().map(merge).collect();
    let members = [
        ("operation", operation),
        ("converted", Cell::Count(alone)),
        ("merged", Cell::Count(merged)),
        ("merge_operations", Cell::References(merges)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn lines(preview: &MergingPreview, units: &Units) -> Vec<String> {
    let (alone, merged) = (preview.alone(), preview.merged());
    let revenue = units.money(preview.leads.revenue_minor);
    let mut lines = vec![format!(
        "This makes opportunities of {} with an expected revenue of {revenue}:",
        leads(preview.leads.leads)
    )];
    if alone > 0 {
        lines.push(format!("  {} on its own", count(alone)));
    }
    if merged > 0 {
        lines.push(format!("  {} merged into {}", count(merged), opportunities(preview)));
    }
    lines.extend(preview.named.iter().map(|pair| format!("    {}", sentence(pair))));
    let more = merged.saturating_sub(u64::try_from(preview.named.len()).unwrap_or(u64::MAX));
    if more > 0 {
        lines.push(format!("    and {} more", count(more)));
    }
    if preview.leads.new_customers > 0 {
        lines.push(added(preview.leads.new_customers));
    }
    lines
}

fn sentence(pair: &Pair) -> String {
    let Pair { lead, lead_name, opportunity, opportunity_name, sign } = pair;
    format!("{lead} `{lead_name}` into {opportunity} `{opportunity_name}`: same {}", what(*sign))
}

fn crowded(pair: &Pair, most: usize) -> String {
    let Pair { lead, lead_name, opportunity, opportunity_name, .. } = pair;
    format!(
        "lead {lead} `{lead_name}` is one too many for opportunity {opportunity} `{opportunity_name}`, \
         as at most {most} records become one: leave it out, or let a manager say `--up-to`"
    )
}

fn opportunities(preview: &MergingPreview) -> String {
    let into = u64::try_from(preview.merges.len()).unwrap_or(u64::MAX);
    counted(into, "opportunity", "opportunities")
}
