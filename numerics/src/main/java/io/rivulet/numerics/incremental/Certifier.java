// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.solve.RunCache;
import org.jspecify.annotations.Nullable;

/// Sees to it that the present matrix has a certificate, if one can be found within reason. A search before or right
/// after a repair works on a pinned matrix; when the repair has been told, it goes on while there is nothing else to do
/// and ends with the first change of A.
final class Certifier {
    private final Execution execution;
    private final MutableSystem system;
    private final OuterIterate outer;
    private final RepairPolicy policy;
    private final Ladder ladder;
    private final RunCache cache;
    private @Nullable CertificateSearch search;
    private @Nullable CertificateSearch idle;
    private RunCache lent = new RunCache();
    private long idleVersion;
    private long patience;

    Certifier(
            Execution execution,
            MutableSystem system,
            OuterIterate outer,
            RepairPolicy policy,
            Ladder ladder,
            RunCache cache) {
        this.execution = execution;
        this.system = system;
        this.outer = outer;
        this.policy = policy;
        this.ladder = ladder;
        this.cache = cache;
    }

    /// Starts a search that may use `budget`, and of that `waiting` before something else that waits goes on.
    void start(long budget, long waiting) {
        policy.searching(system.matrixVersion());
        lent = cache.lentWithOperator(system.matrixVersion());
        search = new CertificateSearch(
                execution, system.pin().a(), system.symmetric(), budget, ladder.plan(), lent, system.matrixVersion());
        patience = waiting;
    }

    /// Whether others have to wait for the search.
    boolean searching() {
        return search != null;
    }

    boolean idlySearching() {
        return idle != null;
    }

    long step(long units) {
        CertificateSearch searching = search;
        if (searching == null) {
            return 0;
        }
        long used = searching.advance(units);
        if (searching.ended()) {
            stop();
            takeOver(searching);
        } else if (searching.work() > patience) {
            stop();
            idle = searching;
            idleVersion = system.matrixVersion();
        }
        return used + 1;
    }

    long idleStep(long units) {
        CertificateSearch searching = idle;
        if (searching == null) {
            return 0;
        }
        if (idleVersion != system.matrixVersion() || outer.certificate() != null) {
            idle = null;
            return 1;
        }
        long used = searching.advance(units);
        if (searching.ended()) {
            idle = null;
            takeOver(searching);
        }
        return used + 1;
    }

    private void takeOver(CertificateSearch ended) {
        cache.take(lent);
        Certificate found = ended.result();
        policy.searched(found != null);
        if (found != null) {
            outer.certify(found);
        }
    }

    /// Gives up the search that others wait for.
    void stop() {
        if (search != null) {
            search = null;
            system.unpin();
        }
    }

    void stopAll() {
        stop();
        idle = null;
    }
}
