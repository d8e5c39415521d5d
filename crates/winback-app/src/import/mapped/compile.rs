//! Making a mapping ready: what it names is looked up, what cannot work is refused with its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    ops::Range,
    path::Path,
};

use jiff::tz::TimeZone;
use toml::Spanned;
use winback_domain::StateKind;
use winback_filter::fold;

use super::{
    super::ImportError,
    dates::Dates,
    numbers::Numbers,
    plan::{
        CustomerPlan, From, JoinPlan, LossPart, LossPlan, PersonPlan, Place, Plan, SourcePlan,
        ValuePlan, Values,
    },
    problem::{MapText, nearest},
    source_spec::{SourceSpec, Sources},
    spec::{
        CustomerSpec, FieldName, FileSpec, Ignored, JoinSpec, LossSpec, MapSpec, PersonSpec,
        StateName, Unmatched, ValueKind,
    },
    template::Template,
};

/// Makes a mapping ready; days begin in `zone` unless the mapping names another.
///
/// # Errors
/// [`ImportError::Map`], with the place.
pub(super) fn compile(
    map: MapText<'_>,
    spec: MapSpec,
    zone: TimeZone,
) -> Result<Plan, ImportError> {
    let MapSpec { file, join, fields, salesperson, customer, loss } = spec;
    let mut compiler = Compiler::new(map, file, zone)?;
    compiler.joins(join)?;
    for needed in [FieldName::Name, FieldName::ExternalId] {
        if !fields.contains_key(&needed) {
            let problem =
                format!("`{}` is missing in `[fields]`: say where it is", needed.as_str());
            return Err(map.wrong(&(0..0), problem));
        }
    }
    let compile = |(field, sources): (FieldName, Sources)| {
        Ok((field, compiler.value(field.kind(), &sources)?))
    };
    let fields: BTreeMap<_, _> =
        fields.into_iter().map(compile).collect::<Result<_, ImportError>>()?;
    let salesperson = salesperson.map(|it| compiler.person(&it)).transpose()?;
    let customer = customer.map(|it| compiler.customer(&it)).transpose()?;
    let losses = loss.iter().map(|it| compiler.loss(it)).collect::<Result<_, _>>()?;
    let id = fields.get(&FieldName::ExternalId).and_then(|id| id.sources.first()?.column());
    let id_column = id.and_then(|place| compiler.name(place)).unwrap_or("external_id").to_owned();
    let Compiler { format, delimiter, columns, joins, .. } = compiler;
    Ok(Plan { format, delimiter, columns, joins, fields, salesperson, customer, losses, id_column })
}

struct Compiler<'a> {
    map: MapText<'a>,
    format: Option<super::spec::FormatName>,
    delimiter: u8,
    dates: Dates,
    numbers: Numbers,
    empty: Vec<String>,
    trim: bool,
    columns: Vec<String>,
    /// The names of the joins, in their order.
    names: Vec<String>,
    joins: Vec<JoinPlan>,
    /// The file with many rows whose columns may be used now.
    each: Option<usize>,
}

impl<'a> Compiler<'a> {
    fn new(map: MapText<'a>, file: FileSpec, zone: TimeZone) -> Result<Self, ImportError> {
        let mut dates = Dates::usual(zone);
        if let Some(name) = &file.zone {
            dates = dates.in_zone(name.get_ref()).map_err(|it| map.wrong(&name.span(), it))?;
        }
        if let Some(formats) = &file.dates {
            let with = dates.with_formats(formats.get_ref());
            dates = with.map_err(|it| map.wrong(&formats.span(), it))?;
        }
        let delimiter = file.delimiter.as_ref().map(|it| delimiter(map, it)).transpose()?;
        Ok(Self {
            map,
            format: file.format,
            delimiter: delimiter.unwrap_or(b','),
            dates,
            numbers: Numbers {
                decimal: file.decimal.unwrap_or('.'),
                thousands: file.thousands.unwrap_or_default(),
                negative: false,
            },
            empty: file.empty.iter().map(|text| fold(text)).collect(),
            trim: file.trim.unwrap_or(true),
            columns: Vec::new(),
            names: Vec::new(),
            joins: Vec::new(),
            each: None,
        })
    }

    /// Puts the joins in an order in which each can be looked up.
    fn joins(&mut self, specs: BTreeMap<String, Spanned<JoinSpec>>) -> Result<(), ImportError> {
        let all: BTreeSet<String> = specs.keys().cloned().collect();
        let mut left: Vec<(String, Spanned<JoinSpec>)> = specs.into_iter().collect();
        while !left.is_empty() {
            let waits = |spec: &JoinSpec| {
                let join = spec.on.split_once('.').map(|(join, _)| join);
                join.is_some_and(|it| all.contains(it) && !self.names.iter().any(|name| name == it))
            };
            let Some(next) = left.iter().position(|(_, spec)| !waits(spec.get_ref())) else {
                let span = left.first().map_or(0..0, |(_, spec)| spec.span());
                let problem = "is looked up by itself: let `on` name a column of the file";
                return Err(self.map.wrong(&span, problem));
            };
            let (name, spec) = left.remove(next);
            self.join(name, &spec)?;
        }
        Ok(())
    }

