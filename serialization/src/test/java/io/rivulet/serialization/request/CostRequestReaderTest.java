// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.cost;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostRequestReaderTest {
    private static final String SESSION = "'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d'";
    private static final String ID = "11111111-2222-4333-8444-555555555555";
    private static final String DELTA = "'delta_costs':{'indices':[3],'values':[0.5]}";

    @Test
    void everyPartIsRead() {
        CostRequest request = cost("{'type':'cost_update'," + SESSION + ",'update_id':'" + ID + "',"
                + "'timestamp':'2026-01-31T12:00:00.250Z','propagation_depth':3,"
                + "'delta_costs':{'indices':[1,1],'values':[0.5,-2]},'set_costs':{'values':[7],'indices':[2]},"
                + "'vector':[1,2,3],'matrix_updates':[{'row':0,'col':1,'old_value':1,'new_value':2.5},"
                + "{'new_value':4,'col':2,'row':2}]}");
        assertThat(request.sessionId()).hasToString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        assertThat(request.identifiedByServer()).isFalse();
        assertThat(request.warnings()).isEmpty();
        assertThat(request.update().identity())
                .isEqualTo(new UpdateIdentity(UUID.fromString(ID), null, -1, 1_769_860_800_250L));
        assertThat(request.update().update())
                .isEqualTo(new CostUpdate(
                        DenseVector.adopt(new double[] {1, 2, 3}),
                        SparseVector.adopt(new int[] {2}, new double[] {7}),
                        SparseVector.adopt(new int[] {1, 1}, new double[] {0.5, -2}),
                        List.of(new EntryChange(0, 1, 2.5, 1.0), new EntryChange(2, 2, 4, null))));
    }

    @Test
    void anUpdateSaysHowFarItMayBeTold() {
        assertThat(cost("{" + SESSION + "," + DELTA + "}").update().depth()).isEqualTo(IdentifiedUpdate.USUAL_DEPTH);
        for (int depth : List.of(0, 1, 3, IdentifiedUpdate.MOST_DEPTH)) {
            CostRequest request = cost("{" + SESSION + ",'propagation_depth':" + depth + "," + DELTA + "}");
            assertThat(request.update().depth()).isEqualTo(depth);
        }
    }

    @Test
    void aCountingSourceIdentifiesItsUpdates() {
        String body = "{" + SESSION + ",'source_node':'node-a','sequence':17,'timestamp':1700000000000," + DELTA + "}";
        CostRequest first = cost(body);
        UpdateIdentity identity = first.update().identity();
        assertThat(identity.counted()).isTrue();
        assertThat(identity.sequence()).isEqualTo(17);
        assertThat(identity.timestampMillis()).isEqualTo(1_700_000_000_000L);
        assertThat(first.identifiedByServer()).isFalse();
        assertThat(cost(body).update().identity()).isEqualTo(identity);
        assertThat(cost(body.replace("17,", "18,")).update().identity().updateId())
                .isNotEqualTo(identity.updateId());
        assertThat(cost(body.replace("node-a", "node-b")).update().identity().updateId())
                .isNotEqualTo(identity.updateId());
        assertThat(identity.updateId().version()).isEqualTo(8);
        assertThat(identity.updateId().variant()).isEqualTo(2);
    }

    @Test
    void theServerMakesAnIdWhereNothingIdentifies() {
        UUID made = new UUID(1, 2);
        byte[] body = bytes("{" + SESSION + ",'source_node':'a'," + DELTA + "}");
        CostRequest request = CostRequestReader.read(body, 0, body.length, () -> made);
        assertThat(request.identifiedByServer()).isTrue();
        assertThat(request.update().identity())
                .isEqualTo(new UpdateIdentity(made, "a", UpdateIdentity.MADE_BY_SERVER, -1));
        assertThat(request.warnings()).singleElement().asString().contains("applied again");
        UUID one = cost("{" + SESSION + "," + DELTA + "}").update().identity().updateId();
        UUID two = cost("{" + SESSION + "," + DELTA + "}").update().identity().updateId();
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void aPartOfABufferIsRead() {
        byte[] line = bytes("{" + SESSION + "," + DELTA + ",'extra':1}");
        byte[] buffer = new byte[line.length + 20];
        System.arraycopy(line, 0, buffer, 7, line.length);
        CostRequest request = CostRequestReader.read(buffer, 7, line.length);
        assertThat(request.update().update().entries()).isEqualTo(1);
        assertThat(request.warnings().getFirst()).contains("/extra");
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{D}                                                      | missing_field      | /session_id",
                "{S}                                                      | missing_field      | /delta_costs",
                "{'session_id':'uuid-session-123',D}                      | invalid_id         | /session_id",
                "{S,'update_id':'x',D}                                    | invalid_id         | /update_id",
                "{S,'type':'cost_report',D}                               | unsupported_value  | /type",
                "{S,'type':1,D}                                           | wrong_type         | /type",
                "{S,'propagation_depth':-1,D}                             | out_of_range       | /propagation_depth",
                "{S,'propagation_depth':256,D}                            | out_of_range       | /propagation_depth",
                "{S,'propagation_depth':1.5,D}                            | wrong_type         | /propagation_depth",
                "{S,'propagation_depth':1,'propagation_depth':1,D}        | malformed_json     | /propagation_depth",
                "{S,'source_node':'',D}                                   | out_of_range       | /source_node",
                "{S,'sequence':1,D}                                       | missing_field      | /source_node",
                "{S,'source_node':'a','sequence':-1,D}                    | out_of_range       | /sequence",
                "{S,'source_node':'a','sequence':1.5,D}                   | wrong_type         | /sequence",
                "{S,'timestamp':'yesterday',D}                            | wrong_type         | /timestamp",
                "{S,'timestamp':'1901-01-01T00:00:00Z',D}                 | out_of_range       | /timestamp",
                "{S,'timestamp':-5,D}                                     | out_of_range       | /timestamp",
                "{S,D,D}                                                  | malformed_json     | /delta_costs",
                "{S,'delta_costs':{'indices':[1,2],'values':[1]}}         | dimension_mismatch | /delta_costs/values",
                "{S,'delta_costs':{'indices':[1]}}                        | missing_field      | /delta_costs/values",
                "{S,'delta_costs':{'indices':[-1],'values':[1]}}          | index_out_of_range | /delta_costs/indices/0",
                "{S,'set_costs':{'indices':[0],'values':[1e999]}}         | non_finite_value   | /set_costs/values/0",
                "{S,'set_costs':[1]}                                      | wrong_type         | /set_costs",
                "{S,'vector':{'indices':[],'values':[]}}                  | wrong_type         | /vector",
                "{S,'matrix_updates':[{'row':-1,'col':0,'new_value':1}]}  | index_out_of_range | /matrix_updates/0/row",
                "{S,'matrix_updates':[{'row':0,'col':3e9,'new_value':1}]} | index_out_of_range | /matrix_updates/0/col",
                "{S,'matrix_updates':[{'row':0,'col':0}]}                 | missing_field      | /matrix_updates/0/new_value",
                "{S,'matrix_updates':[{'row':0,'new_value':0}]}           | missing_field      | /matrix_updates/0/col",
                "{S,'matrix_updates':[3]}                                 | wrong_type         | /matrix_updates/0",
                "{S,'matrix_updates':{}}                                  | wrong_type         | /matrix_updates",
                "[]                                                       | wrong_type         | ",
            })
    void aBadUpdateIsRefused(String body, String code, String pointer) {
        Problem problem = problemOf(() -> cost(body.replace("S", SESSION).replace("D", DELTA)));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer == null ? "" : pointer);
    }

    private static CostReport report(String body) {
        byte[] json = bytes(body);
        return ((ReportRequest) CostRequestReader.readAny(json, 0, json.length)).report();
    }

    @Test
    void aReportIsToldByItsTypeOrByAFieldThatOnlyItHas() {
        String fields = "'node_id':'n','timestamp':17,'local_costs':{'indices':[4,1],'values':[2,-3]},"
                + "'computation_confidence':0.25,'network_latency':3.5";
        var expected = new CostReport("n", 17, 0.25, 3.5, SparseVector.adopt(new int[] {4, 1}, new double[] {2, -3}));
        assertThat(report("{" + SESSION + "," + fields + "}")).isEqualTo(expected);
        assertThat(report("{'type':'cost_report'," + SESSION + "," + fields + "}"))
                .isEqualTo(expected);
        assertThat(report("{" + fields + "," + SESSION + ",'type':'cost_report'}"))
                .isEqualTo(expected);
        byte[] update = bytes("{'type':'cost_update'," + SESSION + "," + DELTA + ",'node_id':'n'}");
        assertThat(CostRequestReader.readAny(update, 0, update.length))
                .isInstanceOfSatisfying(
                        CostRequest.class,
                        read -> assertThat(read.warnings()).anyMatch(warning -> warning.contains("/node_id")));
        byte[] undated = bytes("{" + SESSION + "," + fields.replace("'timestamp':17,", "") + "}");
        assertThat(CostRequestReader.readAny(undated, 0, undated.length))
                .isInstanceOfSatisfying(ReportRequest.class, read -> {
                    assertThat(read.report().timestampMillis()).isEqualTo(CostReport.NO_TIME);
                    assertThat(read.warnings()).anyMatch(warning -> warning.startsWith("not_dated"));
                });
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{S,N,L}                                                  | missing_field      | /computation_confidence",
                "{S,N,C}                                                  | missing_field      | /local_costs",
                "{S,L,C}                                                  | missing_field      | /node_id",
                "{N,L,C}                                                  | missing_field      | /session_id",
                "{S,N,L,'computation_confidence':0}                       | out_of_range       | /computation_confidence",
                "{S,N,L,'computation_confidence':1.0001}                  | out_of_range       | /computation_confidence",
                "{S,N,L,C,'network_latency':-1}                           | out_of_range       | /network_latency",
                "{S,N,L,C,C}                                              | malformed_json     | /computation_confidence",
                "{S,L,C,'node_id':' '}                                    | out_of_range       | /node_id",
                "{S,N,C,'local_costs':{'indices':[],'values':[]}}         | out_of_range       | /local_costs/indices",
                "{S,N,C,'local_costs':{'indices':[3,3],'values':[1,1]}}   | unsupported_value  | /local_costs/indices/1",
                "{S,N,C,'local_costs':{'indices':[3],'values':[1e400]}}   | non_finite_value   | /local_costs/values/0",
                "{S,N,L,C,'set_costs':{'indices':[0],'values':[1]}}       | unsupported_value  | /type",
            })
    void aBadReportIsRefused(String body, String code, String pointer) {
        Problem problem = problemOf(() -> report(body.replace("S", SESSION)
                .replace("N", "'node_id':'x'")
                .replace("L", "'local_costs':{'indices':[3],'values':[0.5]}")
                .replace("C", "'computation_confidence':1")));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @Test
    void aTruncatedLineIsMalformed() {
        Problem problem = problemOf(() -> cost("{"));
        assertThat(problem.code().wireName()).isEqualTo("malformed_json");
        assertThat(problem.line()).isEqualTo(1);
    }
}
