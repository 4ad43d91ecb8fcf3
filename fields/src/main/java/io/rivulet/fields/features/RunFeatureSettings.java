// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

/// How the figures of a run are taken.
///
/// @param leastBox side of the smallest box, at least 1
/// @param largestBox side of the largest box, 0 for what fits
/// @param scales sizes of box, at least 2; sizes that coincide count once
/// @param diagonal whether cells that touch at a corner belong together
/// @param lowMv above it a cell is active, and in a cluster of the first kind
/// @param mediumMv above it a cell is in a cluster of the second kind
/// @param highMv above it a cell is in a cluster of the third kind
/// @param stableMv standard deviation of a step's changes below which the step is calm, in mV
/// @param window calm steps in a row that make a run stable, at least 1
public record RunFeatureSettings(
        int leastBox,
        int largestBox,
        int scales,
        boolean diagonal,
        double lowMv,
        double mediumMv,
        double highMv,
        double stableMv,
        int window) {
    public static final RunFeatureSettings DEFAULT = new RunFeatureSettings(2, 0, 5, false, -60, -50, -40, 0.001, 10);

    public RunFeatureSettings {
        require(leastBox >= 1, "a least box of " + leastBox);
        require(largestBox == 0 || largestBox >= leastBox, "a largest box of " + largestBox);
        require(scales >= 2, scales + " sizes of box");
        require(
                Double.isFinite(lowMv) && lowMv < mediumMv && mediumMv < highMv && Double.isFinite(highMv),
                "thresholds " + lowMv + ", " + mediumMv + ", " + highMv + " mV");
        require(stableMv > 0 && Double.isFinite(stableMv), "a stable deviation of " + stableMv + " mV");
        require(window >= 1, "a window of " + window);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    public RunFeatureSettings withDiagonal(boolean changed) {
        return new RunFeatureSettings(leastBox, largestBox, scales, changed, lowMv, mediumMv, highMv, stableMv, window);
    }

    public RunFeatureSettings withScales(int changed) {
        return new RunFeatureSettings(
                leastBox, largestBox, changed, diagonal, lowMv, mediumMv, highMv, stableMv, window);
    }

    public RunFeatureSettings withWindow(int changed) {
        return new RunFeatureSettings(
                leastBox, largestBox, scales, diagonal, lowMv, mediumMv, highMv, stableMv, changed);
    }
}
