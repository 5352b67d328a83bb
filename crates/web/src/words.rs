//! The words of the pages themselves, in both languages.
//!
//! A field that one language lacks does not compile. What the packs know (guidance, helplines,
//! tricks) is not here.

use text::Language;

/// Every word of the pages in one language.
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Words {
    pub(crate) name: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) description: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) leave_hint: &'static str,
    pub(crate) language_label: &'static str,
    pub(crate) hotline_label: &'static str,
    pub(crate) hotline_call: &'static str,
    pub(crate) hotline_why: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) helplines: &'static str,
    pub(crate) helplines_lead: &'static str,
    pub(crate) your_country: &'static str,
    pub(crate) every_country: &'static str,
    pub(crate) worldwide: &'static str,
    pub(crate) source: &'static str,
    pub(crate) say_it: &'static str,
    pub(crate) when_you_call: &'static str,
    pub(crate) help_now: &'static str,
    pub(crate) help_now_hint: &'static str,

    pub(crate) question: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) lead_limit: &'static str,

    pub(crate) form: &'static str,
    pub(crate) file_action: &'static str,
    pub(crate) file_drop: &'static str,
    pub(crate) file_kinds: &'static str,
    pub(crate) no_pictures: &'static str,
    pub(crate) or: &'static str,
    pub(crate) paste: &'static str,
    pub(crate) paste_hint: &'static str,
    pub(crate) all_received: &'static str,
    pub(crate) paste_example: &'static str,
    pub(crate) reader: &'static str,
    pub(crate) reader_child: &'static str,
    pub(crate) reader_parent: &'static str,
    pub(crate) reader_teacher: &'static str,
    pub(crate) home_unsafe: &'static str,
    pub(crate) child: &'static str,
    pub(crate) child_hint: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) check: &'static str,
    pub(crate) checking: &'static str,
    pub(crate) private: &'static str,

    pub(crate) how_to: &'static str,
    pub(crate) how_to_note: &'static str,
    pub(crate) apps: [App; 7],

    pub(crate) cannot_know: &'static str,
    pub(crate) cannot_know_list: [&'static str; 5],

    pub(crate) result: &'static str,
    pub(crate) print: &'static str,
    pub(crate) save: &'static str,
    pub(crate) save_name: &'static str,
    pub(crate) save_note: &'static str,
    pub(crate) save_large: &'static str,
    pub(crate) another: &'static str,
    pub(crate) me: &'static str,
    pub(crate) the_other: &'static str,
    pub(crate) name_unknown: &'static str,
    pub(crate) paste_unread: &'static str,

    pub(crate) trouble: &'static str,
    pub(crate) nothing_sent: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) picture: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) not_a_conversation: &'static str,
    pub(crate) unsupported_type: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) too_slow: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) foreign: &'static str,
    pub(crate) broken: &'static str,
    pub(crate) back: &'static str,

    pub(crate) doors: &'static str,
    pub(crate) door_learn_hint: &'static str,
    pub(crate) door_check_hint: &'static str,
    pub(crate) door_adults_hint: &'static str,
    pub(crate) help: Help,
    pub(crate) practice: Practice,
    pub(crate) learn: Learn,
}

/// The words of the chats to practise on.
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Practice {
    pub(crate) title: &'static str,
    pub(crate) short: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) invented: &'static str,
    pub(crate) all: &'static str,
    pub(crate) me: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) at_work: &'static str,
    pub(crate) would_say: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) well: &'static str,
    pub(crate) late: &'static str,
    pub(crate) again: &'static str,
    pub(crate) other: &'static str,
}

/// The words of help that asks one question at a time.
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Help {
    pub(crate) door: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) person: &'static str,
    pub(crate) steps: &'static str,
    pub(crate) proof: &'static str,
    pub(crate) later: &'static str,
    pub(crate) more: &'static str,
    pub(crate) again: &'static str,
}

