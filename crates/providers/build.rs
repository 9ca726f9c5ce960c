//! Lists the vendor files for the crate to embed, and reads each one first: a file with a mistake
//! fails the build here, with its name and line.

#[path = "src/vendor.rs"]
#[allow(unreachable_pub, reason = "it is public in the crate, which shares this file")]
mod vendor;

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=vendors");
    match list_vendors() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn list_vendors() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("vendors");

    let mut vendors = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let vendor: vendor::Vendor = toml::from_str(&fs::read_to_string(&path)?)
            .map_err(|problem| format!("{}: {problem}", path.display()))?;
        if path.file_stem().is_none_or(|stem| *stem != *vendor.id) {
            return Err(
                format!("{}: the file is not named after its id `{}`", path.display(), vendor.id).into()
            );
        }
        vendors.push((vendor.order, path));
    }
    vendors.sort();

    let mut list = String::from("[\n");
    for (_, path) in &vendors {
        writeln!(list, "    include_str!({:?}),", path.display().to_string())?;
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("vendors.rs"), list)?;
    Ok(())
}
