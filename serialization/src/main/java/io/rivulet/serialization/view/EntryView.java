// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import org.jspecify.annotations.Nullable;

/// One entry of x by a local method. `boundKind` is certified, statistical or none.
public record EntryView(
        int index, double value, @Nullable Double errorBound, String boundKind, long work, String method) {}
