//! A display whose pixels can be read: Xvfb keeps its frame buffer in a file.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{self, command};

/// A running Xvfb.
pub struct Screen {
    server: Child,
    /// Value for `DISPLAY`.
    pub display: String,
    file: File,
    begin: u64,
}

impl Screen {
    /// Starts one of 1280 × 800 pixels.
    pub fn start(place: &Place) -> Outcome<Self> {
        // One for each server: an ending one takes its file away.
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = place.target.join(format!("xtask/screen-{number}"));
        fs::create_dir_all(&folder).map_err(|error| Failure::file("create", &folder, &error))?;
        let mut server = command(place, "Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-fbdir",
            ])
            .arg(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("Cannot start Xvfb: {error}.")))?;
        let mut display = String::new();
        if let Some(told) = server.stdout.take() {
            // Xvfb writes its number once it can be connected to.
            BufReader::new(told)
                .read_line(&mut display)
                .map_err(|error| {
                    Failure::new(format!("Xvfb did not tell its display: {error}."))
                })?;
        }
        let path = folder.join("Xvfb_screen0");
        let (file, begin) = open(&path)?;
        Ok(Self {
            server,
            display: format!(":{}", display.trim()),
            file,
            begin,
        })
    }

    /// The pixels as they are now.
    pub fn look(&mut self) -> Outcome<Vec<u8>> {
        let mut pixels = Vec::new();
        self.file
            .seek(SeekFrom::Start(self.begin))
            .and_then(|_| self.file.read_to_end(&mut pixels))
            .map_err(|error| Failure::new(format!("Cannot read the frame buffer: {error}.")))?;
        Ok(pixels)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.server.id()) {
            process::end_tree(pid);
        }
        // Already ended; this only takes the zombie away.
        let _ = self.server.wait();
    }
}

/// The file and where its pixels begin, after an X window dump's header (words of
/// 32 bits, the first its length, the twentieth the number of colours) and
/// colours of 12 bytes.
fn open(path: &PathBuf) -> Outcome<(File, u64)> {
    let failure = |error| Failure::file("read", path, &error);
    let mut file = File::open(path).map_err(failure)?;
    let mut header = [0; 80];
    file.read_exact(&mut header).map_err(failure)?;
    let word = |at: usize| {
        let bytes = [
            header[4 * at],
            header[4 * at + 1],
            header[4 * at + 2],
            header[4 * at + 3],
        ];
        u64::from(u32::from_be_bytes(bytes))
    };
    Ok((file, word(0) + 12 * word(19)))
}
