// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.incremental.CostUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change to be tried.
///
/// @param indices the entries of x that are asked for, or null
/// @param warnings what was accepted though odd
public record WhatIfRequest(CostUpdate change, @Nullable List<Integer> indices, List<String> warnings) {
    public WhatIfRequest {
        indices = indices == null ? null : List.copyOf(indices);
        warnings = List.copyOf(warnings);
    }
}
