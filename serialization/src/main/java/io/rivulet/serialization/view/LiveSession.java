// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session in a list that is kept up to date.
///
/// @param now what it said of itself, null where it was not asked
public record LiveSession(SessionRow row, @Nullable Now now) {
    /// So many residuals make a picture as wide as a thumb.
    private static final int SHOWN_RESIDUALS = 40;

    /// @param residuals over its life, the last one the present
    public record Now(
            String state,
            String method,
            long revision,
            long iterations,
            @Nullable Double residualNorm,
            @Nullable Double errorBound,
            boolean verified,
            List<Double> residuals) {
        public Now {
            residuals = List.copyOf(residuals);
        }

        public static Now of(SessionStatusView view) {
            return new Now(
                    view.state(),
                    view.method(),
                    view.revision(),
                    view.iterations(),
                    view.residualNorm(),
                    view.errorBound(),
                    view.verified(),
                    thinned(view.residuals()));
        }

        private static List<Double> thinned(List<Double> all) {
            if (all.size() <= SHOWN_RESIDUALS) {
                return all;
            }
            var some = new ArrayList<Double>(SHOWN_RESIDUALS);
            for (int k = 0; k < SHOWN_RESIDUALS; k++) {
                some.add(all.get((int) ((long) k * (all.size() - 1) / (SHOWN_RESIDUALS - 1))));
            }
            return some;
        }
    }
}
