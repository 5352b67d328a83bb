//! Chats to see whether one can tell a trick that no lesson has told of. What somebody answers is
//! counted in the browser and goes nowhere.

use askama::Template;
use knowledge::{Ages, Bubble, Knowledge, Side, TransferChat, TransferTest};

use crate::pages::Frame;

/// The address of the page on which all are found.
pub(crate) const TRANSFER: &str = "transfer";

#[derive(Template)]
#[template(path = "transfers.html")]
struct All {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "transfer.html")]
struct TestPage {
    frame: Frame,
    test: &'static TransferTest,
}

fn of_test(test: &TransferTest) -> String {
    format!("{TRANSFER}/{}", test.id)
}

/// Every page of these below `/{language}/`, by its address: see [`page`].
pub(crate) fn addresses() -> impl Iterator<Item = String> {
    let tests = Knowledge::bundled().transfer_tests().iter().map(of_test);
    [TRANSFER.to_owned()].into_iter().chain(tests)
}

/// The page at an address, in HTML; nothing where there is none.
pub(crate) fn page(address: &str, frame: Frame) -> Option<Result<String, askama::Error>> {
    if address == TRANSFER {
        return Some(All { frame }.render());
    }
    let id = address.strip_prefix("transfer/")?;
    let test = Knowledge::bundled().transfer_tests().iter().find(|test| test.id == id)?;
    Some(TestPage { frame, test }.render())
}

impl All {
    /// The ages for which there are tests.
    fn ages(&self) -> Vec<Ages> {
        Ages::ALL.into_iter().filter(|ages| self.tests(ages).next().is_some()).collect()
    }

    fn tests(&self, ages: &Ages) -> impl Iterator<Item = &'static TransferTest> {
        let ages = *ages;
        Knowledge::bundled().transfer_tests().iter().filter(move |test| test.ages == ages)
    }

    /// When a test is to be taken.
    fn when(&self, test: &TransferTest) -> &'static str {
        let words = &self.frame.words.transfer;
        match test.number {
            1 => words.before,
            2 => words.after,
            _ => words.later,
        }
    }
}

impl TestPage {
    fn is_me(&self, bubble: &Bubble) -> bool {
        bubble.from == Side::Me
    }

    /// What can be answered: what the page counts by, and what it says.
    fn answers(&self) -> [(&'static str, &'static str); 3] {
        let words = &self.frame.words.transfer;
        [("fine", words.fine), ("unsure", words.unsure), ("wrong", words.wrong)]
    }

    /// What the chat was, said once it was judged.
    fn was(&self, chat: &TransferChat) -> &'static str {
        match chat.trick {
            Some(trick) => self.frame.text(&Knowledge::bundled().trick(trick).name),
            None => self.frame.words.transfer.nothing,
        }
    }
}
