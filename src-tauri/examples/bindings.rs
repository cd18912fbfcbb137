//! Prints the TypeScript of the boundary, as checked in at
//! `ui/src/ipc/bindings.ts`.

use specta_typescript::Typescript;

#[allow(clippy::print_stdout, reason = "its output is the file")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = tempfile::Builder::new().suffix(".ts").tempfile()?;
    belay::specta::<tauri::Wry>().export(Typescript::default(), file.path())?;
    print!("{}", std::fs::read_to_string(file.path())?);
    Ok(())
}
