//! The arrows between the rooms of the UI, read from their imports.

use crate::File;

/// A room under `ui/src`, the rooms it may import, and the packages it may.
struct Room {
    name: &'static str,
    rooms: &'static [&'static str],
    packages: Packages,
}

enum Packages {
    Only(&'static [&'static str]),
    AllButTheDesktop,
}

/// The desktop is behind one door.
const DESKTOP: &str = "@tauri-apps";

const FEATURES: &str = "features";

const ROOMS: [Room; 9] = [
    Room { name: "contract", rooms: &[], packages: Packages::Only(&[]) },
    Room { name: "host", rooms: &["contract"], packages: Packages::Only(&[DESKTOP]) },
    Room { name: "messages", rooms: &["contract"], packages: Packages::Only(&["svelte"]) },
    Room {
        name: "shared",
        rooms: &["contract", "messages"],
        packages: Packages::Only(&["svelte", "bits-ui"]),
    },
    Room {
        name: "markdown",
        rooms: &["contract", "messages", "shared"],
        packages: Packages::AllButTheDesktop,
    },
    Room { name: "json", rooms: &["contract", "messages", "shared"], packages: Packages::AllButTheDesktop },
    Room {
        name: FEATURES,
        rooms: &["contract", "host", "json", "markdown", "messages", "shared"],
        packages: Packages::Only(&["svelte", "bits-ui"]),
    },
    // The rooms put together.
    Room {
        name: "app",
        rooms: &["contract", FEATURES, "host", "json", "markdown", "messages", "shared"],
        packages: Packages::AllButTheDesktop,
    },
    // main.ts, which lies in no folder.
    Room { name: "", rooms: &["app", "host", "messages", "shared"], packages: Packages::AllButTheDesktop },
];

/// Names the edges that must not be.
pub(crate) fn forbidden(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        let Some(place) = path.strip_prefix("ui/src/") else { continue };
        let Some(room) = ROOMS.iter().find(|room| room.name == room_of(place)) else {
            found.push(format!("{path} is in no room: give it one in xtask/tests/floors/modules.rs"));
            continue;
        };
        for import in text.lines().filter_map(imported) {
            let ok = if import.starts_with('.') {
                may_import(room, place, &resolved(place, import))
            } else {
                may_use(room, package(import), is_for_tests(place))
            };
            if !ok {
                found.push(format!("{path} → {import}"));
            }
        }
    }
    found
}

fn may_import(room: &Room, place: &str, target: &str) -> bool {
    let to = room_of(target);
    if to == room.name {
        return to != FEATURES || feature_of(place) == feature_of(target);
    }
    room.rooms.contains(&to)
}

/// A test, or what tests share.
fn is_for_tests(place: &str) -> bool {
    [".test.ts", ".testing.ts"].iter().any(|end| place.ends_with(end))
}

/// Tests may use what tests are written with, in every room.
fn may_use(room: &Room, package: &str, in_a_test: bool) -> bool {
    match room.packages {
        Packages::Only(packages) if packages.contains(&package) => true,
        Packages::Only(_) => in_a_test && package != DESKTOP,
        Packages::AllButTheDesktop => package != DESKTOP,
    }
}

/// "chat" of "features/chat/Log.svelte"; nothing for a file that lies directly in `ui/src`.
fn room_of(place: &str) -> &str {
    place.split_once('/').map_or("", |(room, _)| room)
}

fn feature_of(place: &str) -> Option<&str> {
    place.split('/').nth(1)
}

/// "@scope" of "@scope/name/file", "name" of "name/file".
fn package(import: &str) -> &str {
    import.split('/').next().unwrap_or(import)
}

/// The path under `ui/src` a relative import leads to.
fn resolved(place: &str, import: &str) -> String {
    let mut folders: Vec<&str> = place.split('/').collect();
    folders.pop();
    for step in import.split('/') {
        match step {
            "." => {}
            ".." => drop(folders.pop()),
            name => folders.push(name),
        }
    }
    // A folder stands for the index in it, so that "../host" is in the room "host".
    if let [room] = folders[..]
        && ROOMS.iter().any(|known| known.name == room)
    {
        folders.push("index");
    }
    folders.join("/")
}

/// What a line imports: `import … from 'x'`, `} from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`.
fn imported(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with("//") || line.starts_with('*') {
        return None;
    }
    [" from ", "import ", "import("].iter().find_map(|before| {
        let quoted = line.split_once(before)?.1.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        quoted.split(quote).nth(1)
    })
}

fn of(path: &str, text: &str) -> Vec<String> {
    forbidden(&[(format!("ui/src/{path}"), text.to_owned())])
}

#[test]
fn only_the_host_knows_the_desktop() {
    let line = "import { invoke } from '@tauri-apps/api/core';";
    assert!(of("host/tauri.ts", line).is_empty());
    for path in ["features/chat/state.svelte.ts", "markdown/blocks.ts", "main.ts", "shared/shared.test.ts"] {
        assert_eq!(of(path, line), [format!("ui/src/{path} → @tauri-apps/api/core")]);
    }
}

#[test]
fn no_feature_imports_another() {
    assert!(of("features/chat/Log.svelte", "import Message from './Message.svelte';").is_empty());
    let found = of("features/chat/Log.svelte", "  import Sidebar from '../sidebar/Sidebar.svelte';");
    assert_eq!(found, ["ui/src/features/chat/Log.svelte → ../sidebar/Sidebar.svelte"]);
}

#[test]
fn features_use_the_rooms_below_them() {
    let text = "import { host } from '../../host';\nimport Button from '../../shared/Button.svelte';\n\
                import { Dialog } from 'bits-ui';\nimport { tick } from 'svelte';";
    assert!(of("features/settings/Settings.svelte", text).is_empty());
    assert_eq!(
        of("features/chat/a.ts", "import { marked } from 'marked';"),
        ["ui/src/features/chat/a.ts → marked"]
    );
}

#[test]
fn the_lower_rooms_do_not_look_up() {
    assert_eq!(of("markdown/a.ts", "import { host } from '../host';"), ["ui/src/markdown/a.ts → ../host"]);
    assert_eq!(
        of("shared/a.ts", "import x from '../features/chat/x';"),
        ["ui/src/shared/a.ts → ../features/chat/x"]
    );
    assert_eq!(of("host/a.ts", "import { onMount } from 'svelte';"), ["ui/src/host/a.ts → svelte"]);
    assert_eq!(of("contract/index.ts", "export * from '../host';"), ["ui/src/contract/index.ts → ../host"]);
}

#[test]
fn tests_may_use_what_tests_are_written_with() {
    let line = "import { test } from 'vitest';";
    assert!(of("host/lines.test.ts", line).is_empty());
    assert_eq!(of("host/lines.ts", line), ["ui/src/host/lines.ts → vitest"]);
}

#[test]
fn an_import_over_several_lines_or_at_a_later_time_is_seen() {
    assert_eq!(of("host/a.ts", "import {\n  a,\n} from \"svelte\";"), ["ui/src/host/a.ts → svelte"]);
    assert_eq!(of("host/a.ts", "const a = await import('svelte');"), ["ui/src/host/a.ts → svelte"]);
    assert!(of("host/a.ts", "// import a from 'svelte'").is_empty());
}

#[test]
fn a_file_in_no_room_is_reported() {
    assert_eq!(of("utils/a.ts", "").len(), 1);
}
