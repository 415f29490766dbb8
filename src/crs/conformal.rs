//! Geodetic and conformal latitude, by series.
//!
//! Meaning: the two differ by a sum of sines of multiples of twice the latitude, whose coefficients are powers
//! of the third flattening n; six terms leave less than 1e-15 radians. Nothing but the sine and cosine of the
//! latitude goes in, so that no call of a library function is needed on the way forward.
//!
//! Source: C. F. F. Karney, *Transverse Mercator with an accuracy of a few nanometers*, J. Geodesy 85 (2011);
//! the coefficients are those of K. Engsager and K. Poder (2007).
//!
//! Deliberately not here: the projection, see [`super::gauss_kruger`].

/// The series of one ellipsoid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConformalLatitude {
    from_geodetic: [f64; 6],
    to_geodetic: [f64; 6],
}

impl ConformalLatitude {
    /// The series for the third flattening n.
    pub fn new(n: f64) -> Self {
        let series = |rows: [&[f64]; 6]| {
            let mut power = 1.0;
            rows.map(|row| {
                power *= n;
                power * row.iter().rev().fold(0.0, |sum, term| sum * n + term)
            })
        };
        Self {
            from_geodetic: series([
                &[
                    -2.0,
                    2.0 / 3.0,
                    4.0 / 3.0,
                    -82.0 / 45.0,
                    32.0 / 45.0,
                    4642.0 / 4725.0,
                ],
                &[
                    5.0 / 3.0,
                    -16.0 / 15.0,
                    -13.0 / 9.0,
                    904.0 / 315.0,
                    -1522.0 / 945.0,
                ],
                &[-26.0 / 15.0, 34.0 / 21.0, 8.0 / 5.0, -12686.0 / 2835.0],
                &[1237.0 / 630.0, -12.0 / 5.0, -24832.0 / 14175.0],
                &[-734.0 / 315.0, 109_598.0 / 31185.0],
                &[444_337.0 / 155_925.0],
            ]),
            to_geodetic: series([
                &[2.0, -2.0 / 3.0, -2.0, 116.0 / 45.0, 26.0 / 45.0, -2854.0 / 675.0],
                &[
                    7.0 / 3.0,
                    -8.0 / 5.0,
                    -227.0 / 45.0,
                    2704.0 / 315.0,
                    2323.0 / 945.0,
                ],
                &[56.0 / 15.0, -136.0 / 35.0, -1262.0 / 105.0, 73814.0 / 2835.0],
                &[4279.0 / 630.0, -332.0 / 35.0, -399_572.0 / 14175.0],
                &[4174.0 / 315.0, -144_838.0 / 6237.0],
                &[601_676.0 / 22275.0],
            ]),
        }
    }

    /// Sine and cosine of the conformal latitude from those of the geodetic one.
    pub fn conformal(&self, sin: f64, cos: f64) -> (f64, f64) {
        let less = sine_sum(&self.from_geodetic, 2.0 * sin * cos, 1.0 - 2.0 * sin * sin);
        // The difference is below 0.0034, so its own sine and cosine are short sums.
        let square = less * less;
        let sin_less = less * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
        let cos_less = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
        (sin * cos_less + cos * sin_less, cos * cos_less - sin * sin_less)
    }

    /// Geodetic latitude in radians from the tangent of the conformal one.
    pub fn geodetic(&self, tangent: f64) -> f64 {
        let square = tangent * tangent;
        // Written so that a pole, whose tangent is beyond all numbers, is no exception.
        let (sin, cos) = if square.is_finite() {
            (2.0 * tangent / (1.0 + square), (1.0 - square) / (1.0 + square))
        } else {
            (0.0, -1.0)
        };
        libm::atan(tangent) + sine_sum(&self.to_geodetic, sin, cos)
    }
}

/// Σ cₖ sin kα from sin α and cos α, by Clenshaw's recurrence.
fn sine_sum(coefficients: &[f64; 6], sin: f64, cos: f64) -> f64 {
    let double = 2.0 * cos;
    let (mut b1, mut b2) = (0.0, 0.0);
    for coefficient in coefficients.iter().rev() {
        (b1, b2) = (coefficient + double * b1 - b2, b1);
    }
    b1 * sin
}
