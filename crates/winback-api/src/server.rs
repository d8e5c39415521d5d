//! The server: from a socket to the router, until it is told to stop.

use std::{future::Future, io};

use tokio::net::TcpListener;

use crate::{Api, router};

/// Answers requests until `stop` is ready; those that are worked on then are finished.
///
/// # Errors
/// What the system says of the socket.
pub async fn serve(
    listener: TcpListener,
    api: Api,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(api)).with_graceful_shutdown(stop).await
}
