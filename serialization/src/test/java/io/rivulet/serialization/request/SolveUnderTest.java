// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static io.rivulet.serialization.request.Requests.standard;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SessionSettings.Swarm;
import io.rivulet.serialization.event.SessionSettings.Verifying;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolveUnderTest {
    private static final SessionSettings DEFAULTS = SessionSettings.builder()
            .swarm(new Swarm(true, 0, Topology.RING, CostAggregation.MEDIAN, null, 3))
            .verifying(new Verifying(true, 7, 8, 1e-5, Strategy.FULL_RESIDUAL, true))
            .autoCorrection(false)
            .inherited(new Inherited("w", false, 5_000, 0, false, LogLevel.DEFAULT, true))
            .build();

    private static SessionSettings under(String more) {
        return ((SolveRequest) read(more).over(DEFAULTS)).settings();
    }

    private static SolveUnder read(String more) {
        return (SolveUnder) SolveRequestReader.read(body(standard("'workflow':'w'" + more)), Requests.LIMITS);
    }

    @Test
    void whatTheRequestLeavesOutComesFromTheWorkflow() {
        assertThat(read("").workflow()).isEqualTo("w");
        assertThat(under("")).isEqualTo(DEFAULTS);
    }

    @Test
    void whatTheRequestSaysWinsFieldByField() {
        SessionSettings s = under(",'options':{'verification':{'probe_count':9},'auto_correction':true,'replicas':2},"
                + "'flow_nexus':{'swarm_topology':'star'}");
        assertThat(s.verifying()).isEqualTo(new Verifying(true, 7, 9, 1e-5, Strategy.FULL_RESIDUAL, true));
        assertThat(s.autoCorrection()).isTrue();
        assertThat(s.swarm()).isEqualTo(new Swarm(true, 0, Topology.STAR, CostAggregation.MEDIAN, null, 2));
        assertThat(under(",'options':{'verification':{'enabled':false,'interval':3,'tolerance':1e-3}},"
                                + "'flow_nexus':{'verification_strategy':'projection'}")
                        .verifying())
                .isEqualTo(new Verifying(false, 3, 8, 1e-3, Strategy.PROJECTION, false));
    }

    @Test
    void replicasOfTheWorkflowAreForSessionsThatSeveralMayRaceFor() {
        assertThat(under(",'options':{'swarm_enabled':false}").swarm().replicas())
                .isZero();
        Swarm parts = under(",'options':{'partitions':2}").swarm();
        assertThat(parts.partitions()).isEqualTo(2);
        assertThat(parts.replicas()).isZero();
        assertThat(problemOf(() -> under(",'options':{'partitions':2,'replicas':2}"))
                        .pointer())
                .isEqualTo("/options/replicas");
    }

    @Test
    void anUploadedMatrixAndAFormTakeThemToo() {
        var upload = (SolveUnder) SolveRequestReader.read(
                body("{'workflow':'w','matrix':{'ref':'" + "ab".repeat(32) + "'}}"), Requests.LIMITS);
        CsrMatrix a = Requests.systemOf(Requests.with("")).a();
        assertThat(((SolveOnUpload) upload.over(DEFAULTS)).on(a).settings()).isEqualTo(DEFAULTS);
        var mtx = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 2\n2 2 4\n";
        var form = (SolveUnder) SolveRequestReader.fromParts(
                body("{'workflow':'w'}"),
                new ByteArrayInputStream(mtx.getBytes(StandardCharsets.US_ASCII)),
                null,
                Requests.LIMITS,
                List.of("odd"));
        var whole = (SolveRequest) form.over(DEFAULTS);
        assertThat(whole.settings()).isEqualTo(DEFAULTS);
        assertThat(whole.warnings()).contains("odd");
    }
}
