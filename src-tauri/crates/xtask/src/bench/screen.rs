//! A desktop that nobody sees: a display whose pixels can be read (Xvfb keeps its
//! frame buffer in a file), and a session bus, as there is one wherever a person
//! starts a program. Without it each program would start one of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{self, command, quiet};

/// Pixels in a row.
pub const WIDTH: usize = 1280;
/// Rows.
pub const HEIGHT: usize = 800;

/// A running Xvfb and a session bus.
pub struct Screen {
    // Ended in this order.
    _bus: Server,
    _server: Server,
    display: String,
    bus_address: String,
    file: File,
    begin: u64,
}

impl Screen {
    /// Starts both, and what every program with a window asks for first.
    pub fn start(place: &Place) -> Outcome<Self> {
        // One for each server: an ending one takes its file away.
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = place.target.join(format!("xtask/screen-{number}"));
        fs::create_dir_all(&folder).map_err(|error| Failure::file("create", &folder, &error))?;
        let mut xvfb = command(place, "Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{WIDTH}x{HEIGHT}x24"))
            .arg("-fbdir")
            .arg(&folder);
        let (server, number) = told(&mut xvfb, "Xvfb")?;
        let display = format!(":{number}");
        let mut daemon = command(place, "dbus-daemon");
        daemon
            .args(["--session", "--nofork", "--print-address=1"])
            .env("DISPLAY", &display);
        let (bus, bus_address) = told(&mut daemon, "dbus-daemon")?;
        // The bus of accessibility is up long before anybody starts a program. Where
        // it is not installed there is nothing to wait for.
        let _ = quiet(
            command(place, "dbus-send")
                .env("DBUS_SESSION_BUS_ADDRESS", &bus_address)
                .args(["--session", "--print-reply", "--dest=org.a11y.Bus"])
                .args(["/org/a11y/bus", "org.a11y.Bus.GetAddress"]),
            "Asking for the bus of accessibility",
        );
        let path = folder.join("Xvfb_screen0");
        let (file, begin) = open(&path)?;
        Ok(Self {
            _bus: bus,
            _server: server,
            display,
            bus_address,
            file,
            begin,
        })
    }

    /// What a program needs to know to come up here.
    pub fn variables(&self) -> [(&'static str, &str); 2] {
        [
            ("DISPLAY", &self.display),
            ("DBUS_SESSION_BUS_ADDRESS", &self.bus_address),
        ]
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

/// A program that ends with its value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.0.id()) {
            process::end_tree(pid);
        }
        // Already ended; this only takes the zombie away.
        let _ = self.0.wait();
    }
}

/// Starts a server, and gives the line that it says once it can be connected to.
fn told(server: &mut Command, name: &str) -> Outcome<(Server, String)> {
    let child = server
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::new(format!("Cannot start {name}: {error}.")))?;
    let mut server = Server(child);
    let mut line = String::new();
    if let Some(stdout) = server.0.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(|error| Failure::new(format!("{name} did not say where it is: {error}.")))?;
    }
    Ok((server, line.trim().to_owned()))
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
