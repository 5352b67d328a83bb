//! Many logistic regressions that share their features: one row of weights a feature, one column
//! a head, learned together by Adagrad in a fixed order, so the same material gives the same bits.

use libm::expf;

/// One example: which rows it touches, how strongly, and what each head should have said.
#[derive(Clone, Debug)]
pub(crate) struct Example<const H: usize> {
    /// Row number and coefficient; a row appears once.
    pub(crate) rows: Vec<(u32, f32)>,
    /// What each head should say, 0–1.
    pub(crate) truth: [f32; H],
    /// How much each head should care; 0 where nobody knows.
    pub(crate) weight: [f32; H],
}

/// The learned numbers.
#[derive(Clone, Debug)]
pub(crate) struct Linear<const H: usize> {
    pub(crate) rows: Vec<[f32; H]>,
    pub(crate) bias: [f32; H],
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    pub(crate) epochs: usize,
    pub(crate) rate: f32,
    /// Pull towards nothing, per step and touched row.
    pub(crate) decay: f32,
    pub(crate) seed: u64,
}

/// Learns from examples over `rows` rows.
pub(crate) fn learn<const H: usize>(
    examples: &[Example<H>],
    rows: usize,
    course: Course,
) -> Linear<H> {
    let mut linear = Linear { rows: vec![[0f32; H]; rows], bias: [0f32; H] };
    let mut squares = vec![[1e-6f32; H]; rows];
    let mut bias_squares = [1e-6f32; H];
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    let mut random = SplitMix(course.seed);
    for epoch in 0..course.epochs {
        random.shuffle(&mut order);
        let rate = course.rate * (1.0 - epoch as f32 / course.epochs as f32);
        for &number in &order {
            let example = &examples[number as usize];
            let mut sum = linear.bias;
            for &(row, coefficient) in &example.rows {
                for (sum, weight) in sum.iter_mut().zip(&linear.rows[row as usize]) {
                    *sum += coefficient * weight;
                }
            }
            let mut slope = [0f32; H];
            for head in 0..H {
                if example.weight[head] != 0.0 {
                    let said = 1.0 / (1.0 + expf(-sum[head]));
                    slope[head] = (said - example.truth[head]) * example.weight[head];
                }
            }
            for head in 0..H {
                bias_squares[head] += slope[head] * slope[head];
                linear.bias[head] -= rate * slope[head] / bias_squares[head].sqrt();
            }
            for &(row, coefficient) in &example.rows {
                let weights = &mut linear.rows[row as usize];
                let squares = &mut squares[row as usize];
                for head in 0..H {
                    let step = slope[head] * coefficient
                        + course.decay * weights[head] * example.weight[head].min(1.0);
                    squares[head] += step * step;
                    weights[head] -= rate * step / squares[head].sqrt();
                }
            }
        }
    }
    linear
}

/// A small, fixed generator of numbers (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_separates_and_gives_the_same_bits_twice() {
        let example = |row: u32, truth: f32| Example::<2> {
            rows: vec![(row, 1.0), (2, 1.0)],
            truth: [truth, 1.0 - truth],
            weight: [1.0, 0.5],
        };
        let examples: Vec<_> = (0..40).map(|n| example(n % 2, (n % 2) as f32)).collect();
        let course = Course { epochs: 20, rate: 0.3, decay: 0.0, seed: 7 };
        let first = learn(&examples, 3, course);
        assert!(first.rows[1][0] > 0.5 && first.rows[0][0] < -0.5);
        assert!(first.rows[1][1] < -0.2 && first.rows[0][1] > 0.2);
        let second = learn(&examples, 3, course);
        assert_eq!(first.rows, second.rows);
        assert_eq!(first.bias, second.bias);
    }
}
