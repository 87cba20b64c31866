//! Where days and values stand on a plot, in percent of its width and height.

use jiff::civil::Date;

/// How much of a plot stays free above and below, as a part of what it shows.
const MARGIN: f64 = 0.06;

/// Zero is shown where the lowest value is at most this part of the highest: less of a change would
/// look like more than it is.
const NEAR_ZERO: f64 = 0.6;

/// The days of a plot, from left to right.
pub(super) struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// From the first of `dates` to the last; none where there is none.
    pub(super) fn over(dates: impl Iterator<Item = Date> + Clone) -> Option<Self> {
        Some(Self {
            first: dates.clone().min()?,
            last: dates.max()?,
        })
    }

    pub(super) const fn first(&self) -> Date {
        self.first
    }

    pub(super) const fn last(&self) -> Date {
        self.last
    }

    /// Where a day stands; a single day stands in the middle.
    pub(super) fn place(&self, day: Date) -> f64 {
        let days = |to: Date| f64::from((to - self.first).get_days());
        let all = days(self.last);
        if all > 0.0 {
            days(day) / all * 100.0
        } else {
            50.0
        }
    }
}

/// The values of a plot, from its foot to its head.
pub(super) struct Values {
    foot: f64,
    head: f64,
}

impl Values {
    /// A range that holds all `values`; none where there is none.
    pub(super) fn over(values: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let finite = values.filter(|value| value.is_finite());
        let low = finite.clone().min_by(f64::total_cmp)?;
        let high = finite.max_by(f64::total_cmp)?;
        let from_zero = low >= 0.0 && low <= high * NEAR_ZERO;
        let up_to_zero = high <= 0.0 && high >= low * NEAR_ZERO;
        // Half of each, since the difference of two numbers can be too large for one.
        let half = high / 2.0 - low / 2.0;
        let margin = match half * 2.0 * MARGIN {
            margin if margin > 0.0 && margin.is_finite() => margin,
            // All are one value.
            0.0 if high == 0.0 => 1.0,
            0.0 => high.abs() * MARGIN,
            _ => 0.0,
        };
        Some(Self {
            foot: if from_zero { 0.0 } else { low - margin },
            head: if up_to_zero { 0.0 } else { high + margin },
        })
    }

    /// Where a value stands, from above.
    pub(super) fn place(&self, value: f64) -> f64 {
        let all = self.head / 2.0 - self.foot / 2.0;
        let above = self.head / 2.0 - value / 2.0;
        let place = above / all * 100.0;
        if place.is_finite() {
            place.clamp(0.0, 100.0)
        } else {
            50.0
        }
    }

    /// Where zero stands, where it is in the range.
    pub(super) fn zero(&self) -> Option<f64> {
        (self.foot <= 0.0 && self.head >= 0.0).then(|| self.place(0.0))
    }
}

/// Places as near to `wanted` as they can be with `apart` between any two, in the same order.
pub(super) fn spread(wanted: &[f64], apart: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&one, &other| wanted[one].total_cmp(&wanted[other]));
    let mut places = wanted.to_vec();
    let mut least = f64::NEG_INFINITY;
    for &at in &order {
        places[at] = places[at].max(least);
        least = places[at] + apart;
    }
    let mut most = 100.0;
    for &at in order.iter().rev() {
        places[at] = places[at].min(most);
        most = places[at] - apart;
    }
    places
}

/// A place as an attribute says it, without the sign.
pub(super) fn percent(place: f64) -> String {
    format!("{place:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_shown_where_it_is_near() {
        let zero =
            |values: &[f64]| Values::over(values.iter().copied()).and_then(|range| range.zero());
        assert_eq!(zero(&[6.0, 14.0]), Some(100.0));
        assert_eq!(zero(&[95.0, 99.0]), None);
        assert_eq!(zero(&[-14.0, -6.0]), Some(0.0));
        assert!(zero(&[-1.0, 1.0]).is_some());
        assert!(zero(&[0.0]).is_some());
        assert_eq!(zero(&[0.02, 0.02]), None, "it would lie on the value");
    }

    #[test]
    fn places_are_spread_from_both_edges() {
        assert_eq!(spread(&[50.0, 20.0], 10.0), [50.0, 20.0]);
        assert_eq!(spread(&[100.0, 99.0, 98.0], 10.0), [100.0, 90.0, 80.0]);
        assert_eq!(spread(&[0.0, 0.0], 10.0), [0.0, 10.0]);
    }
}
