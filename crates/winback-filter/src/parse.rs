//! The text spelling (rule: behaviour 8.5), read into an [`Expr`]. Its
//! [grammar](crate::grammar) stands in the documentation of the crate.

use std::ops::Range;

use crate::error::{Expected, FilterError, FilterErrorKind, FilterErrors};
use crate::expr::{Clause, Expr, Literal, Name, Node, Question};
use crate::keyword;
use crate::lex::{self, Token, TokenKind};
use crate::schema::{Entity, Schema};
use crate::suggest;

use self::phrase::Scope;

mod moment;
mod phrase;
mod question;
#[cfg(test)]
mod tests;

/// The most bytes of a filter's text.
pub(crate) const MAX_LENGTH: usize = 64 * 1024;

/// The most levels of parentheses, `not` and dots around a clause.
const MAX_DEPTH: usize = 16;

/// Reads a filter in the text spelling; fields and values are not yet looked at.
///
/// Takes time proportional to the text's length.
///
/// # Errors
/// `TooLong` over 64 KiB, `TooDeep` over 16 levels of parentheses, `not` and dots; `Unclosed`,
/// `UnknownCharacter` and `Unexpected` for what is not in the grammar. After an error, reading goes
/// on at the next `and` or `or`, so that all are told at once.
pub fn parse(text: &str) -> Result<Expr, FilterErrors> {
    let (expr, errors) = read(text, None)?;
    FilterErrors::in_text(errors, text).map_or(Ok(expr), Err)
}

/// Reads what can be read, and returns what is wrong with the rest; with the phrases of an entity.
pub(crate) fn read(
    text: &str,
    phrases: Option<(&Schema, &Entity)>,
) -> Result<(Expr, Vec<FilterError>), FilterErrors> {
    if text.len() > MAX_LENGTH {
        let kind = FilterErrorKind::TooLong { limit: MAX_LENGTH };
        return Err(FilterError::new(kind, MAX_LENGTH..text.len()).into());
    }
    let tokens = lex::tokens(text)?;
    let scope = phrases.map(|(schema, entity)| Scope { schema, entity });
    let (root, errors) = Parser::new(&tokens, text.len(), scope).root();
    Ok((Expr { text: text.to_owned(), root }, errors))
}

/// Reads tokens from left to right and never goes back.
struct Parser<'t, 'a, 's> {
    tokens: &'t [Token<'a>],
    /// In how many parentheses each token stands; a closing one stands in those that it closes.
    nesting: Vec<usize>,
    next: usize,
    /// How many parentheses, `not` and `matches` are open.
    depth: usize,
    end: usize,
    /// Where the last condition began.
    began: usize,
    /// Whose phrases are read here, and in a filter on the records that the last field leads to.
    scope: Option<Scope<'s>>,
    inner_scope: Option<Scope<'s>>,
    errors: Vec<FilterError>,
}