    fn join(&mut self, name: String, spec: &Spanned<JoinSpec>) -> Result<(), ImportError> {
        let (span, spec) = (spec.span(), spec.get_ref());
        let file = spec.file.get_ref();
        // A mapping may come from afar, and reads no other files than those that came with it.
        if Path::new(file).file_name() != Some(OsStr::new(file)) {
            let problem = format!(
                "`{file}` is no name of a file beside the one that is imported: \
                 put it there, and give its name without a folder"
            );
            return Err(self.map.wrong(&spec.file.span(), problem));
        }
        let on = self.place(&span, &spec.on)?;
        let own = spec.delimiter.as_ref().map(|it| delimiter(self.map, it)).transpose()?;
        self.names.push(name);
        self.joins.push(JoinPlan {
            file: file.clone(),
            delimiter: own.unwrap_or(self.delimiter),
            columns: vec![spec.key.clone()],
            on,
            ignores_case: spec.ignore.contains(&Ignored::Case),
            ignores_spaces: spec.ignore.contains(&Ignored::Spaces),
            many: spec.many,
            required: spec.required,
            refuses: spec.missing == Unmatched::Refuse,
        });
        Ok(())
    }

    /// Finds the place of a column: `join.column` in a file of that name, otherwise in the file
    /// itself.
    fn place(&mut self, span: &Range<usize>, name: &str) -> Result<Place, ImportError> {
        let joined = name.split_once('.').and_then(|(join, column)| {
            self.names.iter().position(|known| known == join).map(|join| (join, column))
        });
        let Some((join, column)) = joined else {
            if name.trim().is_empty() {
                return Err(self.map.wrong(span, "a column has to have a name"));
            }
            return Ok(Place::Own(position(&mut self.columns, name)));
        };
        let Some(plan) = self.joins.get_mut(join) else { return Ok(Place::Own(0)) };
        if plan.many && self.each != Some(join) {
            let join = name.split('.').next().unwrap_or_default();
            let problem = format!(
                "`{name}` has many values: its columns are for a `[[loss]]` with each = \"{join}\""
            );
            return Err(self.map.wrong(span, problem));
        }
        Ok(Place::Joined { join, column: position(&mut plan.columns, column) })
    }

    /// Returns the name of a column of the file itself.
    fn name(&self, place: Place) -> Option<&str> {
        match place {
            Place::Own(column) => self.columns.get(column).map(String::as_str),
            Place::Joined { join, column } => {
                self.joins.get(join)?.columns.get(column).map(String::as_str)
            }
        }
    }

    fn value(&mut self, kind: ValueKind, sources: &Sources) -> Result<ValuePlan, ImportError> {
        let mut plan = ValuePlan { kind, sources: Vec::new(), required: false };
        for (span, spec) in &sources.0 {
            plan.required |= spec.required;
            plan.sources.push(self.source(span, spec)?);
            if let Some(default) = &spec.default {
                let constant = SourceSpec { value: Some(default.clone()), ..SourceSpec::default() };
                plan.sources.push(self.source(span, &constant)?);
            }
        }
        Ok(plan)
    }

    fn source(
        &mut self,
        span: &Range<usize>,
        spec: &SourceSpec,
    ) -> Result<SourcePlan, ImportError> {
        let map = self.map;
        let from = match (&spec.column, &spec.template, &spec.value) {
            (Some(column), None, None) => From::Column(self.place(span, column)?),
            (None, Some(template), None) => {
                let place = |name: &str| {
                    self.place(span, name).map_err(|error| match error {
                        ImportError::Map { problem, .. } => problem,
                        other => other.to_string(),
                    })
                };
                From::Template(Template::parse(template, place).map_err(|it| map.wrong(span, it))?)
            }
            (None, None, Some(value)) => From::Constant(value.clone()),
            _ => {
                let problem = "give one of `column`, `template` and `value`";
                return Err(map.wrong(span, problem));
            }
        };
        let mut dates = self.dates.clone();
        if let Some(zone) = &spec.zone {
            dates = dates.in_zone(zone).map_err(|it| map.wrong(span, it))?;
        }
        if let Some(formats) = &spec.dates {
            dates = dates.with_formats(formats).map_err(|it| map.wrong(span, it))?;
        }
        let mut empty = self.empty.clone();
        empty.extend(spec.empty.iter().map(|text| fold(text)));
        let values = spec.values.as_ref().map(|values| Values {
            by_text: values.iter().map(|(text, stands)| (fold(text), stands.clone())).collect(),
            written: values.keys().cloned().collect(),
            unlisted: spec.unlisted,
        });
        Ok(SourcePlan {
            from,
            values,
            empty,
            trim: spec.trim.unwrap_or(self.trim),
            split: spec.split.clone().filter(|mark| !mark.is_empty()),
            dates,
            numbers: Numbers {
                decimal: spec.decimal.unwrap_or(self.numbers.decimal),
                thousands: match &spec.thousands {
                    Some(mark) => mark.clone(),
                    None => self.numbers.thousands.clone(),
                },
                negative: spec.negative,
            },
            html: spec.html,
            only_if: spec.only_if.as_ref().map(|name| self.place(span, name)).transpose()?,
            states: spec.states.as_ref().map(|states| -> Vec<StateKind> {
                states.iter().map(|state| StateName::kind(*state)).collect()
            }),
            not_before: spec.not_before.as_ref().map(|it| self.place(span, it)).transpose()?,
        })
    }

