// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import java.time.Duration;

/// What banks have alike with the ledgers of sessions.
///
/// @param snapshotEvery events
/// @param restartMin pause before a failed ledger begins again, doubled up to `restartMax`
/// @param askTimeout how long a caller waits for a bank
public record BankUpkeep(
        int snapshotEvery, int snapshotsKept, Duration restartMin, Duration restartMax, Duration askTimeout) {}
