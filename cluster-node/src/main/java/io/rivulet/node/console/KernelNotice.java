// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.console;

import io.rivulet.numerics.kernels.Detected;
import org.jspecify.annotations.Nullable;

/// What to tell whoever started this JVM of the loops it computes with.
public final class KernelNotice {
    private KernelNotice() {}

    /// A warning for people, with the cure; null where no flag would make solves faster.
    public static @Nullable String of(Detected kernels) {
        String flag = kernels.missingFlag();
        return flag == null
                ? null
                : "solves take longer than they need to, to the same bits: " + kernels.reason() + "; start java with "
                        + flag;
    }
}
