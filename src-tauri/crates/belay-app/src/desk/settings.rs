//! What the user chose.

use super::{Desk, blocking};
use crate::error::AppError;
use crate::views::{AppInfo, Settings};

impl Desk {
    /// What the user chose.
    pub async fn settings(&self) -> Result<Settings, AppError> {
        Ok(self.kept().settings)
    }

    /// Keeps what the user chose.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings, AppError> {
        self.change_kept(|kept| kept.settings = settings.clone())?;
        Ok(settings)
    }

    /// Version, data directory, time zone, where keys would be kept.
    pub async fn app_info(&self) -> Result<AppInfo, AppError> {
        let zone = jiff::tz::TimeZone::system();
        let desk = self.clone();
        // Asking for the keyring may start its program first.
        let keys = blocking(move || Ok(desk.inner.sessions.keys().kept_in())).await?;
        Ok(AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: self.inner.home.data().display().to_string(),
            time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            secret_service: super::kept_in(keys),
            start_runbook: self.inner.start_runbook.clone(),
        })
    }
}
