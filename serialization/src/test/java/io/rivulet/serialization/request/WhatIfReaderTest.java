// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfReaderTest {
    private static final String DELTA = "'delta_costs':{'indices':[3],'values':[0.5]}";

    private static WhatIfRequest read(String json) {
        return WhatIfReader.read(bytes(json));
    }

    @Test
    void itHasThePartsOfAnUpdateAndTheEntriesAskedFor() {
        WhatIfRequest request = read("{'x_indices':[5,1,5],'delta_costs':{'indices':[1,1],'values':[0.5,-2]},"
                + "'set_costs':{'values':[7],'indices':[2]},'vector':[1,2,3],"
                + "'matrix_updates':[{'row':0,'col':1,'old_value':1,'new_value':2.5}]}");
        assertThat(request.indices()).containsExactly(5, 1, 5);
        assertThat(request.warnings()).isEmpty();
        assertThat(request.change())
                .isEqualTo(new CostUpdate(
                        DenseVector.adopt(new double[] {1, 2, 3}),
                        SparseVector.adopt(new int[] {2}, new double[] {7}),
                        SparseVector.adopt(new int[] {1, 1}, new double[] {0.5, -2}),
                        List.of(new EntryChange(0, 1, 2.5, 1.0))));
        assertThat(read("{" + DELTA + "}").indices()).isNull();
    }

    @Test
    void whatIdentifiesAnUpdateIsNamedAndNotUsed() {
        WhatIfRequest request = read("{'session_id':'x','update_id':1,'sequence':2," + DELTA + "}");
        assertThat(request.warnings())
                .containsExactly(
                        "unknown_field: /session_id is not known and was ignored",
                        "unknown_field: /update_id is not known and was ignored",
                        "unknown_field: /sequence is not known and was ignored");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|missing_field|/delta_costs",
                "{'x_indices':[1]}|missing_field|/delta_costs",
                "{'x_indices':[1,-2],D}|index_out_of_range|/x_indices/1",
                "{'x_indices':[1.5],D}|wrong_type|/x_indices/0",
                "{'x_indices':7,D}|wrong_type|/x_indices",
                "{'delta_costs':{'indices':[1],'values':[1e999]}}|non_finite_value|/delta_costs/values/0",
                "{'delta_costs':{'indices':[1],'values':[NaN]}}|malformed_json|/delta_costs/values/0",
                "{'delta_costs':{'indices':[1,2],'values':[1]}}|dimension_mismatch|/delta_costs/values",
                "{'matrix_updates':[{'row':1,'col':1}]}|missing_field|/matrix_updates/0/new_value",
                "{D,D}|malformed_json|/delta_costs",
                "[]|wrong_type|",
            })
    void whatDoesNotFitIsNamed(String body, String code, String pointer) {
        var problem = problemOf(() -> read(body.replace("D", DELTA)));
        assertThat(problem.code().name().toLowerCase(java.util.Locale.ROOT)).isEqualTo(code);
        if (pointer != null && problem.pointer() != null) {
            assertThat(problem.pointer()).isEqualTo(pointer);
        }
    }

    @Test
    void moreEntriesThanAMessageHoldsAreRefused() {
        String many = IntStream.rangeClosed(0, WhatIfReader.MOST_INDICES)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        var problem = problemOf(() -> read("{'x_indices':[" + many + "]," + DELTA + "}"));
        assertThat(problem.pointer()).isEqualTo("/x_indices");
        assertThat(problem.detail()).contains("10001");
    }
}
