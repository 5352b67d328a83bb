//! From groups of lines to pages: where each line stands.

use std::collections::VecDeque;

use crate::passage::Run;

/// A4, in points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// Blank on each side.
pub(crate) const MARGIN: f32 = 54.0;
/// The room for text.
pub(crate) const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const TOP: f32 = 54.0;
/// Where text ends, from the top.
pub(crate) const BOTTOM: f32 = PAGE.1 - 62.0;

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// What lines are to someone who has the page read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Heading(u16),
    Text,
    Quote,
}

/// Lines that belong together and stay on one page where they fit on one.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) role: Role,
    /// Blank before it, but at the top of a page.
    pub(crate) before: f32,
    /// Must not be the last on its page.
    pub(crate) with_next: bool,
    pub(crate) lines: Vec<Line>,
}

/// How the marked runs of a line look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    Bold,
    Highlighted,
}

/// What stands to the left of a line.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) text: String,
    pub(crate) colour: Colour,
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) indent: f32,
    pub(crate) height: f32,
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) colour: Colour,
    pub(crate) runs: Vec<Run>,
    pub(crate) marks: Marks,
    /// Behind the whole line.
    pub(crate) back: Option<Colour>,
    /// At the left edge.
    pub(crate) bar: Option<Colour>,
    pub(crate) lead: Option<Lead>,
}

impl Line {
    /// A line with nothing on it.
    pub(crate) fn space(height: f32) -> Line {
        Line {
            indent: 0.0,
            height,
            size: 10.0,
            bold: false,
            colour: Colour(0, 0, 0),
            runs: Vec::new(),
            marks: Marks::Bold,
            back: None,
            bar: None,
            lead: None,
        }
    }
}

/// What stands on a page, each with its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) areas: Vec<Area>,
    pub(crate) lines: Vec<Placed>,
}

/// A filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) colour: Colour,
}

/// A line with the top of it and the group that it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) top: f32,
    pub(crate) group: usize,
    pub(crate) role: Role,
    pub(crate) line: Line,
}

/// Places groups on pages: at least one page, none of them overfull.
pub(crate) fn pages(groups: Vec<Group>) -> Vec<Page> {
    let mut sheet = Sheet { pages: vec![Page::default()], y: TOP };
    let mut waiting: VecDeque<(usize, Group)> = groups.into_iter().enumerate().collect();
    while let Some((index, group)) = waiting.pop_front() {
        // What must not be parted: this group, and the next while one clings to the next.
        let mut needed = height(&group);
        let mut clings = group.with_next;
        for (_, next) in &waiting {
            if !clings {
                break;
            }
            needed += next.before + height(next);
            clings = next.with_next;
        }
        if sheet.y > TOP {
            let left = BOTTOM - sheet.y - group.before;
            if needed > left && needed <= BOTTOM - TOP || height_of_first(&group) > left {
                sheet.turn();
            } else {
                sheet.y += group.before;
            }
        }
        for line in group.lines {
            if sheet.y + line.height > BOTTOM && sheet.y > TOP {
                sheet.turn();
            }
            sheet.place(index, group.role, line);
        }
    }
    sheet.pages
}

fn height(group: &Group) -> f32 {
    group.lines.iter().map(|line| line.height).sum()
}

fn height_of_first(group: &Group) -> f32 {
    group.lines.first().map_or(0.0, |line| line.height)
}

struct Sheet {
    pages: Vec<Page>,
    y: f32,
}

impl Sheet {
    fn turn(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    fn place(&mut self, group: usize, role: Role, line: Line) {
        let top = self.y;
        self.y += line.height;
        let Some(page) = self.pages.last_mut() else { return };
        let sides = [(line.back, WIDTH), (line.bar, 3.0)];
        for (colour, width) in
            sides.into_iter().filter_map(|(colour, width)| Some((colour?, width)))
        {
            let area = Area { left: MARGIN, top, width, height: line.height, colour };
            page.extend(area);
        }
        page.lines.push(Placed { top, group, role, line });
    }
}

impl Page {
    /// One area for what lies seamlessly below: two would show a hair between them.
    fn extend(&mut self, area: Area) {
        let below = |above: &&mut Area| {
            above.colour == area.colour
                && above.width == area.width
                && (above.top + above.height - area.top).abs() < 0.01
        };
        match self.areas.iter_mut().rev().take(2).find(below) {
            Some(above) => above.height += area.height,
            None => self.areas.push(area),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(lines: usize, with_next: bool) -> Group {
        let lines = vec![Line::space(20.0); lines];
        Group { role: Role::Text, before: 10.0, with_next, lines }
    }

    fn groups_on(pages: &[Page]) -> Vec<Vec<usize>> {
        let on = |page: &Page| {
            let mut groups: Vec<usize> = page.lines.iter().map(|placed| placed.group).collect();
            groups.dedup();
            groups
        };
        pages.iter().map(on).collect()
    }

    #[test]
    fn keeps_a_group_on_one_page() {
        assert_eq!(groups_on(&pages(vec![group(30, false), group(10, false)])), [[0], [1]]);
    }

    #[test]
    fn a_heading_is_never_the_last_on_its_page() {
        let placed = pages(vec![group(33, false), group(1, true), group(2, false)]);
        assert_eq!(groups_on(&placed), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn a_group_longer_than_a_page_flows_on_and_no_page_is_overfull() {
        let placed = pages(vec![group(3, false), group(100, false), group(1, false)]);
        assert_eq!(placed.iter().map(|page| page.lines.len()).sum::<usize>(), 104);
        for page in placed {
            for line in page.lines {
                assert!(line.top >= TOP && line.top + line.line.height <= BOTTOM);
            }
        }
    }
}
