// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// What conjugate gradients know of their error e = A⁻¹·r − d, besides the residual.
///
/// @param below a lower bound of ‖e‖_A = (e·A·e)^½, for d as it was `late` iterations ago; 0 while there is none
/// @param late how many iterations ago
/// @param above an upper bound of ‖e‖_A for the present d
/// @param proved whether `above` rests on a proved bound of the spectrum; else it is an estimate
/// @param error an estimate of ‖e‖∞, as a rule from above
public record EnergyNorm(double below, int late, double above, boolean proved, double error) {}
