// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

/// The numbers of activator and inhibitor that a loop needs.
///
/// @param boost what a cell above the threshold adds to its potential, in volts
public record Reaction(
        double activatorDiffusion,
        double inhibitorDiffusion,
        double activatorRate,
        double inhibitorRate,
        double threshold,
        double boost) {}
