//! What is counted of requests, for Prometheus.

use std::{sync::Arc, time::Duration};

use axum::http::Method;
use metrics::{counter, histogram, with_local_recorder};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusRecorder};

/// The counts of one server.
#[derive(Clone)]
pub(crate) struct Metrics(Option<Arc<PrometheusRecorder>>);

/// The bounds of the buckets of durations, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

impl Metrics {
    /// Begins to count.
    pub(crate) fn new() -> Self {
        let recorder = || -> Result<_, BuildError> {
            Ok(PrometheusBuilder::new().set_buckets(&BUCKETS)?.build_recorder())
        };
        Self(recorder().ok().map(Arc::new))
    }

    /// Counts a request that was answered, by the pattern of its path.
    pub(crate) fn answered(&self, method: &Method, path: &str, status: u16, took: Duration) {
        let Some(recorder) = &self.0 else { return };
        let labels = [
            ("method", method.to_string()),
            ("path", path.to_owned()),
            ("status", status.to_string()),
        ];
        with_local_recorder(&**recorder, || {
            counter!("winback_requests_total", &labels).increment(1);
            histogram!("winback_request_seconds", &labels).record(took.as_secs_f64());
        });
    }

    /// Writes all counts in the format of Prometheus.
    pub(crate) fn text(&self) -> String {
        self.0.as_ref().map(|recorder| recorder.handle().render()).unwrap_or_default()
    }
}
