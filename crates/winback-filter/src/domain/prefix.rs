//! Prefix notation: the list of a domain as a tree.

use crate::error::Expected;
use std::collections::VecDeque;

use serde_json::Value as Json;

use super::error::{DomainErrorKind, shown};
use super::{DomainError, MAX_DEPTH, Place};

/// A branch or a leaf of a domain.
#[derive(Debug)]
pub(super) enum Node<'j> {
    All(VecDeque<Self>),
    Any(VecDeque<Self>),
    Not(Box<Self>),
    Leaf {
        /// Where in the domain it stands.
        index: usize,
        items: &'j [Json],
    },
}

/// A node and how deep it is.
type Measured<'j> = (Node<'j>, usize);

/// A prefix operator that waits for what it stands for.
struct Open<'j> {
    operator: char,
    index: usize,
    first: Option<Measured<'j>>,
}

/// Reads the list of a domain; `&` between leaves may be left out. Returns how deep it is.
///
/// Never goes deeper into this program than a domain may be, whatever the list.
pub(super) fn tree<'j>(domain: &'j Json, place: &Place) -> Result<Measured<'j>, DomainError> {
    let Json::Array(elements) = domain else {
        let kind = DomainErrorKind::NotADomain { found: shown(domain) };
        return Err(DomainError::new(kind, place).expecting([Expected::Conditions]));
    };
    let mut open: Vec<Open<'j>> = Vec::new();
    let mut root = (Node::All(VecDeque::new()), 0);
    for (index, element) in elements.iter().enumerate() {
        let here = place.item(index);
        match element {
            Json::Array(items) => {
                let mut node = (Node::Leaf { index, items }, 0);
                while let Some(last) = open.pop() {
                    match last.close(node, &here)? {
                        Closed::Whole(whole) => node = whole,
                        Closed::Waiting(waiting) => {
                            open.push(waiting);
                            node = (Node::All(VecDeque::new()), 0);
                            break;
                        }
                    }
                }
                // Of what is not yet whole, nothing is joined: an empty conjunction.
                root = joined('&', root, node, &here)?;
            }
            Json::String(operator) => match operator.as_str() {
                "&" | "|" | "!" => {
                    let operator = operator.chars().next().unwrap_or('&');
                    open.push(Open { operator, index, first: None });
                }
                _ => return Err(no_condition(element, &here)),
            },
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {
                return Err(no_condition(element, &here));
            }
        }
    }
    match open.pop() {
        Some(Open { operator, index, .. }) => {
            let kind = DomainErrorKind::MissingCondition { operator };
            Err(DomainError::new(kind, &place.item(index)))
        }
        None => Ok(root),
    }
}

fn no_condition(element: &Json, place: &Place) -> DomainError {
    DomainError::new(DomainErrorKind::NotACondition { found: shown(element) }, place)
        .expecting(Expected::words(["&", "|", "!"]).into_iter().chain([Expected::Condition]))
}

enum Closed<'j> {
    Whole(Measured<'j>),
    Waiting(Open<'j>),
}

impl<'j> Open<'j> {
    fn close(self, node: Measured<'j>, place: &Place) -> Result<Closed<'j>, DomainError> {
        Ok(match (self.operator, self.first) {
            ('!', _) => Closed::Whole(match node {
                (Node::Not(inner), depth) => (*inner, depth),
                (other, depth) => (Node::Not(Box::new(other)), depth),
            }),
            (operator, Some(first)) => Closed::Whole(joined(operator, first, node, place)?),
            (operator, None) => {
                Closed::Waiting(Open { operator, index: self.index, first: Some(node) })
            }
        })
    }
}

/// Joins two nodes; what is joined alike already makes no new level.
fn joined<'j>(
    operator: char,
    (first, first_depth): Measured<'j>,
    (second, second_depth): Measured<'j>,
    place: &Place,
) -> Result<Measured<'j>, DomainError> {
    let is_and = operator == '&';
    let split = |node: Node<'j>, depth: usize| match node {
        Node::All(members) if is_and => (members, depth),
        Node::Any(members) if !is_and => (members, depth),
        other => (VecDeque::from([other]), depth + 1),
    };
    let (mut members, first_depth) = split(first, first_depth);
    let (mut more, second_depth) = split(second, second_depth);
    if members.len() < more.len() {
        while let Some(last) = members.pop_back() {
            more.push_front(last);
        }
        members = more;
    } else {
        members.extend(more);
    }
    let depth = first_depth.max(second_depth);
    if depth > MAX_DEPTH {
        return Err(DomainError::too_deep(place));
    }
    Ok((if is_and { Node::All(members) } else { Node::Any(members) }, depth))
}
