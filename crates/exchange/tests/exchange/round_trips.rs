//! What was imported, exported and imported again.

use std::collections::BTreeMap;

use runnel_exchange::export::{Archive, Export, ExportFormat, ExportLanguage};
use runnel_exchange::{Imported, TimeZone};

use crate::fixtures;
use crate::taken::{Taken, from_bytes};

type Said = BTreeMap<String, (Option<String>, BTreeMap<String, String>)>;

/// Everything that conversations say, whatever program they came from.
fn said(conversations: &[Imported]) -> Said {
    let records = |imported: &Imported| {
        let json = |record| serde_json::to_string(record).unwrap();
        imported.records.iter().map(|record| (record.id.to_string(), json(record))).collect()
    };
    conversations
        .iter()
        .map(|imported| (imported.id.to_string(), (imported.title.clone(), records(imported))))
        .collect()
}

fn export(taken: &dyn Fn(&str) -> Option<Vec<u8>>) -> Export<'_> {
    let (format, language) = (ExportFormat::Json, ExportLanguage::English);
    Export { format, language, zone: TimeZone::UTC, pictures: taken }
}

/// A title that nobody gave is made from the first question, here and there.
fn without_made_up_titles(mut said: Said, of: &Taken) -> Said {
    for untitled in of.conversations.iter().filter(|imported| imported.title.is_none()) {
        said.get_mut(&untitled.id.to_string()).unwrap().0 = None;
    }
    said
}

#[test]
fn every_import_comes_back_from_json_as_it_was() {
    for (name, bytes) in fixtures::all() {
        let taken = from_bytes(&bytes).unwrap();
        let picture = |hash: &str| taken.pictures.get(hash).cloned();
        let mut again = Vec::new();
        let mut pictures = BTreeMap::new();
        for imported in &taken.conversations {
            let mut json = Vec::new();
            export(&picture).one(imported.id, &imported.records, &mut json).unwrap();
            let back = from_bytes(&json).unwrap();
            again.extend(back.conversations);
            pictures.extend(back.pictures);
        }
        assert_eq!(without_made_up_titles(said(&again), &taken), said(&taken.conversations), "{name}");
        assert_eq!(pictures, taken.pictures, "{name}");
    }
}

#[test]
fn all_of_them_come_back_from_one_archive() {
    for (name, bytes) in fixtures::all() {
        let taken = from_bytes(&bytes).unwrap();
        let picture = |hash: &str| taken.pictures.get(hash).cloned();
        let mut archive = Archive::new(export(&picture), Vec::new());
        for imported in &taken.conversations {
            archive.add(imported.id, &imported.records).unwrap();
        }
        let back = from_bytes(&archive.finish().unwrap()).unwrap();
        assert_eq!(
            without_made_up_titles(said(&back.conversations), &taken),
            said(&taken.conversations),
            "{name}"
        );
        assert_eq!(back.pictures, taken.pictures, "{name}");
    }
}

#[test]
fn all_of_them_come_back_from_our_own_files() {
    for (name, bytes) in fixtures::all() {
        let taken = from_bytes(&bytes).unwrap();
        let file = |imported: &Imported| {
            let lines = imported.records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n");
            (format!("conversations/{}.jsonl", imported.id), lines.collect::<String>().into_bytes())
        };
        let mut files: Vec<_> = taken.conversations.iter().map(file).collect();
        files.extend(
            taken.pictures.iter().map(|(hash, bytes)| (format!("attachments/{hash}"), bytes.clone())),
        );
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let back = from_bytes(&fixtures::archive(&files)).unwrap();
        assert_eq!(
            without_made_up_titles(said(&back.conversations), &taken),
            said(&taken.conversations),
            "{name}"
        );
        assert_eq!(back.pictures, taken.pictures, "{name}");
    }
}