/// The words of the pages that teach.
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Learn {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) tricks: &'static str,
    pub(crate) tricks_lead: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_none: &'static str,
    pub(crate) guidelines: &'static str,
    pub(crate) guidelines_lead: &'static str,
    pub(crate) guidelines_adults: &'static str,
    pub(crate) adults: &'static str,
    pub(crate) adults_lead: &'static str,
    pub(crate) platforms: &'static str,
    pub(crate) platforms_short: &'static str,
    pub(crate) platforms_lead: &'static str,
    pub(crate) platforms_order: &'static str,
    pub(crate) may_have_moved: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) block: &'static str,
    pub(crate) report: &'static str,
    pub(crate) checked: &'static str,
    pub(crate) laws: &'static str,
    pub(crate) laws_short: &'static str,
    pub(crate) helplines_short: &'static str,
    pub(crate) in_force: &'static str,
    pub(crate) one_source: &'static str,
    pub(crate) no_source: &'static str,
    pub(crate) all_tricks: &'static str,
    pub(crate) back: &'static str,
    pub(crate) says: &'static str,
    pub(crate) invented: &'static str,
    pub(crate) they_write: &'static str,
    pub(crate) child_writes: &'static str,
    pub(crate) want: &'static str,
    pub(crate) signs: &'static str,
    pub(crate) steps: &'static str,
    pub(crate) yourself: &'static str,
    pub(crate) yourself_label: &'static str,
    pub(crate) yourself_read: &'static str,
    pub(crate) law: &'static str,
    pub(crate) next: &'static str,
    pub(crate) practice: &'static str,
    pub(crate) parent_does: &'static str,
    pub(crate) from_5_to_8: &'static str,
    pub(crate) from_9_to_12: &'static str,
    pub(crate) from_13_to_15: &'static str,
    pub(crate) from_16_to_17: &'static str,
}

