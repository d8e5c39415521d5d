//! A filter as it was typed, made a tree.

use serde_json::Number;

use super::{Operand, Rule, Scalar, Tree, Word};
use crate::expr::{Clause, Expr, Literal, Node, Question};

impl From<&Expr> for Tree {
    /// Returns the tree of a text, in [normal form](Tree::normalized).
    fn from(expr: &Expr) -> Self {
        tree(&expr.root).normalized()
    }
}

fn tree(node: &Node) -> Tree {
    match node {
        Node::All(members) => Tree::All(members.iter().map(tree).collect()),
        Node::Any(members) => Tree::Any(members.iter().map(tree).collect()),
        Node::Not(inner) => Tree::Not(Box::new(tree(inner))),
        Node::Clause(clause) => rule(clause),
    }
}

fn rule(clause: &Clause) -> Tree {
    let names: Vec<&str> = clause.path.iter().map(|name| name.text.as_str()).collect();
    let inner = |node: &Node| Box::new(tree(node));
    let operand = match &clause.question {
        Question::Compare(_, literal)
        | Question::Text { literal, .. }
        | Question::InLineWith(_, literal) => Operand::Value(scalar(literal)),
        Question::Between(from, to) => Operand::Ends(scalar(from), scalar(to)),
        Question::In(literals) | Question::AllOf(literals) => {
            Operand::Values(literals.iter().map(scalar).collect())
        }
        Question::Matches(node) | Question::InLine(_, node) => Operand::Filter(inner(node)),
        Question::AtLeast(count, node) => {
            let count = if clause.negated { count.get() - 1 } else { count.get() };
            Operand::Amount(count, Some(inner(node)))
        }
        Question::IsSet | Question::Is(_) => Operand::Nothing,
        Question::Within(period, _) => Operand::Period(*period),
        Question::OlderThan(length, _) => Operand::Length(*length),
    };
    let asked = clause.question.operator();
    let operator = asked.asked(clause.negated);
    let rule = Tree::Rule(Rule { field: names.join("."), operator, operand });
    // The grammar has no negation for signs such as `<`; one would be the opposite of the clause.
    if clause.negated && operator == asked { Tree::Not(Box::new(rule)) } else { rule }
}

fn scalar(literal: &Literal) -> Scalar {
    let text = || literal.text.clone();
    if literal.quoted { Scalar::Text(text()) } else { Scalar::Word(Word(text())).normalized() }
}

impl Scalar {
    /// Returns a word as the number that it is, or as the text that it is if it means nothing else.
    pub(super) fn normalized(self) -> Self {
        match self {
            Self::Word(Word(word)) => match word.parse::<Number>() {
                Ok(number) if spelled(&number) == word => Self::Number(number),
                _ if word == "true" || word == "false" => Self::YesNo(word == "true"),
                _ if is_meaningful(&word) => Self::Word(Word(word.to_lowercase())),
                // It may be a number in another spelling, which is an id on a reference.
                _ if word
                    .starts_with(|it: char| it.is_ascii_digit() || matches!(it, '-' | '.')) =>
                {
                    Self::Word(Word(word))
                }
                _ => Self::Text(word),
            },
            Self::Text(_) | Self::Number(_) | Self::YesNo(_) => self,
        }
    }
}

/// Returns a number as the text spelling has it, without the sign of a great exponent.
pub(super) fn spelled(number: &Number) -> String {
    number.to_string().replace('+', "")
}

fn is_meaningful(word: &str) -> bool {
    Word::MEANINGFUL.iter().any(|known| known.eq_ignore_ascii_case(word))
}
