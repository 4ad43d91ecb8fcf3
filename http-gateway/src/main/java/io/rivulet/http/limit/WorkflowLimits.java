// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rivulet.actors.workflow.Workflows.Limits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What callers' workflows say of their limits, read once in [#KEPT]. What can't be read in time says nothing: calls
/// don't wait for a database that has gone, and their other limits hold.
/// **More** docs/decisions/0037-a-workflow-lowers-limits.md
/// **Thread** any. **Bounded by** [#OWNERS], [#WITHIN].
final class WorkflowLimits {
    static final Duration KEPT = Duration.ofSeconds(5);
    static final Duration WITHIN = Duration.ofSeconds(1);
    static final int OWNERS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(WorkflowLimits.class);

    private final Function<String, CompletionStage<Limits>> stored;
    private final AsyncCache<String, Limits> read;

    /// @param stored reads those of an owner
    WorkflowLimits(Function<String, CompletionStage<Limits>> stored, LongSupplier nanoTime) {
        this.stored = stored;
        this.read = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanoTime::getAsLong)
                .maximumSize(OWNERS)
                .expireAfterWrite(KEPT)
                .buildAsync();
    }

    /// Never fails.
    CompletionStage<Limits> of(String owner) {
        return read.get(owner, (_, _) -> inTime(owner));
    }

    private CompletableFuture<Limits> inTime(String owner) {
        CompletionStage<Limits> said;
        try {
            said = stored.apply(owner);
        } catch (RuntimeException failure) {
            said = CompletableFuture.failedStage(failure);
        }
        return said.exceptionally(failure -> {
                    log.debug("limits of workflows can't be read", failure);
                    return Limits.NONE;
                })
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(Limits.NONE, WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
