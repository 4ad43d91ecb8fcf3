// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// An update with its place in the order: it takes the problem from `revision − 1` to `revision`.
public record RevisedUpdate(long revision, CostUpdate update) {}
