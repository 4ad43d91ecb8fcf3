// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.List;
import java.util.UUID;

/// Everything one session decides; see the package.
public final class SessionMachine {
    public SessionMachine(UUID id, String node, MachineSettings settings) {}

    /// What is to be done about `input`, in order.
    public List<Output> on(Input input, Now now) {
        return List.of();
    }

    /// In how many nanoseconds the next [Input.Tick] is wanted, at most a second, at least a millisecond.
    public long nanosToTick(Now now) {
        return 1_000_000_000L;
    }
}
