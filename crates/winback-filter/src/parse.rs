//! The text spelling (rule: behaviour 8.5), read into an [`Expr`].
//!
//! ```ebnf
//! filter    = [ any ] ;                                   (* an empty text is everything *)
//! any       = all , { "or" , all } ;
//! all       = unary , { "and" , unary } ;
//! unary     = "not" , unary | "(" , any , ")" | "everything" | "nothing" | clause ;
//! clause    = path , question ;
//! path      = name , { "." , name } , [ ":" , part ] ;     (* no space around dot and colon *)
//! question  = sign , value
//!           | [ "is" ] , [ "not" ] , "in" , list
//!           | [ "is" ] , [ "not" ] , "between" , value , "and" , value
//!           | "is" , [ "not" ] , ( "set" | "true" | "yes" | "false" | "no" )
//!           | [ negation ] , verb , value
//!           | [ negation ] , "all" , "of" , list
//!           | [ negation ] , matches , [ "none" ] , "(" , filter , ")"
//!           | [ negation ] , "at" , ( "least" | "most" ) , number , [ "matching" , "(" , filter , ")" ]
//!           | [ negation ] , ( "under" | "over" ) , ( value | "(" , filter , ")" ) ;
//! negation  = "not" | "does" , "not" ;
//! sign      = "=" | "!=" | "≠" | "<>" | "<" | "<=" | "≤" | ">" | ">=" | "≥" ;
//! verb      = ( "contains" | "contain" ) , [ "exactly" ]
//!           | ( "starts" | "start" | "ends" | "end" ) , "with" , [ "exactly" ]
//!           | "equals" | "equal" | "like" | "ilike" ;
//! matches   = "matches" | "match" ;
//! list      = "(" , [ value , { "," , value } ] , ")" ;
//! value     = quoted | word ;                             (* a keyword must be quoted *)
//! quoted    = '"' , { character | '""' | escape } , '"'
//!           | "'" , { character | "''" | escape } , "'" ;
//! escape    = "\" , ( '"' | "'" | "\" | "n" | "t" ) ;     (* any other "\" is itself *)
//! part      = "hour_number" | "day_of_week" | "day_of_month" | "day_of_year" | "iso_week_number"
//!           | "month_number" | "quarter_number" | "year_number" ;
//! word      = wordchar , { wordchar } ;                   (* after a digit also ":" and "+" *)
//! wordchar  = letter | digit | "_" | "-" | "." | "@" | "%" ;
//! ```
//!
//! Keywords are read in any case. What a value means is decided by the type of the field:
//! `1_000.50` is a number, `2024-01-31` a day and `2024-01-31T10:00+02:00` a time only where one is
//! wanted. On a reference a number without quotes is an id, anything else a name.

use std::ops::Range;

use crate::error::{FilterError, FilterErrorKind};
use crate::expr::{Clause, Expr, Literal, Name, Node};
use crate::keyword;
use crate::lex::{self, Token, TokenKind};
use crate::suggest;

mod question;

/// The most bytes of a filter's text.
const MAX_LENGTH: usize = 64 * 1024;

/// The most levels of parentheses, `not` and dots around a clause.
const MAX_DEPTH: usize = 16;

/// Reads a filter in the text spelling; fields and values are not yet looked at.
///
/// Takes time proportional to the text's length.
///
/// # Errors
/// `TooLong` over 64 KiB, `TooDeep` over 16 levels of parentheses, `not` and dots; `Unclosed`,
/// `UnknownCharacter` and `Unexpected` for what is not in the grammar.
pub fn parse(text: &str) -> Result<Expr, FilterError> {
    if text.len() > MAX_LENGTH {
        let kind = FilterErrorKind::TooLong { limit: MAX_LENGTH };
        return Err(FilterError::new(kind, MAX_LENGTH..text.len()));
    }
    let root = root(text).map_err(|error| error.in_text(text))?;
    Ok(Expr { text: text.to_owned(), root })
}

fn root(text: &str) -> Result<Node, FilterError> {
    let mut parser = Parser { tokens: lex::tokens(text)?, next: 0, depth: 0, end: text.len() };
    let root = parser.filter()?;
    match parser.peek() {
        Some(TokenKind::Close) => Err(parser.unexpected().expecting(["`and`", "`or`", "the end"])),
        Some(_) => Err(parser.unexpected_word(&["and", "or"])),
        None => Ok(root),
    }
}