impl<'t, 'a, 's> Parser<'t, 'a, 's> {
    fn new(tokens: &'t [Token<'a>], end: usize, scope: Option<Scope<'s>>) -> Self {
        let mut open: usize = 0;
        let nesting = tokens.iter().map(|token| {
            let inside = open;
            match token.kind {
                TokenKind::Open => open += 1,
                TokenKind::Close => open = open.saturating_sub(1),
                TokenKind::Word(_)
                | TokenKind::Quoted(_)
                | TokenKind::Sign(_)
                | TokenKind::Comma => {}
            }
            inside
        });
        let nesting = nesting.collect();
        Self {
            tokens,
            nesting,
            next: 0,
            depth: 0,
            end,
            began: 0,
            scope,
            inner_scope: None,
            errors: Vec::new(),
        }
    }

    fn root(mut self) -> (Node, Vec<FilterError>) {
        let root = self.filter();
        while let Some(kind) = self.peek() {
            let close = *kind == TokenKind::Close;
            let error = if close {
                self.unexpected()
                    .expecting(Expected::words(["and", "or"]).into_iter().chain([Expected::End]))
            } else {
                self.unexpected_word(&["and", "or"])
            };
            self.next += usize::from(close);
            self.resume(error, 0);
        }
        (root, self.errors)
    }

    fn filter(&mut self) -> Node {
        match self.peek() {
            None | Some(TokenKind::Close) => Node::All(Vec::new()),
            Some(_) => self.any(),
        }
    }

    fn any(&mut self) -> Node {
        self.chain("or", Self::all, Node::Any)
    }

    fn all(&mut self) -> Node {
        self.chain("and", Self::recovered, Node::All)
    }

    fn chain(
        &mut self,
        joint: &str,
        part: impl Fn(&mut Self) -> Node,
        join: fn(Vec<Node>) -> Node,
    ) -> Node {
        let first = part(self);
        if !self.at(joint) {
            return first;
        }
        let mut members = vec![first];
        while self.take(joint) {
            members.push(part(self));
        }
        join(members)
    }

    /// Reads a condition; one that cannot be read is noted, and stands for everything.
    fn recovered(&mut self) -> Node {
        let (depth, nesting, scope) = (self.depth, self.nesting_here(), self.scope);
        self.unary().unwrap_or_else(|error| {
            (self.depth, self.scope) = (depth, scope);
            self.note(error, nesting);
            Node::All(Vec::new())
        })
    }

    /// Notes an error and goes to the next `and`, `or` or `)` in as many parentheses; not to an
    /// `and` that joins two values.
    fn note(&mut self, mut error: FilterError, nesting: usize) {
        let phrases = self.phrases_near(self.began);
        if !phrases.is_empty() && matches!(error.kind, FilterErrorKind::Unexpected { .. }) {
            error.suggestions = phrases;
        }
        self.errors.push(error);
        if FilterErrors::is_full(&self.errors) {
            self.next = self.tokens.len();
        }
        while let Some(kind) = self.peek() {
            let joint = self.at("and") || self.at("or");
            let resumes = *kind == TokenKind::Close || joint && self.may_begin(self.next + 1);
            if resumes && self.nesting_here() <= nesting {
                return;
            }
            self.advance();
        }
    }

    /// Notes an error behind a condition, and reads those that follow for their errors alone.
    fn resume(&mut self, error: FilterError, nesting: usize) {
        self.note(error, nesting);
        if self.take("and") || self.take("or") {
            self.any();
        }
    }

    /// Says whether a condition may begin with this token.
    fn may_begin(&self, index: usize) -> bool {
        match self.tokens.get(index).map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => !word.starts_with(|first: char| first.is_ascii_digit()),
            Some(TokenKind::Open) => true,
            Some(
                TokenKind::Quoted(_) | TokenKind::Sign(_) | TokenKind::Close | TokenKind::Comma,
            )
            | None => false,
        }
    }

    fn nesting_here(&self) -> usize {
        self.nesting.get(self.next).copied().unwrap_or_default()
    }

    fn unary(&mut self) -> Result<Node, FilterError> {
        if self.at("not") {
            return self.deeper(|parser| {
                parser.advance();
                parser.unary().map(|inner| Node::Not(Box::new(inner)))
            });
        }
        if self.take("everything") {
            return Ok(Node::All(Vec::new()));
        }
        if self.take("nothing") {
            return Ok(Node::Any(Vec::new()));
        }
        match self.peek() {
            Some(TokenKind::Open) => self.deeper(|parser| {
                parser.advance();
                let nesting = parser.nesting_here();
                let inner = parser.any();
                parser.close(nesting)?;
                Ok(inner)
            }),
            Some(TokenKind::Word(word)) if !keyword::is_reserved(word) => {
                let word = *word;
                self.began = self.next;
                match self.phrase()? {
                    Some(node) => Ok(node),
                    None => self.clause(word),
                }
            }
            Some(_) | None => Err(self
                .unexpected()
                .expecting([Expected::Field].into_iter().chain(Expected::words(["not", "("])))),
        }
    }

    fn clause(&mut self, word: &str) -> Result<Node, FilterError> {
        let path = self.path(word)?;
        self.advance();
        let start = self.next;
        let (question, negated) = self.question_of(&path)?;
        let operator = self.span_of(start);
        Ok(Node::Clause(Clause { path, question, negated, operator }))
    }

    fn path(&self, word: &str) -> Result<Vec<Name>, FilterError> {
        let mut start = self.place().start;
        let mut path = Vec::new();
        for part in word.split('.') {
            if part.is_empty() {
                return Err(self.unexpected().expecting([Expected::FieldsAroundDot]));
            }
            let span = start..start + part.len();
            start = span.end + 1;
            path.push(Name { text: part.to_owned(), span });
        }
        self.ensure_depth(&path)?;
        Ok(path)
    }

    fn ensure_depth(&self, path: &[Name]) -> Result<(), FilterError> {
        if self.depth + path.len() > MAX_DEPTH + 1 { Err(self.too_deep()) } else { Ok(()) }
    }

    /// Reads what is asked of the field at the end of a path.
    fn question_of(&mut self, path: &[Name]) -> Result<(Question, bool), FilterError> {
        self.inner_scope = self.scope.and_then(|scope| scope.at(path));
        self.question()
    }

    fn list(&mut self) -> Result<Vec<Literal>, FilterError> {
        self.open()?;
        let mut literals = Vec::new();
        if self.peek() != Some(&TokenKind::Close) {
            literals.push(self.literal()?);
            while self.peek() == Some(&TokenKind::Comma) {
                self.advance();
                literals.push(self.literal()?);
            }
        }
        match self.peek() {
            Some(TokenKind::Close) => self.advance(),
            Some(_) | None => return Err(self.unexpected().expecting_words([",", ")"])),
        }
        Ok(literals)
    }

    fn literal(&mut self) -> Result<Literal, FilterError> {
        let span = self.place();
        let (text, quoted) = match self.peek() {
            Some(TokenKind::Word(word)) if !keyword::is_reserved(word) => {
                ((*word).to_owned(), false)
            }
            Some(TokenKind::Quoted(text)) => (text.clone(), true),
            Some(_) | None => return Err(self.unexpected().expecting([Expected::Value])),
        };
        self.advance();
        Ok(Literal { text, quoted, span })
    }

    fn open(&mut self) -> Result<(), FilterError> {
        if self.peek() != Some(&TokenKind::Open) {
            return Err(self.unexpected().expecting_words(["("]));
        }
        self.advance();
        Ok(())
    }

    /// Reads the `)` of what began in so many parentheses; what stands before it is noted.
    fn close(&mut self, nesting: usize) -> Result<(), FilterError> {
        while let Some(kind) = self.peek() {
            if *kind == TokenKind::Close {
                self.advance();
                return Ok(());
            }
            let error = match kind {
                TokenKind::Word(_) => self.unexpected_word(&["and", "or", ")"]),
                TokenKind::Quoted(_)
                | TokenKind::Sign(_)
                | TokenKind::Open
                | TokenKind::Close
                | TokenKind::Comma => self.unexpected().expecting_words(["and", "or", ")"]),
            };
            self.resume(error, nesting);
            if self.peek().is_none() {
                // The missing parenthesis may be due to what was skipped.
                return Ok(());
            }
        }
        Err(self.unexpected().expecting_words(["and", "or", ")"]))
    }

    fn deeper<T>(
        &mut self,
        inside: impl FnOnce(&mut Self) -> Result<T, FilterError>,
    ) -> Result<T, FilterError> {
        if self.depth == MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let inner = inside(self)?;
        self.depth -= 1;
        Ok(inner)
    }

    fn peek(&self) -> Option<&TokenKind<'a>> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn advance(&mut self) {
        self.next += 1;
    }

    /// Says whether the next token is this keyword.
    fn at(&self, keyword: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case(keyword))
    }

    fn take(&mut self, keyword: &str) -> bool {
        let found = self.at(keyword);
        if found {
            self.advance();
        }
        found
    }

    /// Returns where the next token stands, or the end of the text.
    fn place(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.end..self.end, |token| token.span.clone())
    }

    /// Returns where the tokens from `start` to the last one read stand.
    fn span_of(&self, start: usize) -> Range<usize> {
        let read = self.tokens.get(start..self.next).unwrap_or_default();
        match (read.first(), read.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => self.place(),
        }
    }

    fn too_deep(&self) -> FilterError {
        FilterError::new(FilterErrorKind::TooDeep { limit: MAX_DEPTH }, self.place())
    }

    fn unexpected(&self) -> FilterError {
        FilterError::unexpected(self.peek(), self.place())
    }

    /// One of these words is expected, and the word found may be a slip of one.
    fn unexpected_word(&self, words: &[&str]) -> FilterError {
        let suggestions = match self.peek() {
            Some(TokenKind::Word(found)) => suggest::nearest(found, words.iter().copied()),
            _ => Vec::new(),
        };
        self.unexpected().expecting_words(words.iter().copied()).suggesting(suggestions)
    }
}
