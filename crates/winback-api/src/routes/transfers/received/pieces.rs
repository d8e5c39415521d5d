//! The body of a form in pieces, so that whoever reads the form holds little of it at a time.
//!
//! By itself, the reader takes in all that has arrived before it gives any of it away, and what stands
//! before the content of a part until it is whole, however long that is.

use std::{
    error::Error,
    fmt::{self, Display, Formatter},
    mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Poll, ready},
};

use axum::{
    BoxError,
    body::{Body, Bytes},
};
use futures_util::{StreamExt, stream};

/// How long what stands before the content of a part may be, in bytes.
pub(super) const LONGEST_HEAD: usize = 1 << 13;

/// How long a piece is at the most, in bytes.
const PIECE: usize = 1 << 14;

/// The content of a part was not reached within [`LONGEST_HEAD`].
#[derive(Debug)]
pub(super) struct LongHead;

impl Display for LongHead {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the head of a part has more than {LONGEST_HEAD} bytes")
    }
}

impl Error for LongHead {}

/// How many bytes may still be read before the content of a part.
#[derive(Debug, Clone, Default)]
pub(super) struct HeadLimit(Arc<AtomicUsize>);

impl HeadLimit {
    /// Says that what is read next stands before the content of a part.
    pub(super) fn begin(&self) {
        self.0.store(LONGEST_HEAD, Relaxed);
    }

    /// Says that what is read next is content, which others count.
    pub(super) fn end(&self) {
        self.0.store(usize::MAX, Relaxed);
    }

    fn take(&self, bytes: usize) -> Result<(), LongHead> {
        match self.0.load(Relaxed) {
            0 => Err(LongHead),
            left => {
                self.0.store(left.saturating_sub(bytes), Relaxed);
                Ok(())
            }
        }
    }
}

/// Gives a body in pieces, each when the one before was looked at.
pub(super) fn pieces(body: Body, limit: HeadLimit) -> Body {
    let mut arriving = body.into_data_stream();
    let mut rest = Bytes::new();
    let mut has_given = false;
    Body::from_stream(stream::poll_fn(move |context| {
        if mem::take(&mut has_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if rest.is_empty() {
            rest = match ready!(arriving.poll_next_unpin(context)) {
                Some(Ok(bytes)) => bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            };
        }
        has_given = true;
        let piece = rest.split_to(rest.len().min(PIECE));
        let taken = limit.take(piece.len()).map_err(BoxError::from);
        Poll::Ready(Some(taken.map(|()| piece)))
    }))
}
