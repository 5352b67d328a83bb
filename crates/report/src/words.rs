//! The report's own few words: headings, labels and the sentences about how much was read.
//! What is known about tricks, signals and help comes from the packs, through [`crate::Texts`].

use chats::Moment;
use text::Language;

use crate::{ConversationReport, FirstAlertReport, Hearing, Report, SourceReport, when};

/// The report's own words in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

macro_rules! labels {
    ($($name:ident: $vi:literal, $en:literal;)*) => {
        impl Words {
            $(pub(crate) fn $name(self) -> &'static str {
                match self.0 { Language::Vi => $vi, Language::En => $en }
            })*
        }
    };
}

labels! {
    product: "Lá Chắn", "Lá Chắn";
    title: "Báo cáo đọc trò chuyện", "Report on a conversation";
    overview: "Tóm tắt", "In short";
    looks_like: "Cuộc trò chuyện này giống", "What this conversation looks like";
    may_also_be: "Cũng có nét giống", "It also has something of";
    reasons: "Những lời cho thấy điều đó", "The messages that say so";
    first_alert: "Có thể báo sớm từ khi nào", "When a warning was first due";
    mitigations: "Điều khiến bớt lo", "What speaks against it";
    guidance: "Nên làm gì bây giờ, theo thứ tự", "What to do now, in this order";
    call: "Gọi cho ai, nhờ ai", "Whom to call or turn to";
    call_now: "Gọi", "Call";
    to_the_steps: "Xem các bước cần làm", "See what to do";
    limits: "Điều bản đọc này không biết được", "What this reading cannot know";
    file_notes: "Lưu ý về tệp này", "About this file";
    the_app: "Ứng dụng", "The app";
    untitled: "Cuộc trò chuyện", "Conversation";
    not_enough: "Chưa đủ để biết", "Not enough to tell";
    not_enough_means: "Những gì có ở đây chưa cho biết mọi chuyện có ổn hay không. Nếu trong lòng thấy lo, cứ nói với một người lớn mình tin.", "What is here does not tell whether all is well or not. If something feels wrong, talk to an adult you trust.";
    source: "Nguồn", "Source";
    checked: "kiểm tra ngày", "checked";
    child: "Trẻ", "The child";
    contact: "Bên kia", "The other side";
    page: "Trang", "Page";
    boxed: "Ô vuông thay cho biểu tượng cảm xúc hoặc chữ mà phông chữ của bản PDF này không có; bản HTML có đủ.", "A box stands for an emoji or letter that the font of this PDF lacks; the HTML report shows them all.";
    made_by: "Đọc bằng", "Read with";
    packs: "bộ dữ liệu", "packs";
    nothing_read: "Không có cuộc trò chuyện nào để đọc.", "There was no conversation to read.";
}

