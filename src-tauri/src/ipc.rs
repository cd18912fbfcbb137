//! The boundary: which commands and events there are, and their TypeScript.

use tauri::Runtime;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::commands::{charts, environments, library, restores, rules, runs, settings};

/// Something changed in the backend; the window reads it again.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, specta::Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// What kind of thing.
    pub what: belay_app::What,
    /// Which one; none for all of them.
    pub id: Option<String>,
}

/// Every command and event, with their types; `examples/bindings.rs` writes the
/// TypeScript. A command that is not in a permission file is denied all the same.
pub fn specta<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .commands(collect_commands![
            charts::unit_chart,
            charts::run_charts,
            charts::restore_charts,
            environments::environments,
            environments::select_environment,
            environments::sign_in,
            environments::identity,
            environments::save_keys,
            environments::forget_keys,
            library::library,
            library::add_folder,
            library::add_file,
            library::remove_folder,
            library::search_library,
            library::runbook,
            library::runbook_rows,
            library::runbook_outline,
            library::runbook_procedure,
            library::find_in_runbook,
            library::explain_step,
            library::explain_rule,
            restores::restores,
            restores::tables,
            restores::open_restore,
            restores::plan_restore,
            restores::submit_restore,
            restores::compare_restore,
            restores::resubmit_restore,
            restores::abandon_restore,
            rules::confirm_rule,
            rules::dismiss_rule,
            rules::take_rule_back,
            rules::override_rule,
            rules::start_wait,
            rules::observe_rule,
            runs::runs,
            runs::run,
            runs::start_run,
            runs::asked,
            runs::offers,
            runs::offer_facts,
            runs::let_go,
            runs::preflight,
            runs::preflight_of_run,
            runs::confirm_need,
            runs::choose,
            runs::enter_guide,
            runs::leave_guide,
            runs::set_input,
            runs::tick,
            runs::skip,
            runs::note,
            runs::prepare,
            runs::execute,
            runs::stop,
            runs::follow_output,
            runs::read_output,
            runs::finish_run,
            runs::export_run,
            runs::verify_run,
            runs::accept_drift,
            runs::resolve_interruption,
            runs::take_over_lock,
            settings::settings,
            settings::save_settings,
            settings::app_info,
        ])
        .events(collect_events![Notice])
        .disable_serde_phases()
}