/// How to get a chat out of one app.
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct App {
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [&'static str],
}

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

static VI: Words = Words {
    name: "Lá Chắn",
    skip: "Đến phần chính",
    description: "Đọc một đoạn chat ngay trên máy của gia đình và gợi ý bước tiếp theo.",
    leave: "Thoát nhanh",
    leave_hint: "Chuyển ngay sang một trang khác. Bấm phím Esc ba lần cũng được.",
    language_label: "Ngôn ngữ",
    hotline_label: "Tổng đài quốc gia bảo vệ trẻ em",
    hotline_call: "Gọi 111",
    hotline_why: "Luôn có người nghe, miễn phí, cả ngày lẫn đêm.",
    elsewhere: "Ở nước khác?",
    helplines: "Đường dây hỗ trợ ở các nước",
    helplines_lead: "Chọn nước bạn đang ở. Số có thể đổi; nếu gọi không được, hãy thử một số khác hoặc nhờ một người lớn bạn tin.",
    your_country: "Có lẽ bạn đang ở đây",
    every_country: "Tất cả các nước",
    worldwide: "Dùng được ở mọi nơi",
    source: "Nguồn",
    say_it: "Có thể nói với một người lớn như thế này",
    when_you_call: "Khi em gọi 111",
    help_now: "Em cần giúp ngay",
    help_now_hint: "Không cần gửi gì cả. Đọc trong mười giây.",

    question: "Có đoạn chat nào làm bạn thấy không yên?",
    lead: "Lá Chắn đọc đoạn chat, chỉ ra những lời giống với các chiêu người ta hay dùng để lừa hoặc làm hại trẻ em, nói rõ vì sao, và gợi ý nên làm gì tiếp theo.",
    lead_limit: "Lá Chắn có thể nhầm và có thể bỏ sót. Nếu bạn vẫn thấy không yên, hãy tin cảm giác đó.",

    form: "Đoạn chat",
    file_action: "Chọn tệp",
    file_drop: "hoặc kéo tệp thả vào đây",
    file_kinds: "Tệp xuất từ WhatsApp, Messenger, Telegram, Instagram, TikTok, Discord, LINE, Viber, iMessage, tin nhắn SMS và nhiều ứng dụng khác (.txt, .json, .html, .csv, .xml, .db, .zip, .tar.gz), tối đa 32 MB.",
    no_pictures: "Không nhận ảnh, kể cả ảnh chụp màn hình.",
    or: "hoặc",
    paste: "Dán tin nhắn",
    paste_hint: "Mỗi tin một dòng, có tên người viết ở đầu thì càng rõ. Vài tin cũng được.",
    all_received: "Phần dán không ghi tên; tất cả là lời của người kia",
    paste_example: "Minh: Em học trường nào vậy?\nBống: Sao anh hỏi?\nMinh: Anh hỏi chơi thôi, đừng kể ai nha",
    reader: "Ai đang đọc?",
    reader_child: "Chuyện của em",
    reader_parent: "Cha mẹ, người thân",
    reader_teacher: "Thầy cô",
    home_unsafe: "Người đó là người trong nhà, hoặc khó kể với người nhà",
    child: "Trẻ trong đoạn chat tên gì?",
    child_hint: "Ghi như tên hiện trong đoạn chat. Không rõ thì để trống.",
    optional: "không bắt buộc",
    check: "Đọc đoạn chat",
    checking: "Đang đọc…",
    private: "Đoạn chat chỉ được đọc trên máy đang chạy Lá Chắn, không lưu lại, không gửi đi đâu.",

    how_to: "Lấy đoạn chat ra bằng cách nào?",
    how_to_note: "Tên mục có thể khác một chút tuỳ phiên bản. Đừng xoá tin nhắn nào: chúng là bằng chứng.",
    apps: [
        App {
            name: "Zalo",
            steps: &[
                "Zalo chưa có tệp xuất mà nơi khác đọc được, nên hãy sao chép và dán.",
                "Trên máy tính: mở cuộc trò chuyện, bôi đen các tin nhắn, nhấn Ctrl+C.",
                "Trên điện thoại: nhấn giữ một tin, chọn Sao chép, rồi dán; làm tiếp với các tin khác.",
                "Ghi tên người viết trước mỗi tin nếu có thể.",
                "Hoặc mở chat.zalo.me trên trình duyệt, cuộn lên đến đoạn cần đọc, nhấn Ctrl+S để lưu trang, rồi chọn tệp .html vừa lưu.",
            ],
        },
        App {
            name: "Messenger, Instagram",
            steps: &[
                "Mở Cài đặt, vào Trung tâm tài khoản, chọn Thông tin và quyền của bạn.",
                "Chọn xuất hoặc tải thông tin, chỉ lấy phần tin nhắn, định dạng JSON, chất lượng ảnh thấp nhất.",
                "Khi có thông báo đã xong, tải về và chọn tệp .json của cuộc trò chuyện.",
                "Cần đọc ngay thì bôi đen, sao chép rồi dán.",
            ],
        },
        App {
            name: "WhatsApp",
            steps: &[
                "Mở đoạn chat, vào phần cài đặt của đoạn chat, chọn Xuất đoạn chat.",
                "Chọn không kèm phương tiện, rồi lưu vào máy.",
                "Chọn tệp .txt hoặc .zip vừa lưu ở trên.",
            ],
        },
        App {
            name: "Telegram",
            steps: &[
                "Mở Telegram trên máy tính, vào cuộc trò chuyện, bấm dấu ba chấm, chọn Xuất lịch sử trò chuyện.",
                "Bỏ chọn ảnh và video, định dạng JSON.",
                "Chọn tệp result.json. Cuộc trò chuyện bí mật không có trong tệp xuất.",
            ],
        },
        App {
            name: "Discord",
            steps: &[
                "Bôi đen các tin nhắn, sao chép rồi dán.",
                "Gói dữ liệu Discord gửi cho bạn chỉ có tin của chính tài khoản ấy, không có tin của phía bên kia.",
            ],
        },
        App {
            name: "SMS",
            steps: &[
                "Vài tin thì nhấn giữ, sao chép rồi dán.",
                "Nhiều tin thì dùng một ứng dụng sao lưu SMS ra tệp .xml rồi chọn tệp ấy.",
            ],
        },
        App {
            name: "Roblox, Minecraft, trò chơi khác",
            steps: &[
                "Chép lại hoặc gõ lại các tin, mỗi tin một dòng, tên người viết ở đầu.",
                "Nhật ký trò chuyện của Minecraft có thể mở bằng trình soạn văn bản rồi dán.",
            ],
        },
    ],

    cannot_know: "Điều Lá Chắn không biết được",
    cannot_know_list: [
        "Lá Chắn chỉ đọc chữ. Ảnh, video, cuộc gọi và tin nhắn thoại thì không.",
        "Tin đã xoá, tin tự biến mất và những gì xảy ra ngoài đoạn chat này, Lá Chắn không thấy.",
        "Giọng điệu và mối quan hệ rất khó đọc qua chữ: lời đùa có thể bị hiểu thành lời doạ, và ngược lại.",
        "«Chưa thấy dấu hiệu» không có nghĩa là không có chuyện gì.",
        "Lá Chắn không kết tội ai. Nó chỉ ra các tin nhắn; con người mới là người hiểu và quyết định.",
    ],

    result: "Kết quả",
    print: "In ra giấy",
    save: "Lưu thành một tệp",
    save_name: "ghi-chu.html",
    save_note: "Tệp lưu có chứa các tin nhắn được trích ở trên. Chỉ lưu vào nơi mà bạn tin là kín đáo.",
    save_large: "Kết quả này dài quá để lưu bằng một nút. Hãy dùng mục In hoặc Lưu trang của trình duyệt.",
    another: "Đọc đoạn khác",
    me: "Tôi",
    the_other: "Người kia",
    name_unknown: "Không thấy ai tên như bạn ghi trong đoạn chat, nên Lá Chắn đã xem cả hai phía.",

    paste_unread: "Có cả tệp và phần dán. Chỉ tệp được đọc; muốn đọc phần dán, hãy gửi riêng phần ấy.",

    trouble: "Chưa đọc được",
    nothing_sent: "Chưa có gì để đọc. Hãy chọn một tệp hoặc dán vài tin nhắn.",
    too_large: "Tệp lớn hơn 32 MB nên chưa được đọc. Hãy xuất lại không kèm ảnh và video, hoặc chỉ dán phần bạn lo.",
    picture: "Đây là ảnh hoặc video, và Lá Chắn không nhận ảnh của bất kỳ ai: để không hình ảnh nào của trẻ em bị lưu hay truyền đi. Ảnh vừa gửi đã bị bỏ ngay, không lưu lại. Hãy dán phần chữ, hoặc gõ lại vài tin. Nếu có người đang đòi hay giữ ảnh của bạn: đó không phải lỗi của bạn, hãy gọi 111.",
    unreadable: "Lá Chắn không nhận ra tin nhắn nào trong phần vừa gửi. Hãy thử sao chép các tin nhắn rồi dán vào ô, mỗi tin một dòng.",
    not_a_conversation: "Nội dung JSON cần là một đối tượng có mảng messages, mỗi tin có from và text.",
    unsupported_type: "Hãy gửi đoạn chat dạng application/json hoặc text/plain.",
    busy: "Máy đang đọc những đoạn khác. Hãy thử lại sau ít phút.",
    too_slow: "Đoạn này mất quá nhiều thời gian để đọc. Hãy thử với phần ngắn hơn, chẳng hạn tuần gần nhất.",
    not_found: "Không có trang này.",
    foreign: "Yêu cầu này đến từ một trang khác nên đã bị từ chối. Hãy mở lại trang Lá Chắn và thử lại.",
    broken: "Phần gửi lên không trọn vẹn. Hãy thử lại.",
    back: "Về trang đầu",

    doors: "Bạn cần gì?",
    door_learn_hint: "Hai mươi chiêu, bảy điều giữ mình.",
    door_check_hint: "Chọn tệp hoặc dán vài tin nhắn.",
    door_adults_hint: "Cách nghe, cách chặn, luật nói gì.",
    help: Help {
        door: "Hỏi từng câu để biết nên làm gì",
        yes: "Có",
        no: "Không",
        skip: "Bỏ qua câu này",
        go_on: "Tiếp tục",
        person: "Không muốn trả lời? Có người đang nghe máy.",
        steps: "Bây giờ làm gì",
        proof: "Giữ lại gì làm bằng chứng",
        later: "Sau đó thì sao",
        more: "Đọc thêm về chiêu này",
        again: "Làm lại từ đầu",
    },
    practice: Practice {
        title: "Tập thử",
        short: "Chọn câu trả lời trong một đoạn chat dựng sẵn, và xem chiêu nào đang diễn ra.",
        lead: "Mỗi đoạn là một cuộc trò chuyện dựng sẵn. Bạn chọn câu trả lời; có nhiều cách thoát ra, và chọn thế nào cũng không ai chấm điểm.",
        invented: "Mọi đoạn chat ở đây đều do chúng tôi viết ra. Muốn dừng lúc nào cũng được.",
        all: "Tất cả các đoạn tập",
        me: "Bạn",
        choose: "Bạn trả lời thế nào?",
        at_work: "Có gì trong những lời này?",
        would_say: "Nếu đây là chat thật, Lá Chắn sẽ báo:",
        none_yet: "Đọc đến đây, Lá Chắn chưa thấy dấu hiệu nào. Bạn vẫn có thể dừng bất cứ lúc nào.",
        well: "Một cách thoát ra",
        late: "Vẫn chưa muộn để kể",
        again: "Thử cách khác",
        other: "Đoạn khác",
    },
    learn: Learn {
        title: "Tìm hiểu",
        lead: "Biết trước một chiêu thì khi gặp sẽ nhận ra nhanh hơn. Đọc lúc nào cũng được, đọc cùng ai cũng được.",
        tricks: "Các chiêu thường gặp",
        tricks_lead: "Mỗi chiêu: họ nói gì, họ muốn gì, dấu hiệu sớm, và nên làm gì.",
        search: "Tìm một chiêu",
        search_none: "Chưa thấy chiêu nào như vậy. Thử từ khác, hoặc gọi 111 để hỏi.",
        guidelines: "Bảy điều giữ mình trên mạng, và một điều nữa: kể ra",
        guidelines_lead: "Mỗi điều có lời cho từng tuổi, một việc để tập, và phần của người lớn.",
        guidelines_adults: "Lời cho từng tuổi, và phần của người lớn trong mỗi điều.",
        adults: "Cho cha mẹ và thầy cô",
        adults_lead: "Trẻ kể với người nghe được mà không nổi giận. Đọc trước một chút thì lúc ấy dễ bình tĩnh hơn.",
        platforms: "Cài đặt riêng tư, chặn và báo cáo",
        platforms_short: "Mười hai ứng dụng: tắt gì, chặn ở đâu, báo cáo ở đâu.",
        platforms_lead: "Mười hai ứng dụng hay dùng. Chúng tôi đọc các bài hướng dẫn chứ chưa mở từng ứng dụng, nên tên mục có thể khác một chút.",
        platforms_order: "Trước khi báo cáo và chặn: giữ lại tên tài khoản, địa chỉ trang và giờ nhắn. Đừng chụp hay lưu ảnh riêng tư.",
        may_have_moved: "Phần này đã lâu chưa được xem lại: tên mục có thể đã đổi chỗ.",
        privacy: "Nên cài đặt",
        block: "Chặn",
        report: "Báo cáo",
        checked: "Xem lại ngày",
        laws: "Luật nói gì",
        laws_short: "Luật Việt Nam bảo vệ trẻ em trên mạng thế nào, viết bằng lời dễ hiểu.",
        helplines_short: "Số để gọi ở hơn một trăm nước.",
        in_force: "có hiệu lực từ",
        one_source: "mới thấy ở một nguồn",
        no_source: "chưa đối chiếu với nguồn nào",
        all_tricks: "Tất cả các chiêu",
        back: "Về trang Tìm hiểu",
        says: "Họ thường nói thế nào",
        invented: "Lời nhắn dưới đây do chúng tôi viết ra, không phải của ai.",
        they_write: "Họ viết",
        child_writes: "Em viết",
        want: "Họ muốn gì",
        signs: "Dấu hiệu sớm",
        steps: "Nên làm gì",
        yourself: "Thử với câu em nhận được",
        yourself_label: "Dán một hay vài câu",
        yourself_read: "Đọc thử",
        law: "Luật nói gì",
        next: "Chiêu tiếp theo",
        practice: "Tập thử hôm nay",
        parent_does: "Phần của cha mẹ",
        from_5_to_8: "5–8 tuổi",
        from_9_to_12: "9–12 tuổi",
        from_13_to_15: "13–15 tuổi",
        from_16_to_17: "16–17 tuổi",
    },
};

static EN: Words = Words {
    name: "Lá Chắn",
    skip: "Skip to the main part",
    description: "Reads a chat on the family's own computer and suggests the next step.",
    leave: "Leave quickly",
    leave_hint: "Goes to another page at once. Pressing Esc three times does the same.",
    language_label: "Language",
    hotline_label: "Viet Nam's national child protection hotline",
    hotline_call: "Call 111",
    hotline_why: "Someone listens, free, day and night.",
    elsewhere: "Another country?",
    helplines: "Helplines around the world",
    helplines_lead: "Choose the country you are in. Numbers can change; if one does not answer, try another, or ask an adult you trust.",
    your_country: "Perhaps you are here",
    every_country: "Every country",
    worldwide: "From anywhere",
    source: "Source",
    say_it: "One way to say it to an adult",
    when_you_call: "When you call 111",
    help_now: "I need help now",
    help_now_hint: "You need not send anything. Ten seconds to read.",

    question: "Is there a chat that does not feel right?",
    lead: "Lá Chắn reads the chat, points out words that resemble the tricks used to deceive or hurt children, says why they matter, and suggests what to do next.",
    lead_limit: "It can be wrong and it can miss things. If you still feel uneasy, trust that feeling.",

    form: "The chat",
    file_action: "Choose a file",
    file_drop: "or drop it here",
    file_kinds: "An export from WhatsApp, Messenger, Telegram, Instagram, TikTok, Discord, LINE, Viber, iMessage, text messages and many other apps (.txt, .json, .html, .csv, .xml, .db, .zip, .tar.gz), up to 32 MB.",
    no_pictures: "No pictures, not even screenshots.",
    or: "or",
    paste: "Paste messages",
    paste_hint: "One message a line, with the writer's name first if you can. A few are enough.",
    all_received: "No names in it, and the other person wrote all of it",
    paste_example: "Max: which school do you go to?\nLily: why do you ask?\nMax: just curious, don't tell anyone ok",
    reader: "Who is reading?",
    reader_child: "It is about me",
    reader_parent: "Parent, relative",
    reader_teacher: "Teacher",
    home_unsafe: "That person is at home, or telling someone at home would not be all right",
    child: "What is the child called in the chat?",
    child_hint: "As the name appears in the chat. Leave it empty if you are not sure.",
    optional: "optional",
    check: "Read the chat",
    checking: "Reading…",
    private: "The chat is read only on the computer that runs Lá Chắn. It is not kept and not sent anywhere.",

    how_to: "How do I get the chat out?",
    how_to_note: "Menus may be called a little differently in your version. Please delete nothing: the messages are evidence.",
    apps: [
        App {
            name: "Zalo",
            steps: &[
                "Zalo has no export that other programs can read, so copy and paste.",
                "On a computer: open the chat, select the messages, press Ctrl+C.",
                "On a phone: press and hold a message, choose Copy, paste it here; then the next one.",
                "Put the writer's name in front of each message if you can.",
                "Or open chat.zalo.me in a browser, scroll up to where the reading should begin, press Ctrl+S to save the page, and choose the saved .html file.",
            ],
        },
        App {
            name: "Messenger, Instagram",
            steps: &[
                "Open Settings, then Accounts Centre, then Your information and permissions.",
                "Choose to export or download your information: messages only, format JSON, lowest media quality.",
                "When it is ready, download it and choose the chat's .json file.",
                "If it cannot wait, select, copy and paste.",
            ],
        },
        App {
            name: "WhatsApp",
            steps: &[
                "Open the chat, go to the chat's settings and choose Export chat.",
                "Choose without media, and save it on this device.",
                "Choose the saved .txt or .zip file above.",
            ],
        },
        App {
            name: "Telegram",
            steps: &[
                "In Telegram on a computer, open the chat, click the three dots and choose Export chat history.",
                "Untick photos and videos; choose JSON as the format.",
                "Choose the file result.json. Secret chats are never part of an export.",
            ],
        },
        App {
            name: "Discord",
            steps: &[
                "Select the messages, copy and paste.",
                "The data package that Discord sends you holds only that account's own messages, none of the other side's.",
            ],
        },
        App {
            name: "SMS",
            steps: &[
                "For a few messages: press and hold, copy, paste.",
                "For many: use an app that backs up text messages to an .xml file, and choose that file.",
            ],
        },
        App {
            name: "Roblox, Minecraft, other games",
            steps: &[
                "Copy or retype the messages, one a line, the writer's name first.",
                "Minecraft's chat log opens in a text editor; copy it from there.",
            ],
        },
    ],

    cannot_know: "What Lá Chắn cannot know",
    cannot_know_list: [
        "It reads words only. Pictures, videos, calls and voice messages are not read.",
        "It does not see what was deleted, what vanished by itself, or what happened outside this chat.",
        "Tone and friendship are hard to read from words: a joke may look like a threat, and a threat like a joke.",
        "“No sign found” does not mean that nothing is wrong.",
        "It finds nobody guilty. It points to messages; people understand and decide.",
    ],

    result: "Result",
    print: "Print",
    save: "Save as one file",
    save_name: "notes.html",
    save_note: "The saved file holds the messages quoted above. Keep it only where you think it stays private.",
    save_large: "This result is too long to save with one button. Please use your browser's Print or Save page.",
    another: "Read another chat",
    me: "Me",
    the_other: "The other",
    name_unknown: "Nobody in the chat has the name you gave, so Lá Chắn looked at both sides.",

    paste_unread: "There were both a file and pasted messages. Only the file was read; send the pasted part by itself to have it read.",

    trouble: "Not read yet",
    nothing_sent: "There is nothing to read yet. Choose a file or paste a few messages.",
    too_large: "The file is larger than 32 MB, so it was not read. Export it again without pictures and videos, or paste only the part that worries you.",
    picture: "This is a picture or a video, and Lá Chắn takes no pictures of anyone, so that no image of a child is ever kept or passed on. What you sent was dropped at once and not stored. Paste the words instead, or retype a few messages. If someone asks for or holds a picture of you: it is not your fault, call 111.",
    unreadable: "Lá Chắn found no messages in what you sent. Try copying the messages and pasting them into the box, one a line.",
    not_a_conversation: "The JSON must be one object with an array messages; each message has from and text.",
    unsupported_type: "Send the chat as application/json or text/plain.",
    busy: "This computer is busy reading other chats. Please try again in a few minutes.",
    too_slow: "This chat takes too long to read. Try a shorter part, the last week for example.",
    not_found: "There is no such page.",
    foreign: "This request came from another site and was refused. Open Lá Chắn again and retry.",
    broken: "What was sent did not arrive whole. Please try again.",
    back: "To the first page",

    doors: "What do you need?",
    door_learn_hint: "Twenty tricks, seven guidelines.",
    door_check_hint: "Choose a file or paste a few messages.",
    door_adults_hint: "How to listen, how to block, what the law says.",
    help: Help {
        door: "One question at a time, to know what to do",
        yes: "Yes",
        no: "No",
        skip: "Skip this question",
        go_on: "Continue",
        person: "Rather talk to a person? Someone is there.",
        steps: "What to do now",
        proof: "What to keep as proof",
        later: "What comes after",
        more: "Read more about this trick",
        again: "Start over",
    },
    practice: Practice {
        title: "Practise",
        short: "Choose your answers in a made-up chat, and see which trick is at work.",
        lead: "Each is a made-up chat. You choose what to answer; there are many ways out, and nobody gives marks.",
        invented: "We made all these chats up. You can stop at any time.",
        all: "All practice chats",
        me: "You",
        choose: "What do you answer?",
        at_work: "What is in these words?",
        would_say: "If this were a real chat, Lá Chắn would say:",
        none_yet: "So far Lá Chắn sees no sign. You can still stop at any time.",
        well: "One way out",
        late: "It is not too late to tell",
        again: "Try another way",
        other: "Another chat",
    },
    learn: Learn {
        title: "Learn",
        lead: "A trick you know is easier to notice when you meet it. Read whenever you like, with whomever you like.",
        tricks: "Tricks that people meet",
        tricks_lead: "For each one: what they say, what they want, early signs, and what to do.",
        search: "Find a trick",
        search_none: "Nothing found. Try another word, or in Viet Nam call 111 and ask.",
        guidelines: "Seven guidelines for life online, and one more: tell",
        guidelines_lead: "Each in words for every age, with something to practise and the adult’s part.",
        guidelines_adults: "Words for every age, and the adult’s part in each.",
        adults: "For parents and teachers",
        adults_lead: "Children tell people who can listen without getting angry. A little reading beforehand makes that moment easier.",
        platforms: "Privacy, blocking and reporting",
        platforms_short: "Twelve apps: what to switch off, where to block, where to report.",
        platforms_lead: "Twelve apps that many use. We read guides and did not open each app, so menus may be called a little differently.",
        platforms_order: "Before you report and block: keep the account’s name, the page’s address and the time. Never screenshot or keep a private picture.",
        may_have_moved: "This was last looked at some time ago: menus may have moved.",
        privacy: "Worth setting",
        block: "Block",
        report: "Report",
        checked: "Looked at on",
        laws: "What the law says",
        laws_short: "How the law of Viet Nam protects children online, in plain words.",
        helplines_short: "Numbers to call in more than a hundred countries.",
        in_force: "in force since",
        one_source: "found in one source so far",
        no_source: "not yet checked against a source",
        all_tricks: "All tricks",
        back: "Back to Learn",
        says: "How they put it",
        invented: "We made these messages up; they are nobody’s.",
        they_write: "They write",
        child_writes: "You write",
        want: "What they want",
        signs: "Early signs",
        steps: "What to do",
        yourself: "Try it with what you received",
        yourself_label: "Paste a sentence or two",
        yourself_read: "Read it",
        law: "What the law says",
        next: "Next trick",
        practice: "Something to practise today",
        parent_does: "The parent’s part",
        from_5_to_8: "Ages 5–8",
        from_9_to_12: "Ages 9–12",
        from_13_to_15: "Ages 13–15",
        from_16_to_17: "Ages 16–17",
    },
};

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn texts(language: Language) -> Vec<(String, String)> {
        fn walk(path: String, value: &Value, into: &mut Vec<(String, String)>) {
            match value {
                Value::String(text) => into.push((path, text.clone())),
                Value::Array(list) => {
                    for (index, value) in list.iter().enumerate() {
                        walk(format!("{path}/{index}"), value, into);
                    }
                }
                Value::Object(fields) => {
                    for (name, value) in fields {
                        walk(format!("{path}/{name}"), value, into);
                    }
                }
                _ => {}
            }
        }
        let mut texts = Vec::new();
        walk(String::new(), &serde_json::to_value(words(language)).unwrap(), &mut texts);
        texts
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (vi, en) = (texts(Language::Vi), texts(Language::En));
        let paths = |texts: &[(String, String)]| -> Vec<String> {
            texts.iter().map(|(path, _)| path.clone()).collect()
        };
        assert_eq!(paths(&vi), paths(&en));
        // Names of things are the same in both.
        let same = ["/name", "/apps/0/name", "/apps/1/name", "/apps/2/name", "/apps/3/name"];
        let same = [&same[..], &["/apps/4/name", "/apps/5/name"]].concat();
        for ((path, vi), (_, en)) in vi.iter().zip(&en) {
            assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{path} is empty");
            assert!(same.contains(&path.as_str()) || vi != en, "{path} is not translated: {vi}");
        }
    }

    #[test]
    fn nothing_is_called_safe_and_nobody_is_blamed() {
        for (path, text) in Language::ALL.into_iter().flat_map(texts) {
            let text = text.to_lowercase();
            for word in
                ["an toàn", "safe", "sao em lại", "đáng lẽ", "should have", "phạm tội", "100%"]
            {
                assert!(!text.contains(word), "{path}: {word:?} in {text:?}");
            }
        }
    }
}
