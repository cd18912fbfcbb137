//! What a panel says when its data is not all there.

use crate::panel::{Panel, PanelState};
use crate::time_axis::{clock_time, day};

/// Words for a state, and how loud they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateText {
    pub headline: String,
    pub detail: String,
    pub tone: Tone,
}

/// How a panel looks in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A plain panel.
    Quiet,
    /// Soft warning colour.
    Warn,
    /// Soft error colour, hatched.
    Bad,
}

/// `None`: the data speaks for itself.
pub(crate) fn words(panel: &Panel, has_points: bool) -> Option<StateText> {
    let (headline, detail, tone) = match &panel.state {
        PanelState::Data if has_points => return None,
        PanelState::Data | PanelState::Empty => (
            "No data points".to_owned(),
            format!(
                "AWS answered completely: nothing was recorded {}.",
                stretch(panel)
            ),
            Tone::Quiet,
        ),
        PanelState::Forbidden { action } => (
            "Not allowed to read this metric".to_owned(),
            format!("The role lacks {action}. What the metric says is unknown."),
            Tone::Bad,
        ),
        PanelState::Partial { reason } => (
            if has_points {
                "Not all points are here"
            } else {
                "No points were read"
            }
            .to_owned(),
            format!("{}. Read it again.", reason.trim_end_matches('.')),
            Tone::Warn,
        ),
        PanelState::Failed { reason } => (
            "This metric could not be read".to_owned(),
            format!("{}. What it says is unknown.", reason.trim_end_matches('.')),
            Tone::Bad,
        ),
        PanelState::PeriodTooFine { asked_s, finest_s } => (
            "Period too fine for data this old".to_owned(),
            format!(
                "CloudWatch no longer keeps points of {}. Choose {} or longer.",
                period(*asked_s),
                period(*finest_s)
            ),
            Tone::Warn,
        ),
    };
    Some(StateText {
        headline,
        detail,
        tone,
    })
}

/// `between 07:00 and 07:52 UTC on 21 Nov 2026`.
pub(crate) fn stretch(panel: &Panel) -> String {
    let (from, to) = (panel.from.as_millisecond(), panel.to.as_millisecond());
    let (first, last) = (day(from), day(to));
    if first == last {
        let (from, to) = (clock_time(from), clock_time(to));
        format!("between {from} and {to} UTC on {first}")
    } else {
        let (from, to) = (clock_time(from), clock_time(to));
        format!("between {first} {from} and {last} {to} UTC")
    }
}

fn period(seconds: u32) -> String {
    match seconds {
        s if s >= 3_600 && s.is_multiple_of(3_600) => format!("{} h", s / 3_600),
        s if s >= 60 && s.is_multiple_of(60) => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}