impl Words {
    /// Why it is not enough to tell.
    pub(crate) fn unheard(self, hearing: Hearing) -> &'static str {
        match (hearing, self.0) {
            (Hearing::Whole | Hearing::Incomplete, Language::Vi) => {
                "Cuộc trò chuyện này thiếu một số tin nhắn."
            }
            (Hearing::Whole | Hearing::Incomplete, Language::En) => {
                "Some messages of this conversation are missing."
            }
            (Hearing::Vanishing, Language::Vi) => "Ở đây có thể thiếu những tin đã tự biến mất.",
            (Hearing::Vanishing, Language::En) => {
                "Messages that have vanished may be missing here."
            }
            (Hearing::OneSided, Language::Vi) => "Ở đây chỉ có tin nhắn của một phía.",
            (Hearing::OneSided, Language::En) => "Only one side's messages are here.",
            (Hearing::OtherLanguage, Language::Vi) => {
                "Phần lớn ở đây có vẻ không phải tiếng Việt hay tiếng Anh."
            }
            (Hearing::OtherLanguage, Language::En) => {
                "Most of this seems to be neither Vietnamese nor English."
            }
            (Hearing::Silent, Language::Vi) => "Ở đây không có chữ nào để đọc.",
            (Hearing::Silent, Language::En) => "There are no words to read here.",
        }
    }

    /// A limit that holds for so many of several conversations.
    pub(crate) fn in_so_many(self, count: usize, limit: &str) -> String {
        format!("{}: {limit}", self.conversations(count))
    }

    /// A count with its thousands set apart: `4.812`, `4,812`.
    pub(crate) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let mut set_apart = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                set_apart.push(match self.0 {
                    Language::Vi => '.',
                    Language::En => ',',
                });
            }
            set_apart.push(digit);
        }
        set_apart
    }

    fn messages(self, count: usize) -> String {
        let number = self.number(count);
        match (self.0, count) {
            (Language::Vi, _) => format!("{number} tin nhắn"),
            (Language::En, 1) => "1 message".to_owned(),
            (Language::En, _) => format!("{number} messages"),
        }
    }

    fn conversations(self, count: usize) -> String {
        let number = self.number(count);
        match (self.0, count) {
            (Language::Vi, _) => format!("{number} cuộc trò chuyện"),
            (Language::En, 1) => "1 conversation".to_owned(),
            (Language::En, _) => format!("{number} conversations"),
        }
    }

    /// What was read: the format, how much, from when to when.
    pub(crate) fn read(self, source: &SourceReport) -> String {
        let mut parts = vec![source.format_title.clone(), self.messages(source.messages)];
        parts.extend(self.days(source.first, source.last));
        parts.retain(|part| !part.is_empty());
        parts.join(" · ")
    }

    /// How much a conversation holds, from when to when.
    pub(crate) fn extent(self, conversation: &ConversationReport) -> String {
        let mut parts = vec![self.messages(conversation.messages)];
        parts.extend(self.days(conversation.first, conversation.last));
        parts.join(" · ")
    }

    fn days(self, first: Option<Moment>, last: Option<Moment>) -> Option<String> {
        let first = when::day(first?, self.0);
        let last = when::day(last?, self.0);
        Some(if first == last { first } else { format!("{first} – {last}") })
    }

    /// What to call a conversation: its title, else who takes part.
    pub(crate) fn title_of(self, conversation: &ConversationReport) -> String {
        if let Some(title) = conversation.title.as_deref().filter(|title| !title.trim().is_empty())
        {
            return title.to_owned();
        }
        match conversation.participants.as_slice() {
            [] => self.untitled().to_owned(),
            some if some.len() <= 3 => some.join(", "),
            many => {
                let (shown, rest) = many.split_at(2);
                let others = match self.0 {
                    Language::Vi => format!("{} người khác", rest.len()),
                    Language::En => format!("{} others", rest.len()),
                };
                format!("{}, {others}", shown.join(", "))
            }
        }
    }

    /// Who was taken for whom; `None` where nobody was.
    pub(crate) fn sides(self, conversation: &ConversationReport) -> Option<String> {
        let child = conversation.child.as_ref().map(|name| format!("{}: {name}", self.child()));
        let contact =
            conversation.contact.as_ref().map(|name| format!("{}: {name}", self.contact()));
        let sides: Vec<String> = [child, contact].into_iter().flatten().collect();
        (!sides.is_empty()).then(|| sides.join(" · "))
    }

    /// Which message; `message` counts from 0, people count from 1.
    pub(crate) fn place(self, message: usize) -> String {
        let place = self.number(message.saturating_add(1));
        match self.0 {
            Language::Vi => format!("Tin {place}"),
            Language::En => format!("Message {place}"),
        }
    }

    /// Which message, by whom, when.
    pub(crate) fn which(self, message: usize, from: Option<&str>, at: Option<Moment>) -> String {
        let mut parts = vec![from.unwrap_or(self.the_app()).to_owned(), self.place(message)];
        parts.extend(at.map(|at| when::minute(at, self.0)));
        parts.join(" · ")
    }

    /// When a warning was first due, and after how much of the conversation.
    pub(crate) fn warned(self, alert: &FirstAlertReport, of: usize) -> String {
        let at = alert.at.map(|at| when::minute(at, self.0));
        let (place, of) = (self.number(alert.message.saturating_add(1)), self.number(of));
        match (self.0, at) {
            (Language::Vi, Some(at)) => {
                format!("Từ tin {place} trên {of} ({at}) các dấu hiệu đã đủ để báo.")
            }
            (Language::Vi, None) => {
                format!("Từ tin {place} trên {of} các dấu hiệu đã đủ để báo.")
            }
            (Language::En, Some(at)) => {
                format!("At message {place} of {of} ({at}) there were signs enough for a warning.")
            }
            (Language::En, None) => {
                format!("At message {place} of {of} there were signs enough for a warning.")
            }
        }
    }

    /// How many more telling messages there are than are shown.
    pub(crate) fn more_reasons(self, count: usize) -> String {
        let number = self.number(count);
        match (self.0, count) {
            (Language::Vi, _) => format!("Còn {number} tin nhắn khác cũng cho thấy điều này."),
            (Language::En, 1) => "1 more message says so.".to_owned(),
            (Language::En, _) => format!("{number} more messages say so."),
        }
    }

    /// How many conversations and messages were read, in one line.
    pub(crate) fn all_read(self, report: &Report) -> String {
        let conversations = self.conversations(report.conversations.len() + report.left_out);
        let messages = self.messages(report.source.messages);
        match self.0 {
            Language::Vi => format!("Đã đọc {conversations}, {messages}."),
            Language::En => format!("Read {conversations}, {messages}."),
        }
    }

    /// What is to be said of the conversations that are only counted.
    pub(crate) fn rest(self, whole: usize, unheard: usize, left_out: usize) -> Vec<String> {
        let mut lines = Vec::new();
        if whole > 0 {
            let conversations = self.conversations(whole);
            lines.push(match self.0 {
                Language::Vi => format!("{conversations}: chưa thấy dấu hiệu nào trong lời nhắn."),
                Language::En => format!("{conversations}: no sign seen in the messages."),
            });
        }
        if unheard > 0 {
            let conversations = self.conversations(unheard);
            lines.push(match self.0 {
                Language::Vi => format!(
                    "{conversations}: chưa đủ để biết, vì thiếu lời của một bên, thiếu tin nhắn \
                     hoặc không phải tiếng Việt hay tiếng Anh."
                ),
                Language::En => format!(
                    "{conversations}: not enough to tell, for one side or some messages are \
                     missing, or it is neither Vietnamese nor English."
                ),
            });
        }
        if left_out > 0 {
            let conversations = self.conversations(left_out);
            lines.push(match self.0 {
                Language::Vi => {
                    format!("{conversations}: dưới mức được chọn nên không hiện ở đây.")
                }
                Language::En => format!("{conversations}: below the chosen level, not shown here."),
            });
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_thousands_apart() {
        assert_eq!(Words(Language::Vi).number(0), "0");
        assert_eq!(Words(Language::Vi).number(4812), "4.812");
        assert_eq!(Words(Language::En).number(1_000_000), "1,000,000");
        assert_eq!(Words(Language::En).number(812), "812");
    }
}
