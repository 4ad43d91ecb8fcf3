// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// The numbers of activator and inhibitor that a loop needs.
///
/// @param boost what a cell above the threshold adds to its potential, in volts
record Reaction(
        double activatorDiffusion,
        double inhibitorDiffusion,
        double activatorRate,
        double inhibitorRate,
        double threshold,
        double boost) {}
