//! Stretches of time from the present, as typed.

use std::num::NonZeroU32;
use std::ops::Range;

use super::Parser;
use crate::error::{Expected, FilterError};
use crate::lex::TokenKind;
use crate::period::{Length, Period, Unit, Which};

impl Parser<'_, '_, '_> {
    /// Reads a period and returns it with its place, if one begins here.
    pub(super) fn period(&mut self) -> Result<Option<(Period, Range<usize>)>, FilterError> {
        let start = self.next;
        let the = self.take("the");
        let Some(period) = self.named_period()? else {
            if the {
                return Err(self.unexpected_word(&["last", "this", "next"]));
            }
            return Ok(None);
        };
        Ok(Some((period, self.span_of(start))))
    }

    fn named_period(&mut self) -> Result<Option<Period>, FilterError> {
        let day = |which| Ok(Some(Period::Calendar { which, unit: Unit::Day }));
        for (word, which) in
            [("yesterday", Which::Last), ("today", Which::This), ("tomorrow", Which::Next)]
        {
            if self.take(word) {
                return day(which);
            }
        }
        let Some(which) = Which::ALL.into_iter().find(|which| self.at(which.name())) else {
            return Ok(None);
        };
        self.advance();
        let period = match (which, self.count()) {
            (Which::Last, Some(_)) => Period::Last(self.length()?),
            (Which::Next, Some(_)) => Period::Next(self.length()?),
            (Which::This, _) | (_, None) => Period::Calendar { which, unit: self.unit()? },
        };
        Ok(Some(period))
    }

    pub(super) fn length(&mut self) -> Result<Length, FilterError> {
        let Some(count) = self.count() else {
            return Err(self.unexpected().expecting([Expected::Length]));
        };
        self.advance();
        Ok(Length { count, unit: self.unit()? })
    }

    /// Returns the number from 1 that stands here.
    fn count(&self) -> Option<NonZeroU32> {
        match self.peek() {
            Some(TokenKind::Word(word)) => word.parse::<u32>().ok().and_then(NonZeroU32::new),
            Some(_) | None => None,
        }
    }

    fn unit(&mut self) -> Result<Unit, FilterError> {
        let found = match self.peek() {
            Some(TokenKind::Word(word)) => {
                let word = word.to_ascii_lowercase();
                let one = word.strip_suffix('s').unwrap_or(&word);
                Unit::ALL.into_iter().find(|unit| unit.name() == one)
            }
            Some(_) | None => None,
        };
        let Some(unit) = found else {
            return Err(self.unexpected_word(&Unit::ALL.map(Unit::name)));
        };
        self.advance();
        Ok(unit)
    }
}
