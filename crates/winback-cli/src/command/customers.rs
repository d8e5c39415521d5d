//! `winback customers`.

use clap::{Args, Subcommand};
use serde_json::{Map, json};
use winback_app::{
    Desk,
    customer::{CustomerRequest, Customers as Page},
    store::{
        Names,
        domain::{Customer, CustomerId},
    },
};

use super::{list::Limit, new::assignments};
use crate::{
    error::CliError,
    output::{Cell, Column, RowWriter, Shape, Units, count, counted, write_object},
    session::Session,
};

mod show;

/// The columns that people are shown.
const USUAL: [&str; 8] = ["id", "full_name", "kind", "email", "phone", "city", "country", "active"];

/// How many customers are fetched at once.
const PAGE: usize = 500;

/// Lists and keeps the customers: companies, and the people of them
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback customers list 'country = Belgium' --search nord\n\
    `winback fields customer` names the fields of customers."
)]
pub(crate) struct Customers {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists customers by full name
    #[command(after_help = "Example: winback customers list 'parent is not set' --search nord\n\
        `winback fields customer` names what a filter can ask for.")]
    List {
        /// Which ones; archived ones are left out unless the filter speaks of `active`
        #[arg(default_value = "", hide_default_value = true)]
        filter: String,
        /// Only those whose full name, e-mail address or reference holds this
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// How many, or `all`
        #[arg(long, value_name = "N|all", default_value = "80")]
        limit: Limit,
        /// Where to go on: the `next` of a JSON document with the same filter
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Shows one customer, and what its opportunities and leads come to
    #[command(after_help = "Example: winback customers show Nordwind")]
    Show {
        /// The customer, by id or name
        customer: String,
    },
    /// Adds a customer; names need not be unique
    #[command(
        after_help = "Example: winback customers add 'Anna Peeters' kind=person parent=Nordwind\n\
        It is a company unless `kind` says otherwise. `winback fields customer` names the fields."
    )]
    Add {
        /// The name, without that of the company it belongs to
        name: String,
        /// Fields to set
        #[arg(value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Sets fields of one customer; an empty value empties a field
    #[command(
        after_help = "Example: winback customers edit Nordwind city=Ghent phone= active=no\n\
        A new name shows in the full names of all that belong to it."
    )]
    Edit {
        /// The customer, by id or name
        customer: String,
        /// Fields to set; `winback fields customer` names them
        #[arg(value_name = "FIELD=VALUE", required = true)]
        fields: Vec<String>,
    },
}

impl Customers {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        match self.verb {
            Verb::List { filter, search, limit, after } => {
                let after = after.as_deref().map(CustomerRequest::cursor_of).transpose()?;
                let most = limit.first(PAGE);
                let request = CustomerRequest { filter, search, after, limit: most };
                list(session, request, limit).await
            }
            Verb::Show { customer } => {
                let desk = session.desk().await?;
                let id = desk.customer_named(&customer).await?;
                let shown = desk.show_customer(id).await?;
                show::show(session, &desk, &shown)
            }
            Verb::Add { name, fields } => add(session, &name, &fields).await,
            Verb::Edit { customer, fields } => edit(session, &customer, &fields).await,
        }
    }
}

async fn list(
    session: &mut Session,
    mut request: CustomerRequest,
    limit: Limit,
) -> Result<(), CliError> {
    let desk = session.desk().await?;
    // What is wrong with the filter has to be told before anything is printed.
    let mut page = desk.customers(&request).await?;
    let total = desk.count_customers(&request).await?;
    // Programs and spreadsheets get everything, people what tells customers apart.
    let for_people = session.output.is_for_people();
    let is_shown = |column: &Column| !for_people || USUAL.contains(&column.name.as_ref());
    let shown_columns = columns().into_iter().filter(is_shown).collect();
    let rows = |page: &Page| -> Vec<Vec<Cell>> {
        let row = |customer| {
            let cells = columns().into_iter().zip(cells(customer, &page.names));
            cells.filter(|(column, _)| is_shown(column)).map(|(_, cell)| cell).collect()
        };
        page.customers.iter().map(row).collect()
    };
    let units = Units::of(&desk);
    let mut writer = RowWriter::begin(&mut session.output, units, shown_columns, "records")?;
    writer.let_give_way(&["phone", "city", "country", "active", "email", "kind"]);
    let mut shown = 0;
    let next = loop {
        writer.page(&rows(&page))?;
        shown += page.customers.len();
        let left = limit.next(PAGE, shown);
        if page.next.is_none() || left == 0 {
            break page.next;
        }
        (request.after, request.limit) = (page.next, left);
        page = desk.customers(&request).await?;
    };
    writer.end(&Map::from_iter([
        ("next".to_owned(), json!(next.as_ref().map(CustomerRequest::cursor_text))),
        ("total".to_owned(), json!(total)),
    ]))?;
    if for_people {
        let speaks_of_active = request.filter.contains("active");
        let shown = u64::try_from(shown).unwrap_or(u64::MAX);
        let footer = match next {
            _ if total == 0 && speaks_of_active => "No customer matches.".to_owned(),
            _ if total == 0 => "No customer matches; archived ones are left out unless the \
                filter speaks of `active`."
                .to_owned(),
            None => counted(total, "customer", "customers"),
            Some(_) => {
                format!("{} of {} shown; --limit all shows the rest", count(shown), count(total))
            }
        };
        session.output.print(&footer)?;
    }
    Ok(())
}

