// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForkReaderTest {
    private static final SessionSettings FROM = SessionSettings.builder()
            .method(Method.CG)
            .preconditioner(PreconditionerKind.IC)
            .stopping(new SessionSettings.Stopping(1e-6, 1e-3, 0.5, 77, 88))
            .verifying(new SessionSettings.Verifying(false, 5, 6, 1e-5, Strategy.PROJECTION, false))
            .converging(new SessionSettings.Converging(3, 0.5, 1e-4))
            .showing(new SessionSettings.Showing(8, new XSelection.None(), 0.25, 11))
            .live(true)
            .expiresAfterS(99)
            .seed(12)
            .name("name")
            .labels(Map.of("a", "b"))
            .build();

    private static ForkRequest read(String json) {
        return ForkReader.read(bytes(json), RequestLimits.DEFAULTS);
    }

    private static SessionSettings over(String json) {
        return read(json).settings().over(FROM, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "{'options':{}}"})
    void withoutAWordItHasWhatItsSessionHasButForTheName(String json) {
        assertThat(over(json))
                .usingRecursiveComparison()
                .ignoringFields("name", "labels")
                .isEqualTo(FROM);
        assertThat(over(json).name()).isNull();
        assertThat(over(json).labels()).isEmpty();
        assertThat(read(json).sessionId()).isNull();
    }

    @Test
    void whatIsSaidIsItsOwn() {
        String json = "{'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d','name':'n','labels':{'c':'d'},'options':"
                + "{'tolerance':1e-9,'max_iterations':5,'live':false,'expires_after_s':'never','seed':4,"
                + "'verification':{'probe_count':20},'convergence':{},'stream':{'x':'full'},'absolute_tolerance':0,"
                + "'max_time_ms':1}}";
        SessionSettings s = over(json);
        assertThat(read(json).sessionId()).hasToString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        assertThat(s.name()).isEqualTo("n");
        assertThat(s.labels()).isEqualTo(Map.of("c", "d"));
        assertThat(s.stopping().tolerance()).isEqualTo(1e-9);
        assertThat(s.stopping().absoluteTolerance()).isZero();
        assertThat(s.stopping().maxIterations()).isEqualTo(5);
        assertThat(s.stopping().maxTimeMs()).isEqualTo(1);
        assertThat(s.live()).isFalse();
        assertThat(s.expiresAfterS()).isZero();
        assertThat(s.seed()).isEqualTo(4);
        assertThat(s.verifying().probeCount()).isEqualTo(20);
        assertThat(s.verifying().enabled()).isTrue();
        assertThat(s.converging().consecutiveIterations()).isEqualTo(10);
        assertThat(s.showing().x()).isEqualTo(new XSelection.Full());
        assertThat(s.method()).isEqualTo(Method.CG);
        assertThat(s.stopping().errorBound()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'method':'cg'}",
                "{'matrix':{}}",
                "{'vector':[1]}",
                "{'options':{'preconditioner':'ic'}}",
                "{'options':{'initial_guess':[1]}}",
                "{'options':{'error_bound':1}}",
                "{'options':{'partitions':2}}",
                "{'options':{'replicas':2}}",
                "{'flow_nexus':{}}"
            })
    void whatAForkHasFromItsSessionCannotBeSaid(String json) {
        var problem = problemOf(() -> read(json));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNSUPPORTED_VALUE);
        assertThat(problem.pointer()).isNotEmpty();
    }

    @Test
    void unknownFieldsAreNamedAndTwiceIsTooMuch() {
        assertThat(read("{'lables':{},'options':{'tolerence':1}}").warnings())
                .containsExactly(
                        "unknown_field: /lables is not known and was ignored",
                        "unknown_field: /options/tolerence is not known and was ignored");
        assertThat(problemOf(() -> read("{'name':'a','name':'b'}")).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(problemOf(() -> read("{} x")).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    }
}
