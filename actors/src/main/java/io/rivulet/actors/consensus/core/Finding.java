// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.event.CastVote;
import java.util.ArrayList;
import java.util.List;

/// What stands behind a vote: a verdict's numbers. Honest voters find the same bits, since each reads every row of the
/// same problem in the same order.
///
/// @param components the largest entries of b − A·x, at most 16
public record Finding(
        boolean verified,
        List<Double> components,
        double maxError,
        double meanError,
        double confidence,
        double relativeResidual,
        double score) {
    public Finding {
        components = List.copyOf(components);
    }

    public static Finding of(Verdict verdict) {
        List<Double> components = new ArrayList<>();
        for (double component : verdict.components().values()) {
            components.add(component);
        }
        return new Finding(
                verdict.verified(),
                components,
                verdict.maxError(),
                verdict.meanError(),
                verdict.confidence(),
                verdict.relativeResidual(),
                verdict.score());
    }

    /// What is known where voters told their verdict and the residual alone: errors are NaN.
    public static Finding told(boolean verified, double relativeResidual) {
        return new Finding(verified, List.of(), Double.NaN, Double.NaN, 1.0, relativeResidual, verified ? 1.0 : 0.0);
    }

    /// Whether a vote with these numbers would be this one.
    boolean saysAs(CastVote vote) {
        return new CastVote(vote.voter(), verified, relativeResidual, vote.seed(), vote.signature()).agreesWith(vote);
    }

    /// These numbers under what a quorum decided: all rows were read, so that it is certain.
    Finding decided(boolean verified) {
        return new Finding(verified, components, maxError, meanError, 1.0, relativeResidual, score);
    }
}
