// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.workflow;

import io.rivulet.actors.store.WorkflowStore;
import io.rivulet.actors.store.WorkflowStore.Stored;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.workflow.Workflow;
import io.rivulet.serialization.workflow.WorkflowDefaults;
import io.rivulet.serialization.workflow.WorkflowDocument;
import io.rivulet.serialization.workflow.WorkflowReader;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workflows of each owner: durable, the same at every node, since each question is the database's to answer.
/// **Thread** any.
public final class Workflows {
    /// Names in a hint.
    private static final int MOST_SHOWN = 20;

    /// A workflow that is there.
    public record Applied(WorkflowDocument document, long atMillis) {}

    /// What was written.
    ///
    /// @param created whether there was none of this name
    public record Written(Applied applied, boolean created) {}

    /// What an owner's workflows say of their calls; null where none says so.
    public record Limits(
            @Nullable Integer requestsPerHour, @Nullable Integer concurrentSessions) {
        public static final Limits NONE = new Limits(null, null);
    }

    private final WorkflowStore store;
    private final InstantSource clock;

    public Workflows(WorkflowStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// **Errors** `out_of_range` where there are too many.
    public CompletionStage<Written> apply(String owner, WorkflowDocument document) {
        long now = clock.millis();
        return store.put(owner, new Stored(document.workflow().name(), document.json(), now))
                .thenApply(created -> new Written(new Applied(document, now), created));
    }

    /// In order of their names.
    public CompletionStage<List<Applied>> list(String owner) {
        return store.list(owner)
                .thenApply(all -> all.stream().map(Workflows::read).toList());
    }

    public CompletionStage<Optional<Applied>> find(String owner, String name) {
        return store.find(owner, name).thenApply(found -> found.map(Workflows::read));
    }

    /// **Returns** whether it was there. Sessions opened under it keep what they have from it.
    public CompletionStage<Boolean> delete(String owner, String name) {
        return store.delete(owner, name);
    }

    /// The sessions opened under it that have not ended, by state.
    public CompletionStage<Map<String, Long>> sessions(String owner, String name) {
        return store.sessions(owner, name);
    }

    /// What a session gets that is opened under it. **Errors** `unsupported_value` where it is not there, naming those
    /// that are.
    public CompletionStage<SessionSettings> defaults(String owner, String name) {
        return find(owner, name)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedStage(
                                WorkflowDefaults.of(found.get().document().workflow()))
                        : list(owner).thenApply(all -> {
                            throw unknown(name, all);
                        }));
    }

    private static RivuletException unknown(String name, List<Applied> all) {
        String names = all.stream()
                .limit(MOST_SHOWN)
                .map(each -> each.document().workflow().name())
                .collect(Collectors.joining(", "));
        String hint = all.isEmpty()
                ? "None has been applied; apply one by POST /api/v1/workflows."
                : "There are " + names + (all.size() > MOST_SHOWN ? " and " + (all.size() - MOST_SHOWN) + " more" : "")
                        + ".";
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, "There is no workflow \"" + name + "\"")
                .at("/workflow")
                .hint(hint)
                .exception();
    }

    /// Of each limit what the workflow says that was applied last of those that say it.
    public CompletionStage<Limits> limits(String owner) {
        return list(owner).thenApply(all -> {
            Limits limits = Limits.NONE;
            for (Applied each : all.stream()
                    .sorted(Comparator.comparingLong(Applied::atMillis))
                    .toList()) {
                Workflow.Authentication said = each.document().workflow().authentication();
                limits = new Limits(
                        said.requestsPerHour() == null ? limits.requestsPerHour() : said.requestsPerHour(),
                        said.concurrentSessions() == null ? limits.concurrentSessions() : said.concurrentSessions());
            }
            return limits;
        });
    }

    private static Applied read(Stored stored) {
        return new Applied(WorkflowReader.read(stored.document(), WorkflowReader.Form.JSON), stored.appliedAtMillis());
    }
}
