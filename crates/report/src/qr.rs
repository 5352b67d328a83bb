//! A number to call, for the camera of a phone.

use qrcode::{Color, EcLevel};

/// The squares of a QR code (ISO/IEC 18004), without the blank that must surround it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    side: usize,
    dark: Vec<bool>,
}

impl QrCode {
    /// Squares of blank that a reader wants on every side.
    pub const QUIET: usize = 4;

    /// A phone that reads it offers to call this number. Nothing where that is too long to write.
    pub fn to_call(number: &str) -> Option<QrCode> {
        let address = format!("tel:{number}");
        let code = qrcode::QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
        let side = code.width();
        let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Some(QrCode { side, dark })
    }

    /// How many squares stand side by side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Where the dark squares are: column and row, from 0.
    pub fn squares(&self) -> impl Iterator<Item = (usize, usize)> {
        let dark = self.dark.iter().enumerate().filter(|(_, dark)| **dark);
        dark.map(|(place, _)| (place % self.side, place / self.side))
    }

    /// The view box of an SVG in which a square is one unit wide, with the blank around the code.
    pub fn view_box(&self) -> String {
        let side = self.side + 2 * QrCode::QUIET;
        format!("-{0} -{0} {side} {side}", QrCode::QUIET)
    }

    /// The dark squares as the path of such an SVG.
    pub fn path(&self) -> String {
        self.squares().map(|(column, row)| format!("M{column} {row}h1v1h-1z")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_reads_the_number() {
        const WIDE: usize = 6;
        let code = QrCode::to_call("111").unwrap();
        let dark: Vec<(usize, usize)> = code.squares().collect();
        let side = (code.side() + 2 * QrCode::QUIET) * WIDE;
        let is_dark = |x: usize, y: usize| {
            let place = |at: usize| (at / WIDE).checked_sub(QrCode::QUIET);
            place(x).zip(place(y)).is_some_and(|square| dark.contains(&square))
        };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if is_dark(x, y) { 0 } else { 255 }
        });
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, "tel:111");
        assert_eq!(code.path().matches('M').count(), dark.len());
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert_eq!(QrCode::to_call(&"1".repeat(10_000)), None);
    }
}
