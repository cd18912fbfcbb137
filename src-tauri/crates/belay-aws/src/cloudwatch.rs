//! CloudWatch: curves, metric names, alarms.

mod alarms;
mod period;
mod read;

use aws_sdk_cloudwatch::types::{Dimension, DimensionFilter, Metric};
use belay_engine::environment::Environment;
use belay_engine::metrics::{Alarm, MetricName, MetricQuery, Metrics, Range, Series};
use belay_engine::ports::{PortError, PortFuture};

use crate::Sessions;
use crate::failure::Failure;

pub(crate) use alarms::of_table;

/// The [`Metrics`] port.
#[derive(Clone)]
pub struct CloudWatch {
    sessions: Sessions,
}

impl CloudWatch {
    /// Reads with these sessions.
    #[must_use]
    pub fn new(sessions: Sessions) -> Self {
        Self { sessions }
    }

    async fn names(
        &self,
        environment: &Environment,
        namespace: &str,
        metric: Option<&str>,
        dimensions: &[(String, String)],
        limit: usize,
    ) -> Result<Vec<MetricName>, PortError> {
        let filters: Vec<DimensionFilter> = dimensions
            .iter()
            .filter_map(|(name, value)| {
                DimensionFilter::builder()
                    .name(name)
                    .value(value)
                    .build()
                    .into()
            })
            .collect();
        let filters = &filters;
        self.sessions
            .with(environment, |session| async move {
                let mut found = Vec::new();
                let mut token = None;
                loop {
                    let page = session
                        .cloudwatch()
                        .list_metrics()
                        .namespace(namespace)
                        .set_metric_name(metric.map(str::to_owned))
                        .set_dimensions(Some(filters.clone()).filter(|f| !f.is_empty()))
                        .set_next_token(token)
                        .send()
                        .await
                        .map_err(Failure::of)?;
                    found.extend(page.metrics().iter().map(name_of));
                    token = page.next_token().map(str::to_owned);
                    if token.is_none() || found.len() >= limit {
                        break;
                    }
                }
                found.sort_unstable();
                found.dedup();
                found.truncate(limit);
                Ok(found)
            })
            .await?
            .map_err(|failure| {
                failure.port(&format!("The metrics of `{namespace}` could not be listed"))
            })
    }
}

impl Metrics for CloudWatch {
    fn read<'a>(
        &'a self,
        environment: &'a Environment,
        queries: &'a [MetricQuery],
        range: Range,
    ) -> PortFuture<'a, Result<Vec<Series>, PortError>> {
        Box::pin(read::read(&self.sessions, environment, queries, range))
    }

    fn list<'a>(
        &'a self,
        environment: &'a Environment,
        namespace: &'a str,
        metric: Option<&'a str>,
        dimensions: &'a [(String, String)],
        limit: usize,
    ) -> PortFuture<'a, Result<Vec<MetricName>, PortError>> {
        Box::pin(self.names(environment, namespace, metric, dimensions, limit))
    }

    fn alarms<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<Vec<Alarm>, PortError>> {
        Box::pin(async move {
            self.sessions
                .with(environment, |session| async move {
                    alarms::all(session.cloudwatch()).await
                })
                .await?
                .map_err(|failure| failure.port("The alarms could not be read"))
        })
    }
}

fn name_of(metric: &Metric) -> MetricName {
    MetricName {
        namespace: metric.namespace().unwrap_or_default().to_owned(),
        metric: metric.metric_name().unwrap_or_default().to_owned(),
        dimensions: pairs(metric.dimensions()),
    }
}

/// Dimensions, sorted by name.
fn pairs(dimensions: &[Dimension]) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = dimensions
        .iter()
        .map(|d| {
            (
                d.name().unwrap_or_default().to_owned(),
                d.value().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    pairs.sort_unstable();
    pairs
}
