// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A workflow's limits are its owner's.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkflowLimitsOverHttpTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @RegisterExtension
    static final OneNode node = OneNode.start(KnownCallers.settings());

    private static HttpResponse<String> status(String key) throws Exception {
        return node.get("/api/v1/status", KnownCallers.bearer(key));
    }

    private static HttpResponse<String> solve(String key) throws Exception {
        return node.post("/api/v1/solve-stream", "application/json", SmallSystem.SOLVE, KnownCallers.bearer(key));
    }

    private static void apply(String key, String limits) throws Exception {
        String document = "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\",\"metadata\":"
                + "{\"name\":\"limits\"},\"spec\":{\"authentication\":{\"rate_limiting\":" + limits + "}}}";
        assertThat(node.post("/api/v1/workflows", "application/json", document, KnownCallers.bearer(key))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void requestsBeyondAWorkflowsLimitAreRefused() throws Exception {
        apply(KnownCallers.ALICE, "{\"requests_per_hour\":5}");
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        HttpResponse<String> answer = status(KnownCallers.ALICE);
        while (answer.statusCode() == 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
            answer = status(KnownCallers.ALICE);
        }
        OneNode.assertProblem(answer, 429, "rate_limited");
        assertThat(answer.headers().firstValue("RateLimit-Policy").orElse("")).contains("5;w=3600");
        assertThat(status(KnownCallers.BOB).statusCode()).as("another owner").isEqualTo(200);
    }
}
