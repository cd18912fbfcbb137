//! Compiles the permission files and capabilities into the program. They are
//! written by hand: one permission file an area, one permission an intent.

fn main() {
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
