//! What the user chose.

use super::Desk;
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
        Ok(AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: self.inner.home.data().display().to_string(),
            time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            secret_service: super::kept_in(self.inner.sessions.keys().kept_in()),
            start_runbook: self.inner.start_runbook.clone(),
        })
    }
}
