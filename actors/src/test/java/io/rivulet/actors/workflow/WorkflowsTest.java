// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.limit.core.Quota;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.store.WorkflowStore;
import io.rivulet.actors.workflow.Workflows.Limits;
import io.rivulet.serialization.workflow.WorkflowReader;
import io.rivulet.serialization.workflow.WorkflowSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkflowsTest {
    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void ofEachLimitTheWorkflowAppliedLastThatSaysItDecides() {
        try (Database database = Database.open(StoreSettings.inMemory("workflows-" + UUID.randomUUID()))) {
            var time = new AtomicLong();
            var workflows =
                    new Workflows(new WorkflowStore(database), () -> Instant.ofEpochMilli(time.incrementAndGet()));
            assertThat(get(workflows.limits("ann"))).isEqualTo(Limits.NONE);
            apply(workflows, "b", "\"requests_per_hour\":5,\"concurrent_sessions\":6");
            apply(workflows, "a", "\"requests_per_hour\":7");
            assertThat(get(workflows.limits("ann"))).isEqualTo(new Limits(7, 6));
            apply(workflows, "b", "\"requests_per_hour\":8");
            assertThat(get(workflows.limits("ann"))).isEqualTo(new Limits(8, null));
            get(workflows.delete("ann", "b"));
            assertThat(get(workflows.limits("ann"))).isEqualTo(new Limits(7, null));
            assertThat(get(workflows.limits("bob"))).isEqualTo(Limits.NONE);
        }
    }

    @Test
    void whatADocumentMaySayCanBeCounted() throws IOException {
        JsonNode limits = new ObjectMapper()
                .readTree(WorkflowSchema.json())
                .at("/properties/spec/properties/authentication/properties/rate_limiting/properties");
        assertThat(limits.at("/requests_per_hour/minimum").asInt()).isEqualTo(1);
        assertThat(limits.at("/requests_per_hour/maximum").asLong()).isEqualTo(Quota.MAX_LIMIT);
    }

    private static void apply(Workflows workflows, String name, String limits) {
        String document = "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\",\"metadata\":{"
                + "\"name\":\"" + name + "\"},\"spec\":{\"authentication\":{\"rate_limiting\":{" + limits + "}}}}";
        get(workflows.apply(
                "ann", WorkflowReader.read(document.getBytes(StandardCharsets.UTF_8), WorkflowReader.Form.JSON)));
    }
}
