//! Help: every command says what it does, with an example.

use insta::assert_snapshot;

use crate::{importing::export, reference::commands, story::Story};

#[cfg(unix)]
#[test]
fn the_help_names_the_commands_and_the_default_database() {
    let story = Story::without_database();
    let mut command = story.command("winback -h");
    let help = command.env("XDG_DATA_HOME", "/data").output().unwrap().stdout;
    assert_snapshot!(String::from_utf8(help).unwrap(), @"
    Winback: the CRM pipeline for deals that did not work out

    Usage: winback [OPTIONS] <COMMAND>

    Commands:
      new          Creates an opportunity
      edit         Sets fields of one record; an empty value empties a field
      list         Lists opportunities that match a filter
      show         Shows one record with its losses, its activity log and similar records
      similar      Lists the records of the same people as one, in whichever state
      stale        Lists open opportunities on which nothing was done for long, or marks them lost
      lose         Marks records lost, with the reason and what happened
      amend        Amends the losses of lost records: what is given replaces what is there
      restore      Takes lost records back into the pipeline, and archived ones out of the archive
      archive      Puts records aside without a loss; an open one at 0 % is marked lost
      win          Marks records won; lost and archived ones come back for it
      move         Moves open and won records to a stage
      assign       Gives records of any state to another salesperson or sales team
      leads        Lists leads, where they are in use
      convert      Makes opportunities of leads
      merge        Makes one record of several
      operations   Lists what was done, the newest first
      undo         Undoes an operation; what has changed since stays as it is
      reasons      Lists and keeps the reasons why opportunities are lost
      stages       Lists and keeps the stages of the pipeline
      teams        Lists and keeps the sales teams
      tags         Lists and keeps the tags
      sources      Lists and keeps the sources: where contacts come from
      mediums      Lists and keeps the mediums: how contacts come in
      campaigns    Lists and keeps the campaigns
      customers    Lists and keeps the customers: companies, and the people of them
      people       Lists and keeps the people who work here, and their roles
      tokens       Makes, lists and revokes the tokens by which programs act as a person
      settings     Shows and changes settings
      scoring      Shows what probabilities are estimated from, and estimates them anew
      import       Imports opportunities from a file; importing it again changes nothing
      export       Exports records with their whole history; an import takes it back
      report       Reports on the pipeline
      group        Counts opportunities in groups, and computes sums and the like of each
      filters      Keeps searches under names, to be used as `@NAME` wherever a filter is
      fields       Lists the fields that can be asked for, and the operators that each has
      serve        Serves the web pages and the JSON API, until it is told to stop
      migrate      Brings a database up to date, and makes it if it does not exist
      doctor       Checks that the database is sound
      demo         Makes a database file with a sample pipeline, and opens it in the browser's reach
      generate     Fills a database with sample data of any size, to see how it works with many records
      completions  Prints what a shell needs to complete commands and options
      man          Writes the manual pages, one for each command
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Global options:
          --database <URL>   The database, such as `sqlite:PATH`, `postgres://USER@HOST/NAME` or
                             `memory:` [env: WINBACK_DATABASE] [default:
                             sqlite:/data/winback/winback.db]
          --as <PERSON>      Who acts, by login or name [env: WINBACK_USER] [default: the first manager]
          --format <FORMAT>  How results are printed [default: table] [possible values: table, json,
                             csv, jsonl]
          --color <WHEN>     When to colour; `auto` asks the terminal and NO_COLOR [default: auto]
                             [possible values: auto, always, never]
          --yes              Goes on without a question
          --now <INSTANT>    The time to work at, such as 2026-03-02T10:00:00Z, for tests and replays
                             [env: WINBACK_NOW]

    Example: winback demo, then follow what it prints.
    `winback list --help` tells how filters are written.
    Exit codes: 0 done, 1 refused or not found, 2 usage or environment.
    ");
}

#[test]
fn every_command_has_an_example() {
    let story = Story::without_database();
    for command in commands(&story) {
        for flag in ["-h", "--help"] {
            assert!(example(&story, &command, flag).is_some(), "{command} {flag}");
        }
    }
}

/// What they name may not exist; what they say has to be understood.
#[test]
fn every_example_can_be_typed_as_it_stands() {
    let story = export();
    for command in commands(&story) {
        let example = example(&story, &command, "--help").expect("each has one");
        if command == "serve" {
            // It ends when it is told to: see `serving`.
            continue;
        }
        let output = story.output(&example);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{example}\n{said}");
    }
}

/// Returns the example that a command's help shows, without the file that a shell would write to.
fn example(story: &Story, command: &str, flag: &str) -> Option<String> {
    let help = story.printed(&format!("winback {command} {flag}"));
    let mut examples = help.lines().filter_map(|line| line.strip_prefix("Example: "));
    let example = examples
        .find(|example| format!("{example} ").starts_with(&format!("winback {command} ")))?;
    example.split(" > ").next().map(str::to_owned)
}

#[test]
fn the_help_of_list_names_every_field_and_operator() {
    let story = Story::without_database();
    let help = story.printed("winback list --help");
    let start = help.find("Filters:").expect("the help has a part on filters");
    assert_snapshot!(&help[start..], @r#"
    Filters:
      FIELD OPERATOR VALUE, joined by `and`, `or`, `not` and parentheses:
        state = lost and lost_reason in ("Too expensive", "Not enough stock")
        expected_revenue >= 1500.50 and not (city = Ghent or city is not set)
        salesperson = me and closed_at between 2026-01-01 and 2026-03-31
        closed_at within last 30 days and created_at older than 6 months
        expected_closing is this quarter and updated_at < yesterday
        lost at least 2 times and ever lost because of "Too expensive" and not lost by me
        customer.country = Belgium and losses matches (competitor contains acme)
      Text of several words stands in quotes; a dot leads to the fields of what is referred to.
      `customer under Acme` finds Acme and all that stand under it as their company, `over` the reverse.
      A domain of Odoo does as well: '[["active","=",false],["probability","=",0]]',
      and so does a tree: '{"field":"state","operator":"equal","value":"lost"}' (see `winback fields`).
      `@NAME` stands for a saved search (`winback filters`) or a ready filter:
        @lost and expected_revenue > 10000 and not @anna/Small deals
      `@NAME @NAME` is either of two in one group of ready filters, and both of any others.
      Lost and archived records are left out unless the filter speaks of `active`, `state`,
      `lost_reason` or `losses`.

    Fields, with their names in Odoo where these differ:
      id                     number
      kind                   choice: lead, opportunity (type)
      name                   text
      customer               reference: customer (partner_id)
      company_name           text (partner_name)
      contact_name           text
      email                  text (email_from)
      email_normalised       text (email_normalized)
      phone                  text
      phone_normalised       text (phone_sanitized)
      street                 text
      street2                text
      city                   text
      region                 text
      zip                    text
      country                reference: country (country_id)
      language               text
      notes                  text (description)
      stage                  reference: stage (stage_id)
      salesperson            reference: person (user_id)
      team                   reference: team (team_id)
      tags                   list of records: tag (tag_ids)
      priority               number
      source                 reference: source (source_id)
      medium                 reference: medium (medium_id)
      campaign               reference: campaign (campaign_id)
      expected_revenue       number
      probability            number
      automated_probability  number
      hand_probability       number
      expected_closing       date (date_deadline)
      created_at             date and time (create_date)
      updated_at             date and time (write_date)
      assigned_at            date and time (date_open)
      converted_at           date and time (date_conversion)
      closed_at              date and time (date_closed)
      stage_changed_at       date and time (date_last_stage_update)
      active                 yes/no
      state                  choice: open, won, lost, archived
      lost_reason            reference: lost_reason (lost_reason_id)
      losses                 list of records: loss
      external_id            text

    Further columns for --columns, of the current loss and of the record:
      competitor, closing_note, lost_by, revision

    Phrases, and what they stand for:
      lost                   losses
      ever lost              losses is set
      never lost             losses is not set
      ever lost because of   losses.reason
      stage at loss          losses.stage
      lost by                losses.lost_by
      competitor             losses.competitor
      mine                   salesperson = me
      unassigned             salesperson is not set

    Ready filters, by group, and what they stand for:
      @my-pipeline           whose    salesperson = me and kind = opportunity
      @my-leads              whose    salesperson = me and kind = lead
      @unassigned            whose    salesperson is not set
      @open                  state    state = open and kind = opportunity
      @won                   state    state = won
      @ongoing               state    state = open
      @lost                  state    state = lost
      @archived              state    state = archived
      @created-this-month    created  created_at is this month
      @created-this-quarter  created  created_at is this quarter
      @created-this-year     created  created_at is this year
      @closed-this-month     closed   closed_at is this month
      @closed-this-quarter   closed   closed_at is this quarter
      @closed-this-year      closed   closed_at is this year

    Behind a dot, as in `customer.country` or `losses.competitor`:
      loss             id, opportunity, reason, note, competitor, lost_at, lost_by,
                       stage, probability, expected_revenue, salesperson, ended_at,
                       ended_by, ended_how
      customer         id, name, full_name, kind, parent, email, phone, reference,
                       country, city, language, sector, employees, active
      person           id, name, login, email, role, active
      stage            id, name, position, won, folded, team
      lost_reason      id, name, category, outcome, position, active
      team             id, name, active, position, leader
      tag              id, name, active, colour
      source           id, name
      medium           id, name
      campaign         id, name
      country          id, name, code

    Operators:
      number           =, !=, >, >=, <, <=, between, in, is set, is not set
      choice           =, !=, in, not in, is set, is not set
      text             =, !=, contains, does not contain, contains exactly,
                       starts with, ends with, like, ilike, in, not in, is set,
                       is not set
      reference        =, !=, in, not in, contains, does not contain, starts with,
                       ends with, matches, matches none, is set, is not set
      list of records  in, not in, all of, contains, matches, matches none, at least,
                       at most, is set, is not set
      date             =, !=, >, >=, <, <=, between, within, older than, is set,
                       is not set
      date and time    =, !=, >, >=, <, <=, between, within, older than, is set,
                       is not set
      yes/no           is true, is false

    JSON (--format json, jsonl):
      A record has every field under its name; what is empty is null. Money is
      {"minor":150050,"currency":"EUR","amount":"1500.50"}, a reference {"id":1,"name":"…"},
      an instant RFC 3339 in UTC, a probability a number of percent, `closing_note` HTML.

    Example: winback list 'state = lost' --sort 'closed_at desc' --limit 20
    "#);
}
