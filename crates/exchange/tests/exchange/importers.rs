//! Each program's export, as conversations.

use runnel_exchange::{Format, Reason, Report};

use crate::fixtures::{self, pixel};
use crate::outline::outline;
use crate::taken::{Taken, from_bytes};

fn taken(bytes: &[u8]) -> Taken {
    from_bytes(bytes).unwrap()
}

fn outlines(taken: &Taken) -> Vec<String> {
    taken.conversations.iter().map(outline).collect()
}

fn left_out(report: &Report) -> Vec<(Reason, &str, &str)> {
    let told = report.left_out.iter().map(|one| (one.reason, one.message.as_deref(), one.what.as_deref()));
    told.map(|(reason, message, what)| (reason, message.unwrap_or_default(), what.unwrap_or_default()))
        .collect()
}

#[test]
fn chatgpt_keeps_branches_thoughts_pictures_and_what_was_told_in_the_settings() {
    let taken = taken(&fixtures::chatgpt());
    let all = outlines(&taken);
    assert_eq!(
        all[0],
        "Some(\"Tides\")\n\
         system: I sail.\n\nAnswer briefly.\n\
         * user @64510: <image/png> | 潮汐是什么？\n\
         \x20 * openai/o3 @64511: [The Moon⏎⏎It pulls.] | web.search({\"q\":\"tides\"}) | The Moon **pulls** the sea. | ^https://example.org/tides\n\
         \x20 - openai/gpt-4o (length) @64600: Waves that\n"
    );
    assert_eq!(all[1], "Some(\"Lost\")\n* user @64901: Still there?\n");
    assert_eq!(taken.pictures.values().collect::<Vec<_>>(), [&pixel()]);
    assert_eq!(taken.report.formats, [Format::ChatGpt]);
    assert_eq!((taken.report.conversations, taken.report.messages, taken.report.pictures), (2, 4, 1));
    assert_eq!(
        left_out(&taken.report),
        [
            (Reason::ToolResult, "n4b", "tether_browsing_display"),
            (Reason::Empty, "", "Nothing said"),
            (Reason::PictureMissing, "m1", "file_none"),
            (Reason::Media, "m1", "audio_asset_pointer"),
            (Reason::ParentMissing, "m1", ""),
            (Reason::NotAConversation, "", ""),
        ]
    );
    assert_eq!(taken.report.left_out[0].conversation, Some(taken.conversations[0].id));
    assert_eq!(taken.report.left_out[2].title.as_deref(), Some("Lost"));
    assert_eq!(taken.report.count(Reason::Media), 1);
}

#[test]
fn claude_keeps_branches_thinking_and_what_was_pasted() {
    let taken = taken(&fixtures::claude());
    assert_eq!(
        outlines(&taken),
        [
            "Some(\"Bread\")\n\
             * user @64520: How long does it rise? | recipe.txt⏎⏎```⏎500 g flour⏎```\n\
             \x20 * anthropic/claude @64525: [Warm or cold?] | web_search({\"query\":\"rise\"}) | An hour. | ^https://example.org/dough\n\
             \x20   * user @64645: A long paste.\n\
             \x20 - anthropic/claude @64585: Two hours.\n",
            "None\n* user @69601: Old?\n  * anthropic/claude @69602: Yes.\n",
        ]
    );
    assert_eq!(
        left_out(&taken.report),
        [(Reason::PictureMissing, "q1", "loaf.jpg"), (Reason::ToolResult, "a1", "web_search")]
    );
}

#[test]
fn open_webui_keeps_the_answers_of_several_models_and_takes_their_thinking_apart() {
    let taken = taken(include_bytes!("../fixtures/open_webui.json"));
    assert_eq!(
        outlines(&taken),
        [
            "Some(\"Stars\")\n\
             system: You are an astronomer.\n\
             * user @64510: Why do they twinkle? | <image/png>\n\
             \x20 * open-webui/llama3 (failed: the model is not there) @64510: \n\
             \x20 - open-webui/qwen3:8b @64511: [Air moves.⏎It bends light: 1 < n.] | lookup({\"q\": 1}) | The air *moves*. | ^https://example.org/air\n",
            "Some(\"Before trees\")\n* user @64500: Hi\n  * open-webui/unknown (interrupted) @64500: [greet] | Hello\n",
        ]
    );
    assert_eq!(
        left_out(&taken.report),
        [
            (Reason::PictureMissing, "w1", "0f0f0f0f-aaaa"),
            (Reason::File, "w1", "notes.pdf"),
            (Reason::ToolResult, "w2", "lookup"),
        ]
    );
}

#[test]
fn nextchat_keeps_pictures_of_both_kinds_and_reads_what_a_browser_showed_as_time() {
    let taken = taken(include_bytes!("../fixtures/nextchat.json"));
    assert_eq!(
        outlines(&taken),
        ["Some(\"Tea\")\n\
          system: You love tea.\n\
          * user @64520: Which tea is this? | <https://example.org/tea.jpg> | <image/png>\n\
          \x20 * openai/deepseek-reasoner @64529: lookup({\"leaf\":true}) | [leaves] | Oolong.\n\
          \x20   * user @64700: Sure?\n\
          \x20     * openai/gpt-4o-mini (failed: NextChat) @64701: {\"error\":true}\n"]
    );
    assert_eq!(left_out(&taken.report), [(Reason::Empty, "", "New Conversation")]);
}

