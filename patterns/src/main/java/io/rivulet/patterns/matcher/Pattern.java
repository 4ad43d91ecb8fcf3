// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import java.util.OptionalDouble;

/// A stored series and what followed it.
///
/// @param id unique in its collection
/// @param type only series of one type are compared
/// @param values as they were measured
/// @param outcome what followed, where that is known
public record Pattern(String id, String type, Sequence values, OptionalDouble outcome) {}
