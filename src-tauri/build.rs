//! Compiles the permission files and capabilities into the program. They are
//! written by hand: one permission file an area, one permission an intent.

// Cargo reads what a build script prints.
#![allow(clippy::print_stdout)]

fn main() {
    // Tauri tells Cargo of the places it knows itself; ours are others.
    for folder in ["src-tauri/permissions", "src-tauri/capabilities"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(
            tauri_build::AppManifest::new()
                .permissions_path_pattern("./src-tauri/permissions/*.toml"),
        );
    if let Err(error) = tauri_build::try_build(attributes) {
        // Cargo shows the panic's text; there is nobody else to tell here.
        panic!("{error:#}");
    }
}