async fn add(session: &mut Session, name: &str, fields: &[String]) -> Result<(), CliError> {
    let fields = assignments(fields)?;
    let desk = session.desk().await?;
    let added = desk.create_customer(name, &fields).await?;
    let customer = &added.customer;
    let sentence = format!("Added customer {} `{}`.", customer.id, customer.full_name);
    told(session, &desk, customer, &added.names, &sentence)?;
    for other in &added.namesakes {
        let note = format!("note: customer {} is called `{}` too", other.id, other.full_name);
        session.output.say(&note)?;
    }
    Ok(())
}

async fn edit(session: &mut Session, named: &str, fields: &[String]) -> Result<(), CliError> {
    let fields = assignments(fields)?;
    let desk = session.desk().await?;
    let id: CustomerId = desk.customer_named(named).await?;
    let edited = desk.edit_customer(id, &fields).await?;
    let name = &edited.customer.full_name;
    let sentence = match edited.changed {
        true => format!("Changed customer {id} `{name}`."),
        false => format!("Customer {id} `{name}` is so already; nothing was changed."),
    };
    told(session, &desk, &edited.customer, &edited.names, &sentence)
}

fn told(
    session: &mut Session,
    desk: &Desk,
    customer: &Customer,
    names: &Names,
    sentence: &str,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(sentence)?);
    }
    let columns = columns();
    let members: Vec<_> =
        columns.iter().map(|column| column.name.as_ref()).zip(cells(customer, names)).collect();
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn columns() -> [Column; 14] {
    let kind = Column { name: "kind".into(), title: "Kind".into(), shape: Shape::Short };
    [
        Column::numbers("id", "Id"),
        Column::words("full_name", "Customer"),
        Column::words("name", "Name"),
        kind,
        Column::words("parent", "Company"),
        Column::words("email", "E-mail"),
        Column::words("phone", "Phone"),
        Column::words("city", "City"),
        Column::words("country", "Country"),
        Column::words("reference", "Reference"),
        Column::words("language", "Language"),
        Column::words("sector", "Sector"),
        Column::numbers("employees", "Employees"),
        Column::words("active", "Active"),
    ]
}

fn cells(customer: &Customer, names: &Names) -> [Cell; 14] {
    let profile = &customer.profile;
    let named = |name: Option<&String>| name.cloned().unwrap_or_default();
    let parent = |id| Cell::Reference(CustomerId::get(id), named(names.customers.get(&id)));
    let country =
        profile.country.map(|id| Cell::Reference(id.get(), named(names.countries.get(&id))));
    [
        Cell::Id(customer.id.get()),
        Cell::Text(customer.full_name.clone()),
        Cell::Text(profile.name.clone()),
        Cell::Text(profile.kind.as_str().into()),
        profile.parent.map_or(Cell::Empty, parent),
        Cell::text(profile.email.as_deref()),
        Cell::text(profile.phone.as_deref()),
        Cell::text(profile.city.as_deref()),
        country.unwrap_or(Cell::Empty),
        Cell::text(profile.reference.as_deref()),
        Cell::text(profile.language.as_deref()),
        Cell::text(profile.sector.as_deref()),
        profile.employees.map_or(Cell::Empty, Cell::Id),
        Cell::YesNo(customer.profile.active),
    ]
}
