// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import java.util.OptionalDouble;

/// A stored series beside the one that was asked about.
///
/// @param similarity in (0, 1]
/// @param storedAt milliseconds since 1970
public record Match(String id, double similarity, double distance, OptionalDouble outcome, long storedAt) {}
