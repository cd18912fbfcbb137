//! Charts: what a step asks for, what belongs beside a run, and the ones on
//! which the moment of damage is picked.

use belay_chart::{Band, BandKind};
use belay_engine::environment::Environment;
use belay_engine::metrics::{MetricQuery, Metrics as _, Period, Range, Series};
use belay_runbook::awscli::MetricStatistics;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::error::AppError;
use crate::natives;
use crate::panels::{self, Read};
use crate::views::{ChartView, Look};

/// More charts than this beside a run are noise.
const MOST_CHARTS: usize = 6;
/// More functions than this beside a table are noise.
const MOST_FUNCTIONS: usize = 2;

/// One chart of any metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartRequest {
    /// Environment name.
    pub environment: String,
    /// Curves of the one chart.
    pub queries: Vec<MetricQuery>,
    /// Start, inclusive.
    pub from: Timestamp,
    /// End, exclusive.
    pub to: Timestamp,
    /// Points side by side that the picture has room for.
    pub width: u32,
}

/// The charts of a table and of the functions that use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreChartsRequest {
    /// Environment name.
    pub environment: String,
    /// Table name.
    pub table: String,
    /// The run whose runbook names the functions.
    pub run: Option<String>,
    /// Left edge.
    #[specta(type = String)]
    pub from: Timestamp,
    /// Right edge.
    #[specta(type = String)]
    pub to: Timestamp,
    /// The last second that can be restored; what is right of it is shaded.
    #[specta(type = Option<String>)]
    pub latest: Option<Timestamp>,
    /// How it should look.
    pub look: Look,
}

impl Desk {
    /// Reads one chart.
    ///
    /// # Errors
    /// There is no such environment or no session. What CloudWatch says about a
    /// metric is in the state of what is read.
    pub async fn read_chart(&self, request: ChartRequest) -> Result<Read, AppError> {
        let environment = self.environment(&request.environment)?;
        let range = Range {
            from: request.from,
            to: request.to,
            width: request.width,
        };
        let title = request
            .queries
            .first()
            .map_or_else(String::new, |q| q.metric.clone());
        let panels = vec![(title, request.queries)];
        let mut read = self.read_panels(&environment, panels, range).await?;
        read.pop().ok_or_else(|| AppError::unknown("metric", ""))
    }

    /// The charts that a step asks for.
    ///
    /// # Errors
    /// The run or the unit is gone, or there is no session.
    pub async fn unit_charts(
        &self,
        run: &str,
        unit: &str,
        look: Look,
    ) -> Result<Vec<ChartView>, AppError> {
        let environment = self.environment_of_run(run)?;
        let run = self.run_id(run)?;
        let resolved = self.inner.engine.resolved(&run, unit)?;
        let metrics = resolved.map_or_else(Vec::new, |r| natives::metrics(&r.commands));
        self.draw_metrics(&environment, metrics, "step", look).await
    }

    /// The charts beside a run: every metric that its steps name, once.
    ///
    /// # Errors
    /// The run is gone, or there is no session.
    pub async fn run_charts(&self, run: &str, look: Look) -> Result<Vec<ChartView>, AppError> {
        let environment = self.environment_of_run(run)?;
        let mut metrics: Vec<MetricStatistics> = Vec::new();
        let run = self.run_id(run)?;
        for unit in self.inner.engine.load(&run)?.units {
            let Some(resolved) = self.inner.engine.resolved(&run, &unit.id)? else {
                continue;
            };
            for metric in natives::metrics(&resolved.commands) {
                let same = |m: &MetricStatistics| {
                    (&m.namespace, &m.metric, &m.dimensions)
                        == (&metric.namespace, &metric.metric, &metric.dimensions)
                };
                if !metrics.iter().any(same) {
                    metrics.push(metric);
                }
            }
        }
        metrics.truncate(MOST_CHARTS);
        self.draw_metrics(&environment, metrics, "run", look).await
    }

