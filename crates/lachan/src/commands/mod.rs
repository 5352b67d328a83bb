//! The commands, one a file: what each takes, as typed, and the one function that does it.

mod bench;
mod check;
mod eval;
mod guard;
mod help_now;
mod helpline;
mod read;
pub(crate) mod rules;
mod serve;
mod site;
mod train;

use crate::exit::Outcome;
use crate::language::say;

/// A command with its arguments as typed.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    #[command(about = say(
        "Đọc tệp trò chuyện hoặc tin nhắn đã dán, rồi báo cáo",
        "Read a chat export or pasted text, and report",
    ))]
    Check(check::Arguments),

    #[command(about = say(
        "Mở trang web trên máy này: thả tệp vào hoặc dán tin nhắn",
        "Serve the page on this computer: drop a file or paste text",
    ))]
    Serve(serve::Arguments),

    #[command(about = say(
        "Ghi các trang tìm hiểu (chiêu, điều nên nhớ, luật, số gọi) thành tệp thường",
        "Write the pages that teach (tricks, guidelines, law, numbers) as plain files",
    ))]
    Site(site::Arguments),

    #[command(about = say(
        "Xem một tin định gửi: phần nào không nên gửi, vì sao",
        "Look at a draft: what in it should not be sent, and why",
    ))]
    Guard,

    #[command(about = say(
        "Những bước đầu tiên khi đang sợ hoặc gấp: đọc trong mười giây, không cần mạng",
        "The first steps when someone is afraid or in a hurry: ten seconds to read, offline",
    ))]
    HelpNow,

    #[command(about = say(
        "Số điện thoại trợ giúp, kèm nguồn và mức tin cậy",
        "Helpline numbers, each with its source and how well it is supported",
    ))]
    Helpline(helpline::Arguments),

    #[command(about = say(
        "Đọc tệp trò chuyện thành JSON, mỗi cuộc trò chuyện một dòng, không đánh giá",
        "Turn any readable export into JSON, one conversation a line, without assessment",
    ))]
    Read(read::Arguments),

    #[command(about = say(
        "Xem, thử và giải thích các quy tắc",
        "Look at, test and explain the rules",
    ))]
    Rules(rules::Arguments),

    #[command(about = say(
        "Đo mức chính xác trên các cuộc trò chuyện có nhãn",
        "Measure how well labelled conversations are read",
    ))]
    Eval(eval::Arguments),

    #[command(about = say(
        "Huấn luyện lại tai nghe nhanh từ tư liệu trong kho mã",
        "Make the quick ear anew from the material in the repository",
    ))]
    Train(train::Arguments),

    #[command(about = say(
        "Đo tốc độ trên một lõi",
        "Measure the speed of one core",
    ))]
    Bench(bench::Arguments),
}

/// Does what was asked.
pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Site(arguments) => site::run(&arguments),
        Command::Guard => guard::run(),
        Command::HelpNow => help_now::run(),
        Command::Helpline(arguments) => helpline::run(arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Train(arguments) => train::run(arguments),
        Command::Bench(arguments) => bench::run(arguments),
    }
}