/// Reads tokens from left to right and never goes back.
struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    /// How many parentheses, `not` and `matches` are open.
    depth: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn filter(&mut self) -> Result<Node, FilterError> {
        match self.peek() {
            None | Some(TokenKind::Close) => Ok(Node::All(Vec::new())),
            Some(_) => self.any(),
        }
    }

    fn any(&mut self) -> Result<Node, FilterError> {
        self.chain("or", Self::all, Node::Any)
    }

    fn all(&mut self) -> Result<Node, FilterError> {
        self.chain("and", Self::unary, Node::All)
    }

    fn chain(
        &mut self,
        joint: &str,
        part: impl Fn(&mut Self) -> Result<Node, FilterError>,
        join: fn(Vec<Node>) -> Node,
    ) -> Result<Node, FilterError> {
        let first = part(self)?;
        if !self.at(joint) {
            return Ok(first);
        }
        let mut members = vec![first];
        while self.take(joint) {
            members.push(part(self)?);
        }
        Ok(join(members))
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
                let inner = parser.any()?;
                parser.close()?;
                Ok(inner)
            }),
            Some(TokenKind::Word(word)) if !keyword::is_reserved(word) => self.clause(word),
            Some(_) | None => Err(self.unexpected().expecting(["a field", "`not`", "`(`"])),
        }
    }

    fn clause(&mut self, word: &str) -> Result<Node, FilterError> {
        let path = self.path(word)?;
        self.advance();
        let start = self.next;
        let (question, negated) = self.question()?;
        let operator = self.span_of(start);
        Ok(Node::Clause(Clause { path, question, negated, operator }))
    }

    fn path(&self, word: &str) -> Result<Vec<Name>, FilterError> {
        let mut start = self.place().start;
        let mut path = Vec::new();
        for part in word.split('.') {
            if part.is_empty() {
                return Err(self.unexpected().expecting(["a field on both sides of the dot"]));
            }
            let span = start..start + part.len();
            start = span.end + 1;
            path.push(Name { text: part.to_owned(), span });
        }
        if self.depth + path.len() > MAX_DEPTH + 1 {
            return Err(self.too_deep());
        }
        Ok(path)
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
            Some(_) | None => return Err(self.unexpected().expecting(["`,`", "`)`"])),
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
            Some(_) | None => return Err(self.unexpected().expecting(["a value"])),
        };
        self.advance();
        Ok(Literal { text, quoted, span })
    }

    fn open(&mut self) -> Result<(), FilterError> {
        if self.peek() != Some(&TokenKind::Open) {
            return Err(self.unexpected().expecting(["`(`"]));
        }
        self.advance();
        Ok(())
    }

    fn close(&mut self) -> Result<(), FilterError> {
        if self.peek() != Some(&TokenKind::Close) {
            return Err(match self.peek() {
                Some(TokenKind::Word(_)) => self.unexpected_word(&["and", "or", ")"]),
                Some(_) | None => self.unexpected().expecting(["`and`", "`or`", "`)`"]),
            });
        }
        self.advance();
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = parse(text).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(found, Err(expected.to_owned()), "{text}");
    }

    #[test]
    fn errors_say_what_was_expected_where() {
        check(
            "a = 1 adn b = 2",
            "unexpected `adn` at column 7; expected `and` or `or`; did you mean `and`?",
        );
        check("a = 1)", "unexpected `)` at column 6; expected `and`, `or` or the end");
        check("(a = 1", "unexpected end of the text at column 7; expected `and`, `or` or `)`");
        check("a =", "unexpected end of the text at column 4; expected a value");
        check("a = and", "unexpected `and` at column 5; expected a value");
        check("a in 5", "unexpected `5` at column 6; expected `(`");
        check("a in (5", "unexpected end of the text at column 8; expected `,` or `)`");
        check("a in (5,)", "unexpected `)` at column 9; expected a value");
        check("= 5", "unexpected `=` at column 1; expected a field, `not` or `(`");
        check("'a' = 5", "unexpected text `a` at column 1; expected a field, `not` or `(`");
        check("()", "unexpected `)` at column 2; expected a field, `not` or `(`");
        check(
            "a..b = 5",
            "unexpected `a..b` at column 1; expected a field on both sides of the dot",
        );
        check(
            "a is sett",
            "unexpected `sett` at column 6; expected `set`, `true`, `false`, `in` or `between`; did you mean `set`?",
        );
        check("a starts x", "unexpected `x` at column 10; expected `with`");
        check(
            "a at leest 1",
            "unexpected `leest` at column 6; expected `least` or `most`; did you mean `least`?",
        );
        check("a at least 0", "unexpected `0` at column 12; expected a whole number from 1");
        check("a at least '2'", "unexpected text `2` at column 12; expected a whole number from 1");
        check("a at most x", "unexpected `x` at column 11; expected a whole number from 0");
        check("a between 1 or 2", "unexpected `or` at column 13; expected `and`");
    }

    #[test]
    fn a_misspelt_operator_is_met_with_the_right_one() {
        let error = parse("a contians 5").unwrap_err();
        assert_eq!(error.suggestions, ["contains"]);
        assert_eq!(error.span, 2..10);
        let text = "größe contians 5";
        assert_eq!(parse(text).unwrap_err().column(text), 7);
    }

    #[test]
    fn length_and_depth_are_bounded() {
        let nested = |open: &str, close: &str, levels| {
            format!("{}a = 1{}", open.repeat(levels), close.repeat(levels))
        };
        let limit = "at most 16 levels of parentheses, `not` and dots are read";
        for (open, close) in
            [("(", ")"), ("not ", ""), ("not(", ")"), ("a matches (", ")"), ("a.", "")]
        {
            let levels = MAX_DEPTH / (if open == "not(" { 2 } else { 1 });
            assert_eq!(parse(&nested(open, close, levels)).map(|_| ()), Ok(()), "{open}");
            let error = parse(&nested(open, close, levels + 1)).unwrap_err().to_string();
            assert!(error.contains(limit), "{open}: {error}");
        }
        let long = format!("a = \"{}\"", "x".repeat(MAX_LENGTH - 6));
        assert_eq!(parse(&long).map(|_| ()), Ok(()));
        check(&format!("{long} "), "the filter is too long; at most 65536 bytes are read");
    }
}