    /// The charts on which the moment of damage is picked: errors of the
    /// functions that use the table, writes and throttles of the table itself.
    ///
    /// # Errors
    /// There is no such environment, or no session.
    pub async fn restore_charts(
        &self,
        request: RestoreChartsRequest,
    ) -> Result<Vec<ChartView>, AppError> {
        let environment = self.environment(&request.environment)?;
        let range = Range {
            from: request.from,
            to: request.to,
            width: request.look.width,
        };
        let functions = self.functions_beside(&environment, &request).await;
        let mut wanted: Vec<(String, Vec<MetricQuery>)> = functions
            .iter()
            .map(|f| {
                let dimension = [("FunctionName", f.as_str())];
                let errors = query("AWS/Lambda", "Errors", &dimension);
                ("Errors".to_owned(), vec![errors])
            })
            .collect();
        let table = [("TableName", request.table.as_str())];
        let writes = query("AWS/DynamoDB", "ConsumedWriteCapacityUnits", &table);
        wanted.push(("Writes".to_owned(), vec![writes]));
        let mut read = self.read_panels(&environment, wanted, range).await?;
        for read in &mut read {
            read.panel.bands.extend(not_restorable(&request));
        }
        Ok(panels::views(&read, request.look)?)
    }

    /// Functions of the run's runbook; without a run, those whose name begins
    /// like the table's. Failing to list them leaves the table's own charts.
    async fn functions_beside(
        &self,
        environment: &Environment,
        request: &RestoreChartsRequest,
    ) -> Vec<String> {
        let of_run = request
            .run
            .as_deref()
            .and_then(|run| self.run_id(run).ok())
            .and_then(|run| self.inner.engine.load(&run).ok())
            .map(|loaded| natives::functions(&loaded.runbook))
            .unwrap_or_default();
        let mut functions = of_run;
        if functions.is_empty() {
            let start = request.table.split(['-', '_', '.']).next().unwrap_or("");
            let listed =
                self.inner
                    .metrics
                    .list(environment, "AWS/Lambda", Some("Errors"), &[], 500);
            functions = listed
                .await
                .unwrap_or_default()
                .into_iter()
                .filter(|m| m.dimensions.len() == 1)
                .flat_map(|m| m.dimensions)
                .filter(|(name, f)| name == "FunctionName" && f.starts_with(start))
                .map(|(_, f)| f)
                .collect();
            functions.sort();
            functions.dedup();
        }
        functions.truncate(MOST_FUNCTIONS);
        functions
    }

    /// Each metric over the stretch of time that its own line asks for. `place`
    /// keeps the ids of drawings apart that stand on one screen.
    async fn draw_metrics(
        &self,
        environment: &Environment,
        metrics: Vec<MetricStatistics>,
        place: &str,
        look: Look,
    ) -> Result<Vec<ChartView>, AppError> {
        let now = self.now();
        let mut all = Vec::new();
        for metric in metrics {
            let Some((queries, from, to)) = natives::queries(&metric, now) else {
                continue;
            };
            let range = Range {
                from,
                to,
                width: look.width,
            };
            let panels = vec![(metric.metric.clone(), queries)];
            all.extend(self.read_panels(environment, panels, range).await?);
        }
        for (index, read) in all.iter_mut().enumerate() {
            read.panel.id = format!("{place}-c{index}");
        }
        Ok(panels::views(&all, look)?)
    }

    /// All panels of one range in one batch, as CloudWatch prices and limits by
    /// call.
    async fn read_panels(
        &self,
        environment: &Environment,
        panels: Vec<(String, Vec<MetricQuery>)>,
        range: Range,
    ) -> Result<Vec<Read>, AppError> {
        let all: Vec<MetricQuery> = panels.iter().flat_map(|p| p.1.clone()).collect();
        let series = self.inner.metrics.read(environment, &all, range).await?;
        let mut rest: &[Series] = &series;
        let mut read = Vec::new();
        for (index, (title, queries)) in panels.iter().enumerate() {
            let (own, others) = rest.split_at(queries.len().min(rest.len()));
            rest = others;
            let id = format!("c{index}");
            let region = &environment.region;
            read.push(panels::panel(&id, title, own, range, region, self.now()));
        }
        Ok(read)
    }
}

fn query(namespace: &str, metric: &str, dimensions: &[(&str, &str)]) -> MetricQuery {
    panels::query(namespace, metric, dimensions, "Sum", Period::Auto)
}

fn not_restorable(request: &RestoreChartsRequest) -> Option<Band> {
    let latest = request.latest?;
    (latest < request.to).then(|| Band {
        from: latest.max(request.from),
        to: request.to,
        label: "not yet restorable".to_owned(),
        kind: BandKind::NotRestorable,
    })
}
