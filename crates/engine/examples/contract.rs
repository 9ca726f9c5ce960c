//! Writes the contract in TypeScript into the UI: `cargo xtask contract`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/contract/index.ts");
    std::fs::write(path, runnel_engine::typescript())
}
