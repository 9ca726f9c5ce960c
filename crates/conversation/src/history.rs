//! What of a conversation goes along with the next question.

use crate::{Message, MessageBody};

/// The messages of the last `rounds` rounds of `path`, oldest first; all of them for `None`.
///
/// A round is a question with whatever answers it. `path` ends with the question that is being
/// asked, which is not counted and always goes along.
pub fn last_rounds(path: &[Message], rounds: Option<u32>) -> &[Message] {
    let Some(rounds) = rounds else {
        return path;
    };
    let questions =
        path.iter().enumerate().rev().filter(|(_, message)| matches!(message.body, MessageBody::User { .. }));
    let start = questions.map(|(index, _)| index).nth(rounds as usize).unwrap_or(0);
    path.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Ending, Part, RecordId, Timestamp, Timing};

    fn path(roles: &str) -> Vec<Message> {
        let message = |(index, role): (usize, char)| {
            let parts = vec![Part::Text { text: index.to_string() }];
            Message {
                id: RecordId::from(uuid::Uuid::from_u128(index as u128)),
                parent: None,
                at: Timestamp(0),
                body: if role == 'u' {
                    MessageBody::User { parts }
                } else {
                    MessageBody::Assistant {
                        parts,
                        answer: Answer {
                            provider: String::new(),
                            model: String::new(),
                            ending: Ending::Stopped,
                            usage: None,
                            timing: Timing::default(),
                            cost: None,
                            adjustments: Vec::new(),
                        },
                    }
                },
            }
        };
        roles.chars().enumerate().map(message).collect()
    }

    fn sent(roles: &str, rounds: Option<u32>) -> String {
        last_rounds(&path(roles), rounds).iter().map(Message::text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn everything_goes_along_by_default() {
        assert_eq!(sent("uauau", None), "0 1 2 3 4");
    }

    #[test]
    fn the_last_rounds_and_the_new_question_go_along() {
        assert_eq!(sent("uauau", Some(1)), "2 3 4");
        assert_eq!(sent("uauau", Some(0)), "4");
        assert_eq!(sent("uauau", Some(9)), "0 1 2 3 4");
    }

    #[test]
    fn a_question_without_an_answer_is_a_round_too() {
        assert_eq!(sent("uauu", Some(1)), "2 3");
    }
}
