//! Conversations, verdicts and texts made by hand, so that what is tested is the report alone.

use chats::{Context, Conversation, Format, Message, Moment, ParticipantId, Warning, WarningCode};
use report::{
    Assessed, Contact, EngineIdentity, LevelText, Limit, MitigationText, Origin, Report, RuleText,
    SignalText, StepReport, Texts, TrickText,
};
use risk::{Assessment, FirstAlert, Level, Mitigated, Reason, Trick, TrickGuess};
use signals::{By, Confidence, RuleId, Sign, Signal};
use text::{Language, Span};

/// The packs' part, in words that stay as they are.
pub(crate) struct Fixed(pub(crate) Language);

impl Fixed {
    fn pick(&self, vi: &str, en: &str) -> String {
        match self.0 {
            Language::Vi => vi.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    fn step(&self, step: &str, vi: &str, en: &str) -> StepReport {
        StepReport { step: step.to_owned(), text: self.pick(vi, en), contact: None }
    }
}

impl Texts for Fixed {
    fn language(&self) -> Language {
        self.0
    }

    fn level(&self, level: Level) -> LevelText {
        let (name, headline, meaning) = match level {
            Level::None => (
                self.pick("Chưa thấy dấu hiệu", "No sign found"),
                self.pick(
                    "Chưa thấy dấu hiệu nào trong những gì đã đọc.",
                    "No sign was found in what was read.",
                ),
                self.pick(
                    "Như vậy chưa có nghĩa là mọi chuyện đều ổn. Nếu trong lòng vẫn thấy lo, cứ \
                     nói với một người mình tin.",
                    "That does not mean that all is well. If something still feels wrong, talk to \
                     someone you trust.",
                ),
            ),
            Level::Watch | Level::Concern => (
                self.pick("Đáng lo", "Of concern"),
                self.pick(
                    "Nhiều dấu hiệu gộp lại thành một kiểu đáng lo.",
                    "Several signs form a pattern.",
                ),
                self.pick(
                    "Từng câu riêng lẻ có thể chẳng sao. Nói ra sớm thì việc còn nhỏ.",
                    "Each sentence alone may mean little. Spoken of early, it stays small.",
                ),
            ),
            Level::High | Level::Emergency => (
                self.pick("Nguy cơ cao", "High risk"),
                self.pick(
                    "Dấu hiệu rất rõ. Nên làm ngay hôm nay.",
                    "The signs are strong. Act today.",
                ),
                self.pick(
                    "Lá Chắn vẫn có thể nhầm, nhưng chờ thêm thì dễ thiệt hơn là làm các bước dưới \
                     đây. Người bị nhắm tới không có lỗi.",
                    "Lá Chắn may still be wrong, but waiting costs more than taking the steps \
                     below. Whoever was targeted is not to blame.",
                ),
            ),
        };
        LevelText { name, headline, meaning }
    }

    fn trick(&self, trick: Trick) -> TrickText {
        match trick {
            Trick::Sextortion => TrickText {
                name: self.pick("Tống tiền bằng ảnh", "Sextortion"),
                what: self.pick(
                    "Có người doạ tung ảnh riêng tư nếu không gửi tiền, gửi thêm ảnh hoặc làm theo \
                     lời.",
                    "Someone threatens to share a private picture unless they get money, more \
                     pictures or obedience.",
                ),
                harmless_if: self.pick(
                    "Có thể chỉ là đùa nếu lời doạ được rút lại ngay khi có người nói không thích.",
                    "It may be a joke if the threat is taken back as soon as someone says stop.",
                ),
            },
            _ => TrickText {
                name: self.pick("Dụ dỗ trên mạng", "Grooming"),
                what: self.pick(
                    "Có người lấy lòng tin của một em nhỏ để lợi dụng.",
                    "Someone wins a child's trust in order to abuse it.",
                ),
                harmless_if: self.pick(
                    "Có thể chỉ là chuyện thường nếu không ai phải giấu điều gì.",
                    "It may be ordinary if nothing has to be hidden.",
                ),
            },
        }
    }

    fn signal(&self, signal: Signal) -> SignalText {
        let (name, why) = match signal {
            Signal::Secrecy => (
                self.pick("Bắt giữ bí mật", "Secrecy"),
                self.pick(
                    "Người tốt không bắt một em nhỏ giấu người nhà.",
                    "Someone who means well does not ask a child to hide things from family.",
                ),
            ),
            Signal::ExposureThreat => (
                self.pick("Doạ tung ảnh, chuyện riêng", "Threat to expose"),
                self.pick(
                    "Lời doạ này là để em hoảng và làm theo. Gửi thêm thì họ thường đòi tiếp.",
                    "This threat is meant to cause panic and obedience. Giving in usually brings \
                     more demands.",
                ),
            ),
            Signal::MoneyAsk => (
                self.pick("Đòi tiền", "Asks for money"),
                self.pick(
                    "Đòi tiền hay thẻ cào kèm hối thúc là dấu hiệu thường gặp của lừa đảo.",
                    "Asking for money or card codes in a hurry is a common sign of a trap.",
                ),
            ),
            Signal::Distress => (
                self.pick("Em đang sợ", "Fear"),
                self.pick(
                    "Em đang sợ và cần có người ở bên.",
                    "The child is afraid and needs someone by its side.",
                ),
            ),
            _ => (
                self.pick("Lời khen dồn dập", "Flattery"),
                self.pick(
                    "Khen nhiều và sớm là cách lấy lòng tin nhanh.",
                    "Much praise early on is a quick way to win trust.",
                ),
            ),
        };
        SignalText { name, why }
    }

    fn rule(&self, rule: RuleId) -> Option<RuleText> {
        match rule {
            RuleId(1) => Some(RuleText {
                name: "secrecy/keep-between-us".to_owned(),
                explanation: Some(self.pick(
                    "Dặn giữ kín với ba mẹ là để em không có ai giúp.",
                    "Asking to keep it from parents leaves the child without help.",
                )),
            }),
            RuleId(2) => Some(RuleText {
                name: "exposure-threat/send-to-list".to_owned(),
                explanation: None,
            }),
            _ => None,
        }
    }

    fn mitigation(&self, name: &str) -> Option<MitigationText> {
        (name == "banter").then(|| MitigationText {
            name: self.pick("Trêu qua trêu lại", "Banter both ways"),
            explanation: self.pick(
                "Cả hai bên cùng trêu, cùng cười và không bên nào tỏ ra buồn hay sợ.",
                "Both sides tease and laugh, and neither seems hurt or afraid.",
            ),
        })
    }

    fn guidance(&self, assessment: &Assessment) -> Vec<StepReport> {
        if assessment.level < Level::Concern {
            return Vec::new();
        }
        vec![
            self.step(
                "stop",
                "Dừng trả lời. Không gửi thêm tiền, không gửi thêm ảnh.",
                "Stop replying. Send no money and no more pictures.",
            ),
            self.step(
                "keep",
                "Giữ lại lời doạ và tên tài khoản. Đừng xoá cuộc trò chuyện. Đừng chụp hay gửi ảnh \
                 riêng tư cho ai.",
                "Keep the threats and the account name. Do not delete the chat. Do not copy or \
                 pass on private pictures.",
            ),
            self.step(
                "report",
                "Báo cáo tài khoản đó ngay trong ứng dụng, rồi mới chặn.",
                "Report the account in the app, then block it.",
            ),
            StepReport {
                contact: Some(self.hotline()),
                ..self.step(
                    "tell",
                    "Kể với một người lớn mình tin, hoặc gọi 111.",
                    "Tell an adult you trust, or call 111.",
                )
            },
            StepReport {
                contact: Some(Contact {
                    name: "Take It Down".to_owned(),
                    number: None,
                    url: Some("https://takeitdown.ncmec.org".to_owned()),
                    source: "NCMEC".to_owned(),
                    checked: None,
                }),
                ..self.step(
                    "take-down",
                    "Nhờ gỡ ảnh bằng Take It Down. Ảnh không rời khỏi máy của mình.",
                    "Have pictures taken down with Take It Down. They do not leave your device.",
                )
            },
        ]
    }

    fn limit(&self, limit: Limit) -> String {
        match limit {
            Limit::General => self.pick(
                "Lá Chắn chỉ đọc chữ, có thể nhầm theo cả hai hướng, không biết ai là ai ngoài đời \
                 và không kết luận ai có lỗi.",
                "Lá Chắn reads only words, can be wrong either way, does not know who anyone is in \
                 real life and judges nobody.",
            ),
            Limit::OneSided => self.pick(
                "Ở đây chỉ có tin nhắn của một phía, nên không thấy dấu hiệu cũng chưa nói lên điều \
                 gì.",
                "Only one side's messages are here, so finding no sign says very little.",
            ),
            Limit::Incomplete => self.pick(
                "Cuộc trò chuyện này không đầy đủ. Điều quan trọng có thể nằm ở phần thiếu.",
                "This conversation is not complete. What matters may be in the missing part.",
            ),
            Limit::Vanishing => self.pick(
                "Có người đã bật tin nhắn tự xóa. Những tin đã tự xóa không còn ở đây.",
                "Someone set messages to vanish. What has vanished is not here.",
            ),
            Limit::Short => self.pick(
                "Mới có rất ít tin nhắn, nên kết quả này chỉ là phỏng đoán.",
                "There are very few messages, so this result is only a first guess.",
            ),
            Limit::OtherLanguage => self.pick(
                "Phần lớn không phải tiếng Việt hay tiếng Anh.",
                "Most of it is neither Vietnamese nor English.",
            ),
            Limit::SidesGuessed => self.pick(
                "Lá Chắn phải đoán câu nào của ai.",
                "Lá Chắn had to guess who wrote what.",
            ),
            Limit::NoSign => self.pick(
                "Chưa thấy dấu hiệu không giống với «không có chuyện gì».",
                "No sign found is not the same as nothing being wrong.",
            ),
        }
    }

    fn hotline(&self) -> Contact {
        Contact {
            name: self.pick(
                "Tổng đài điện thoại quốc gia bảo vệ trẻ em",
                "National child protection hotline",
            ),
            number: Some("111".to_owned()),
            url: None,
            source: "tongdai111.vn".to_owned(),
            checked: Some("2025-09-24".to_owned()),
        }
    }
}

/// 20:14 on 2 March 2026 in Ha Noi, and so many minutes later.
pub(crate) fn minute(later: i64) -> Option<Moment> {
    Some(Moment { unix_ms: 1_772_457_240_000 + later * 60_000, offset_minutes: 420 })
}

/// A conversation in which each message is a name and a text, a minute apart.
pub(crate) fn conversation(id: &str, messages: &[(&str, &str)]) -> Conversation {
    let mut conversation = Conversation { id: id.to_owned(), ..Conversation::default() };
    for (&(name, text), later) in messages.iter().zip(0..) {
        let from = Some(conversation.participant(name));
        conversation.messages.push(Message {
            from,
            at: minute(later),
            text: text.to_owned(),
            ..Message::default()
        });
    }
    conversation
}

/// A sign on the first place of `words` in `text`.
pub(crate) fn sign(signal: Signal, confidence: f32, by: By, text: &str, words: &str) -> Sign {
    let start = text.find(words).expect("the words are in the text");
    let span = Span { start: start as u32, end: (start + words.len()) as u32 };
    Sign { signal, confidence: Confidence::new(confidence), by, spans: vec![span] }
}

/// A threat to share pictures, in Vietnamese; high.
pub(crate) fn sextortion() -> (Conversation, Assessment) {
    let conversation = conversation(
        "m-bong",
        &[
            ("M", "chào Bống, em dễ thương quá 😊"),
            ("Bống", "dạ em cảm ơn ạ"),
            ("M", "chuyện này là bí mật của hai đứa mình thôi, đừng kể ba mẹ nghe nha 🤫"),
            ("Bống", "dạ"),
            (
                "M",
                "tối nay không chuyển 5 triệu thì ảnh của em sẽ được gửi cho cả lớp\nanh có danh \
                 sách bạn bè em đây rồi, nghĩ cho kỹ đi",
            ),
            ("Bống", "em sợ lắm"),
        ],
    );
    let text = |place: usize| conversation.messages[place].text.as_str();
    let assessment = Assessment {
        level: Level::High,
        tricks: vec![
            TrickGuess { trick: Trick::Sextortion, confidence: Confidence::new(0.934) },
            TrickGuess { trick: Trick::Grooming, confidence: Confidence::new(0.21) },
        ],
        first_alert: Some(FirstAlert { message: 2, at: minute(2), level: Level::Concern }),
        child: Some(ParticipantId(1)),
        contact: Some(ParticipantId(0)),
        reasons: vec![
            Reason {
                message: 0,
                signs: vec![sign(Signal::Flattery, 0.41, By::Ear, text(0), "em dễ thương quá 😊")],
            },
            Reason {
                message: 2,
                signs: vec![
                    sign(Signal::Secrecy, 0.9, By::Rule(RuleId(1)), text(2), "đừng kể ba mẹ"),
                    sign(Signal::Secrecy, 0.77, By::Ear, text(2), "bí mật của hai đứa mình"),
                ],
            },
            Reason {
                message: 4,
                signs: vec![
                    sign(
                        Signal::ExposureThreat,
                        0.97,
                        By::Rule(RuleId(2)),
                        text(4),
                        "ảnh của em sẽ được gửi cho cả lớp",
                    ),
                    sign(Signal::MoneyAsk, 0.88, By::Ear, text(4), "chuyển 5 triệu"),
                ],
            },
            Reason {
                message: 5,
                signs: vec![sign(Signal::Distress, 0.83, By::Ear, text(5), "sợ")],
            },
        ],
        mitigations: Vec::new(),
    };
    (conversation, assessment)
}

/// Nothing heard, but only one side is there.
pub(crate) fn one_sided() -> (Conversation, Assessment) {
    let mut conversation =
        conversation("dm-7", &[("Tí", "ok"), ("Tí", "mai gặp"), ("Tí", "u"), ("Tí", "vâng")]);
    conversation.context = Context { one_sided: true, ..Context::default() };
    (conversation, Assessment::default())
}

/// A few ordinary messages, with nothing heard.
pub(crate) fn everyday(id: &str) -> (Conversation, Assessment) {
    let lines = [("Mai", "mai thi toán đó"), ("Tí", "ừ"), ("Mai", "ôn chưa"), ("Tí", "rồi")];
    let mut conversation = conversation(id, &lines);
    conversation.messages.extend_from_within(..);
    conversation.title = Some(format!("Lớp 7A — {id}"));
    (conversation, Assessment::default())
}

/// Teasing that would be of concern, were it not both ways.
pub(crate) fn teasing() -> (Conversation, Assessment) {
    let mut conversation = conversation(
        "team",
        &[("Leo", "you are sooo good at this, best player ever"), ("Mia", "haha shut up loser")],
    );
    conversation.title = Some("Friday team".to_owned());
    conversation.messages.extend_from_within(..);
    let text = &conversation.messages[0].text;
    let assessment = Assessment {
        level: Level::Concern,
        tricks: vec![TrickGuess { trick: Trick::Grooming, confidence: Confidence::new(0.5) }],
        first_alert: Some(FirstAlert { message: 0, at: None, level: Level::Concern }),
        reasons: vec![Reason {
            message: 0,
            signs: vec![sign(Signal::Flattery, 0.6, By::Ear, text, "best player ever")],
        }],
        mitigations: vec![Mitigated { mitigation: "banter".to_owned(), message: 1 }],
        ..Assessment::default()
    };
    (conversation, assessment)
}

/// Several conversations: one of each sort, the harmless first.
pub(crate) fn several() -> Vec<(Conversation, Assessment)> {
    vec![everyday("toán"), one_sided(), teasing(), sextortion(), everyday("văn")]
}

pub(crate) fn report(read: &[(Conversation, Assessment)], language: Language) -> Report {
    let assessed: Vec<Assessed<'_>> = read
        .iter()
        .map(|(conversation, assessment)| Assessed { conversation, assessment })
        .collect();
    let one_sided = read.iter().any(|(conversation, _)| conversation.context.one_sided);
    let codes = one_sided.then_some(WarningCode::OneSideOnly);
    let origin = Origin {
        formats: vec![Format::WhatsApp],
        path: Some("chat.txt".to_owned()),
        warnings: codes
            .into_iter()
            .chain([WarningCode::TimeZoneUnknown])
            .map(Warning::new)
            .collect(),
    };
    let engine = EngineIdentity {
        version: "0.1.0".to_owned(),
        packs: "5f0c1d2e3b4a59687786958473625140".to_owned(),
    };
    Report::build(origin, &assessed, engine, &Fixed(language))
}