    fn person(&mut self, spec: &PersonSpec) -> Result<PersonPlan, ImportError> {
        let PersonSpec { name, login } = spec;
        let login = login.as_ref().map(|it| self.value(ValueKind::Text, it)).transpose()?;
        Ok(PersonPlan { name: self.value(ValueKind::Text, name)?, login })
    }

    fn customer(&mut self, spec: &CustomerSpec) -> Result<CustomerPlan, ImportError> {
        let CustomerSpec { name, kind, email, phone, reference, country, city, .. } = spec;
        let CustomerSpec { language, sector, employees, parent, .. } = spec;
        let rest = self.members([
            ("kind", kind, ValueKind::Text),
            ("email", email, ValueKind::Text),
            ("phone", phone, ValueKind::Text),
            ("reference", reference, ValueKind::Text),
            ("country", country, ValueKind::Text),
            ("city", city, ValueKind::Text),
            ("language", language, ValueKind::Text),
            ("sector", sector, ValueKind::Text),
            ("employees", employees, ValueKind::Text),
        ])?;
        let parent = parent.as_ref().map(|it| self.customer(it).map(Box::new)).transpose()?;
        Ok(CustomerPlan { name: self.value(ValueKind::Text, name)?, rest, parent })
    }

    fn loss(&mut self, spec: &LossSpec) -> Result<LossPlan, ImportError> {
        use LossPart::{Member, Person, Reason};
        let LossSpec { each, lost_at, lost_by, reason, reason_category, reason_outcome, .. } = spec;
        let LossSpec { note, competitor, stage, probability, expected_revenue, .. } = spec;
        let LossSpec { salesperson, ended_at, ended_how, ended_by, .. } = spec;
        self.each = each.as_ref().map(|name| self.many(name)).transpose()?;
        let lost_at = lost_at.as_ref().map(|it| self.value(ValueKind::Instant, it)).transpose()?;
        if let (Some(each), None) = (each, &lost_at) {
            let problem = "say when: each of several losses needs its own `lost_at`";
            return Err(self.map.wrong(&each.span(), problem));
        }
        let rest = self.members([
            (Reason("name"), reason, ValueKind::Text),
            (Reason("category"), reason_category, ValueKind::Text),
            (Reason("outcome"), reason_outcome, ValueKind::Text),
            (Member("note"), note, ValueKind::Note),
            (Member("competitor"), competitor, ValueKind::Text),
            (Person("lost_by"), lost_by, ValueKind::Text),
            (Member("stage"), stage, ValueKind::Text),
            (Member("probability"), probability, ValueKind::Percent),
            (Member("expected_revenue"), expected_revenue, ValueKind::Amount),
            (Person("salesperson"), salesperson, ValueKind::Text),
            (Member("ended_at"), ended_at, ValueKind::Instant),
            (Member("ended_how"), ended_how, ValueKind::Text),
            (Person("ended_by"), ended_by, ValueKind::Text),
        ])?;
        Ok(LossPlan { each: self.each.take(), lost_at, rest })
    }

    fn many(&self, name: &Spanned<String>) -> Result<usize, ImportError> {
        let found = self.names.iter().position(|known| known == name.get_ref());
        let Some(join) = found else {
            let problem = nearest("join", name.get_ref(), self.names.iter().map(String::as_str));
            return Err(self.map.wrong(&name.span(), problem));
        };
        if self.joins.get(join).is_some_and(|plan| !plan.many) {
            let problem =
                format!("`{}` has one row for each record: say many = true", name.get_ref());
            return Err(self.map.wrong(&name.span(), problem));
        }
        Ok(join)
    }

    fn members<Name, const COUNT: usize>(
        &mut self,
        members: [(Name, &Option<Sources>, ValueKind); COUNT],
    ) -> Result<Vec<(Name, ValuePlan)>, ImportError> {
        let mut plans = Vec::new();
        for (name, sources, kind) in members {
            if let Some(sources) = sources {
                plans.push((name, self.value(kind, sources)?));
            }
        }
        Ok(plans)
    }
}

fn position(names: &mut Vec<String>, name: &str) -> usize {
    match names.iter().position(|known| known == name) {
        Some(place) => place,
        None => {
            names.push(name.to_owned());
            names.len() - 1
        }
    }
}

fn delimiter(map: MapText<'_>, written: &Spanned<char>) -> Result<u8, ImportError> {
    let mark = *written.get_ref();
    let byte = u8::try_from(mark).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte));
    byte.ok_or_else(|| {
        let problem = format!("{mark:?} cannot stand between cells: give a mark such as \";\"");
        map.wrong(&written.span(), problem)
    })
}
