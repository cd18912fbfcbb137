//! Reading curves with `GetMetricData`: as few calls as possible, all pages, and
//! for each series an honest word about what it is worth.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::operation::RequestId as _;
use aws_sdk_cloudwatch::types::{
    Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat, ScanBy, StatusCode,
};
use belay_engine::environment::Environment;
use belay_engine::metrics::{MetricQuery, Point, Range, Series, SeriesState};
use belay_engine::ports::PortError;
use jiff::Timestamp;

use super::period::{Choice, choose};
use crate::Sessions;
use crate::failure::{Failure, FailureKind};
use crate::session::Session;
use crate::time;

/// AWS's limit of queries in one call (APIReference/API_GetMetricData).
const QUERIES_PER_CALL: usize = 500;

/// Reads all queries. See [`belay_engine::metrics::Metrics::read`].
pub(super) async fn read(
    sessions: &Sessions,
    environment: &Environment,
    queries: &[MetricQuery],
    range: Range,
) -> Result<Vec<Series>, PortError> {
    let now = sessions.now();
    let mut answers: Vec<Option<Series>> = vec![None; queries.len()];
    // Periods decide how the range is aligned, so each has calls of its own.
    let mut by_period: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, query) in queries.iter().enumerate() {
        match choose(query.period, range, now) {
            Choice::Seconds(period_s) => by_period.entry(period_s).or_default().push(index),
            Choice::TooFine { finest_s, sentence } => {
                answers[index] = Some(Series {
                    query: query.clone(),
                    period_s: finest_s,
                    points: Vec::new(),
                    state: SeriesState::PeriodTooFine { sentence, finest_s },
                    request_id: None,
                });
            }
        }
    }
    for (period_s, indexes) in by_period {
        for batch in indexes.chunks(QUERIES_PER_CALL) {
            let asked: Vec<&MetricQuery> = batch.iter().map(|i| &queries[*i]).collect();
            let read = sessions
                .with(environment, |session| {
                    let asked = &asked;
                    async move { Ok(call(&session, asked, period_s, range).await) }
                })
                .await?
                .unwrap_or_else(Heap::failed);
            for (id, index) in batch.iter().enumerate() {
                answers[*index] = Some(read.series(id, &queries[*index], period_s));
            }
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

/// What the pages of one batch brought.
struct Heap {
    found: BTreeMap<usize, Found>,
    /// A call that failed as a whole; what came before it is still there.
    failure: Option<Failure>,
    request_id: Option<String>,
}

#[derive(Default)]
struct Found {
    points: BTreeMap<Timestamp, f64>,
    status: Option<StatusCode>,
    messages: Vec<String>,
}

async fn call(session: &Session, asked: &[&MetricQuery], period_s: u32, range: Range) -> Heap {
    let mut heap = Heap {
        found: BTreeMap::new(),
        failure: None,
        request_id: None,
    };
    let queries: Vec<MetricDataQuery> = asked
        .iter()
        .enumerate()
        .map(|(id, query)| to_aws(id, query, period_s))
        .collect();
    let mut token: Option<String> = None;
    loop {
        let page = session
            .cloudwatch()
            .get_metric_data()
            .set_metric_data_queries(Some(queries.clone()))
            .start_time(time::to_aws(aligned(range.from, period_s)))
            .end_time(time::to_aws(range.to))
            .scan_by(ScanBy::TimestampAscending)
            .set_next_token(token.clone())
            .send()
            .await;
        match page {
            Ok(page) => {
                heap.request_id = page.request_id().map(str::to_owned);
                for result in page.metric_data_results() {
                    heap.take(result);
                }
                let next = page.next_token().map(str::to_owned);
                if next.is_none() || next == token {
                    return heap;
                }
                token = next;
            }
            Err(error) => {
                let failure = Failure::of(error);
                heap.request_id.clone_from(&failure.request_id);
                heap.failure = Some(failure);
                return heap;
            }
        }
    }
}

impl Heap {
    fn failed(failure: Failure) -> Self {
        Self {
            found: BTreeMap::new(),
            request_id: failure.request_id.clone(),
            failure: Some(failure),
        }
    }

    fn take(&mut self, result: &MetricDataResult) {
        let Some(id) = result
            .id()
            .and_then(|id| id.strip_prefix('m')?.parse().ok())
        else {
            return;
        };
        let found = self.found.entry(id).or_default();
        let points = result.timestamps().iter().zip(result.values());
        found
            .points
            .extend(points.filter_map(|(at, value)| Some((time::from_aws(at)?, *value))));
        // A page says PartialData while more pages follow; the last word counts.
        found.status = result.status_code().cloned().or(found.status.take());
        found.messages.extend(
            result
                .messages()
                .iter()
                .filter_map(|message| message.value().map(str::to_owned)),
        );
    }

    fn series(&self, id: usize, query: &MetricQuery, period_s: u32) -> Series {
        let nothing = Found::default();
        let found = self.found.get(&id).unwrap_or(&nothing);
        Series {
            query: query.clone(),
            period_s,
            points: found
                .points
                .iter()
                .map(|(at, value)| Point {
                    at: *at,
                    value: *value,
                })
                .collect(),
            state: self.state(found, query),
            request_id: self.request_id.clone(),
        }
    }

    fn state(&self, found: &Found, query: &MetricQuery) -> SeriesState {
        let doing = format!(
            "`{}` of `{}` could not be read",
            query.metric, query.namespace
        );
        if let Some(failure) = &self.failure {
            return failed(failure, &doing);
        }
        let said = found.messages.join(" ");
        let with = |sentence: String| {
            if said.is_empty() {
                sentence
            } else {
                format!("{sentence} CloudWatch says: {said}")
            }
        };
        match &found.status {
            Some(StatusCode::Forbidden) => SeriesState::Forbidden {
                sentence: with(format!("{doing}: the identity may not read it.")),
            },
            Some(StatusCode::PartialData) => SeriesState::Partial {
                sentence: with("CloudWatch gave only a part of the points.".to_owned()),
            },
            Some(StatusCode::InternalError) => SeriesState::Failed {
                sentence: with(format!("{doing}: CloudWatch failed.")),
                hint: Some("Try again in a minute.".to_owned()),
            },
            Some(StatusCode::Complete) if found.points.is_empty() => SeriesState::Empty,
            Some(StatusCode::Complete) => SeriesState::Data,
            Some(other) => SeriesState::Failed {
                sentence: with(format!("{doing}: CloudWatch answered `{other}`.")),
                hint: None,
            },
            None => SeriesState::Failed {
                sentence: format!("{doing}: CloudWatch left it out of its answer."),
                hint: Some("Try again in a minute.".to_owned()),
            },
        }
    }
}

fn failed(failure: &Failure, doing: &str) -> SeriesState {
    let error = failure.port(doing);
    match failure.kind {
        FailureKind::Forbidden => SeriesState::Forbidden {
            sentence: error.message,
        },
        FailureKind::Throttled => SeriesState::Throttled {
            sentence: error.message,
        },
        _ => SeriesState::Failed {
            sentence: error.message,
            hint: error.hint,
        },
    }
}

fn to_aws(id: usize, query: &MetricQuery, period_s: u32) -> MetricDataQuery {
    let dimensions = query
        .dimensions
        .iter()
        .map(|(name, value)| Dimension::builder().name(name).value(value).build())
        .collect();
    let metric = Metric::builder()
        .namespace(&query.namespace)
        .metric_name(&query.metric)
        .set_dimensions(Some(dimensions))
        .build();
    MetricDataQuery::builder()
        .id(format!("m{id}"))
        .metric_stat(
            MetricStat::builder()
                .metric(metric)
                .period(i32::try_from(period_s).unwrap_or(i32::MAX))
                .stat(&query.statistic)
                .build(),
        )
        .build()
}

/// Aligned ranges are answered faster, and their first point is a whole one
/// (APIReference/API_GetMetricData, `StartTime`).
fn aligned(from: Timestamp, period_s: u32) -> Timestamp {
    let period = i64::from(period_s.max(1));
    let second = from.as_second().div_euclid(period) * period;
    Timestamp::from_second(second).unwrap_or(from)
}