#[test]
fn chatbox_keeps_forks_within_forks_and_threads_as_conversations() {
    let taken = taken(include_bytes!("../fixtures/chatbox.json"));
    assert_eq!(
        outlines(&taken),
        [
            "Some(\"Maps\")\n\
             system: You draw maps.\n\
             * user @64520: North? | <image/png> | https://example.org/map\n\
             \x20 * openai/gpt-4o @64525: [moss] | compass({\"true\":1}) | Up.\n\
             \x20 - siliconflow/Qwen/Qwen3-8B (failed: cut) @64530: Down.\n\
             \x20   - user @64540: No!\n",
            "Some(\"Earlier maps\")\n\
             * user @1: South?\n\
             \x20 * siliconflow/Qwen/Qwen3-8B @2: [sun] | Down.\n",
        ]
    );
    assert_eq!(
        left_out(&taken.report),
        [
            (Reason::PictureMissing, "y-1", "picture:2"),
            (Reason::File, "y-1", "map.pdf"),
            (Reason::ToolResult, "y-2", "compass")
        ]
    );
}

#[test]
fn cherry_studio_keeps_the_answers_beside_each_other_and_goes_on_from_the_chosen_one() {
    let taken = taken(&fixtures::cherry_studio());
    assert_eq!(
        outlines(&taken),
        [
            "Some(\"Soup\")\n\
             system: You cook.\n\
             * user @64520: 汤怎么做？ | <image/png>\n\
             \x20 * dashscope/qwen3-max @64523: [broth] | recipes({\"q\":\"soup\"}) | 慢慢煮。 | ^https://example.org/soup\n\
             \x20   * user @64580: And then?\n\
             \x20     * dashscope/qwen3-max (stopped) @64582: Then you\n\
             \x20 - zhipu/glm-4 (failed: no quota) @64523: \n",
            "None\n* user @42120: Salt?\n  * cherry-studio/gpt-4 @42121: [taste] | A little.\n",
        ]
    );
    assert_eq!(
        left_out(&taken.report),
        [(Reason::ToolResult, "h-2", "recipes"), (Reason::Damaged, "h-5", "")]
    );
}

#[test]
fn jan_keeps_what_its_lines_say_and_tells_of_a_damaged_one() {
    let taken = taken(&fixtures::jan());
    assert_eq!(
        outlines(&taken),
        ["Some(\"Rivers\")\n\
          system: Speak of rivers.\n\
          * user @64510: Which is longest? | <image/png>\n\
          \x20 * llamacpp/qwen3-8b (stopped) @64512: [Nile or Amazon] | measure({\"river\":\"Nile\"}) | The Nile.\n"]
    );
    assert_eq!(
        left_out(&taken.report),
        [(Reason::ToolResult, "01B", "measure"), (Reason::Damaged, "", "messages.jsonl:3")]
    );
}

#[test]
fn lobechat_keeps_topics_apart_and_an_answer_that_was_said_in_pieces_together() {
    let taken = taken(include_bytes!("../fixtures/lobechat.json"));
    assert_eq!(
        outlines(&taken),
        [
            "None\n* user @64530: Alone\n  * lobechat/unknown (failed: no key) @64531: \n",
            "Some(\"Spring\")\n\
             system: You rhyme.\n\
             * user @64510: 写一句诗\n\
             \x20 * dashscope/qwen-max @64512: [rhyme] | 春眠不觉晓\n\
             \x20   * user @64520: Whose is it?\n\
             \x20     * openai/gpt-4o @64522: [look] | web/search({\"q\":\"x\"}) | Found it. | ^https://example.org/poem\n",
        ]
    );
    assert_eq!(
        left_out(&taken.report),
        [(Reason::PictureMissing, "l-1", "file-gone"), (Reason::ToolResult, "l-5", "")]
    );
}

#[test]
fn lobechat_is_read_from_its_tables_too() {
    let taken = taken(include_bytes!("../fixtures/lobechat_tables.json"));
    assert_eq!(
        outlines(&taken),
        ["Some(\"Kind\")\n\
          system: Be kind.\n\
          * user @64520: Warm? | <https://example.org/sun.png>\n\
          \x20 * anthropic/claude-sonnet @64521: Yes.\n"]
    );
    assert_eq!(left_out(&taken.report), [(Reason::File, "p-1", "sun.pdf")]);
}

#[test]
fn our_own_files_are_taken_record_by_record() {
    let taken = taken(&fixtures::own());
    assert_eq!(taken.conversations[0].records.len(), 4);
    assert_eq!(taken.conversations[0].id.to_string(), "0197a001-0000-7000-8000-00000000c0de");
    assert_eq!(taken.pictures.values().collect::<Vec<_>>(), [&pixel()]);
    let name = "conversations/0197a001-0000-7000-8000-00000000c0de.jsonl:5";
    assert_eq!(left_out(&taken.report), [(Reason::Damaged, "", name)]);
}

#[test]
fn chatbox_in_an_archive_is_what_it_is_outside() {
    let json = include_bytes!("../fixtures/chatbox.json");
    let archived = fixtures::archive(&[("chatbox-exported-data-2026-1-2.json", json)]);
    assert_eq!(taken(&archived).conversations, taken(json).conversations);
}

#[test]
fn a_folder_is_read_like_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let thread = folder.path().join("threads/1709564500");
    std::fs::create_dir_all(&thread).unwrap();
    std::fs::write(thread.join("thread.json"), include_bytes!("../fixtures/jan_thread.json")).unwrap();
    std::fs::write(thread.join("messages.jsonl"), include_bytes!("../fixtures/jan_messages.jsonl")).unwrap();
    let from_folder = crate::taken::from(folder.path()).unwrap();
    assert_eq!(from_folder.conversations, taken(&fixtures::jan()).conversations);
}

#[test]
fn progress_is_told_to_the_end() {
    for (name, bytes) in fixtures::all() {
        let taken = taken(&bytes);
        let last = taken.progress.last().unwrap();
        assert_eq!(last.done, last.total, "{name}");
        assert!(taken.progress.windows(2).all(|two| two[0].done <= two[1].done), "{name}");
    }
}
