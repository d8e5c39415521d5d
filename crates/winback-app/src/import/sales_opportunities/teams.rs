//! `sales_teams.csv`: the salespeople and their regional offices.

use std::{collections::HashMap, path::Path, sync::Arc};

use winback_domain::{NewPerson, Role};

use super::listed::Listed;
use crate::{AppError, import::findings::Findings, people::login_for};

const AGENT: &str = "sales_agent";
const OFFICE: &str = "regional_office";

/// A salesperson.
pub(super) struct Agent {
    pub(super) person: Arc<NewPerson>,
    pub(super) team: Option<Arc<str>>,
}

/// Reads the salespeople; their regional offices are the teams.
pub(super) fn read(path: &Path, findings: &mut Findings) -> Result<Listed<Agent>, AppError> {
    let mut logins: HashMap<String, String> = HashMap::new();
    let columns = [AGENT, OFFICE];
    let what = "a sales agent of sales_teams.csv";
    Listed::read(path, what, columns, findings, |name, row, findings| {
        let login = login_for(name);
        if login.is_empty() {
            row.problem(findings, AGENT, "a name with letters, of which a login can be made");
        } else if let Some(other) = logins.insert(login.clone(), name.to_owned()) {
            let expected = format!("a name with another login: `{login}` is `{other}` already");
            row.problem(findings, AGENT, expected);
        }
        let office = row.cell(OFFICE);
        let person = NewPerson { name: name.into(), login, email: None, role: Role::Salesperson };
        Agent { person: Arc::new(person), team: (!office.is_empty()).then(|| office.into()) }
    })
}
