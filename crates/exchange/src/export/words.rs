//! The words around a conversation.

use super::ExportLanguage;

/// All of them, in one language.
pub(super) struct Words {
    /// As HTML names the language.
    pub(super) language: &'static str,
    pub(super) untitled: &'static str,
    pub(super) you: &'static str,
    pub(super) assistant: &'static str,
    pub(super) system: &'static str,
    pub(super) thinking: &'static str,
    pub(super) sources: &'static str,
    pub(super) tool: &'static str,
    pub(super) picture: &'static str,
    pub(super) picture_missing: &'static str,
    pub(super) sound: &'static str,
    pub(super) film: &'static str,
    pub(super) stopped: &'static str,
    pub(super) failed: &'static str,
    pub(super) interrupted: &'static str,
    pub(super) folder: &'static str,
    pub(super) tags: &'static str,
    pub(super) tokens: &'static str,
    pub(super) branch: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    untitled: "Conversation",
    you: "You",
    assistant: "Assistant",
    system: "System prompt",
    thinking: "Thinking",
    sources: "Sources",
    tool: "Tool",
    picture: "Picture",
    picture_missing: "A picture that is no longer there",
    sound: "Sound",
    film: "Film",
    stopped: "Stopped",
    failed: "Failed",
    interrupted: "Interrupted",
    folder: "Folder",
    tags: "Tags",
    tokens: "tokens",
    branch: "Branch",
};

const CHINESE: Words = Words {
    language: "zh-CN",
    untitled: "对话",
    you: "我",
    assistant: "助手",
    system: "系统提示词",
    thinking: "思考过程",
    sources: "来源",
    tool: "工具",
    picture: "图片",
    picture_missing: "图片已不存在",
    sound: "音频",
    film: "视频",
    stopped: "已停止",
    failed: "失败",
    interrupted: "已中断",
    folder: "文件夹",
    tags: "标签",
    tokens: "词元",
    branch: "分支",
};

impl ExportLanguage {
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }
}
