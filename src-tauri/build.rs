//! Tells Tauri where the capabilities live: the package is at the root, they are not.

fn main() {
    // A capabilities pattern of our own turns off tauri-build's watch on the folder.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
