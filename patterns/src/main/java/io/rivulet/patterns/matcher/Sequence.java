// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.patterns.series.SeriesException.Fault;
import io.rivulet.patterns.store.UnitVector;
import java.util.Arrays;

/// A series that can be matched: at least [Settings#FEWEST_VALUES] finite values that are not all the same.
public final class Sequence {
    private final double[] values;
    private final double[] normalised;
    private final UnitVector vector;

    private Sequence(double[] values, double[] normalised, UnitVector vector) {
        this.values = values;
        this.normalised = normalised;
        this.vector = vector;
    }

    /// A copy is taken.
    ///
    /// @throws SeriesException for a series that can't be matched
    public static Sequence of(double... values) {
        Series.check(values);
        if (values.length < Settings.FEWEST_VALUES) {
            throw SeriesException.of(
                    Fault.TOO_SHORT,
                    "a series that is matched has at least " + Settings.FEWEST_VALUES + " values, this one "
                            + values.length);
        }
        double[] normalised = Normalisation.Z.apply(values);
        double[] sampled = Normalisation.Z.apply(Series.resample(normalised, Settings.DIMENSION));
        return new Sequence(values.clone(), normalised, UnitVector.of(sampled));
    }

    public int length() {
        return values.length;
    }

    /// A copy.
    public double[] values() {
        return values.clone();
    }

    /// Less the mean, over the deviation; not to be changed.
    public double[] normalised() {
        return normalised;
    }

    /// Resampled to [Settings#DIMENSION] values and normalised again: the cosine of two is their Pearson correlation.
    public UnitVector vector() {
        return vector;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequence s && Arrays.equals(values, s.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Sequence[" + values.length + " values]";
    }
}
