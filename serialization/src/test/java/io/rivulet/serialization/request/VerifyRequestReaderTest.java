// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.CSR;
import static io.rivulet.serialization.request.Requests.LIMITS;
import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyRequestReaderTest {
    private static final String SESSION = "'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d'";
    private static final String SYSTEM = "'matrix':" + CSR + ",'vector':[1,2,3],'solution':[1,1,1]";

    private static VerifyRequest read(String json) {
        return VerifyRequestReader.read(body(json), LIMITS);
    }

    @Test
    void aSessionIsVerifiedByItsOwnStrategyUnlessAnotherIsNamed() {
        var plain = (VerifyRequest.OfSession) read("{" + SESSION + "}");
        assertThat(plain.strategy()).isNull();
        assertThat(plain.probeCount()).isEqualTo(10);
        var named = (VerifyRequest.OfSession)
                read("{'type':'verify'," + SESSION + ",'probe_count':100,'strategy':'full_residual','x':1}");
        assertThat(named.strategy()).isEqualTo(Strategy.FULL_RESIDUAL);
        assertThat(named.probeCount()).isEqualTo(100);
    }

    @Test
    void anySystemIsVerified() {
        var request = (VerifyRequest.OfSystem) read("{" + SYSTEM + ",'tolerance':1e-3,'strategy':'projection'}");
        assertThat(((SystemSource.Explicit) request.system()).system().rows()).isEqualTo(3);
        assertThat(request.solution().values()).containsExactly(1, 1, 1);
        assertThat(request.strategy()).isEqualTo(Strategy.PROJECTION);
        assertThat(request.tolerance()).isEqualTo(1e-3);
        var sparse = (VerifyRequest.OfSystem) read("{'matrix':{'data':{'gallery':{'name':'poisson2d','nx':2,'ny':2}}},"
                + "'solution':{'indices':[1],'values':[5]}}");
        assertThat(sparse.system()).isEqualTo(new SystemSource.Gallery(new GalleryRecipe.Poisson2d(2, 2), null));
        assertThat(sparse.solution().values()).containsExactly(0, 5, 0, 0);
        assertThat(sparse.strategy()).isEqualTo(Strategy.RANDOM_PROBE);
    }

    @Test
    void aSessionMayBePutToTheVote() {
        var request = (VerifyRequest.OfSession) read("{" + SESSION + ",'strategy':'consensus'}");
        assertThat(request.consensus()).isTrue();
        assertThat(request.strategy()).isNull();
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                         | missing_field      | /session_id",
                "{S,M}                                      | unsupported_value  | /matrix",
                "{S,'vector':[1]}                           | unsupported_value  | /vector",
                "{S,'solution':[1]}                         | unsupported_value  | /solution",
                "{S,'probe_count':0}                        | out_of_range       | /probe_count",
                "{S,'probe_count':101}                      | out_of_range       | /probe_count",
                "{S,'strategy':'prayer'}                    | unsupported_value  | /strategy",
                "{S,'strategy':'majority'}                  | unsupported_value  | /strategy",
                "{S,'type':'solve_request'}                 | unsupported_value  | /type",
                "{'session_id':'uuid-session-123'}          | invalid_id         | /session_id",
                "{'matrix':C,'vector':[1,2,3]}              | missing_field      | /solution",
                "{'matrix':C,'solution':[1,2,3]}            | missing_field      | /vector",
                "{'solution':[1,2,3]}                       | missing_field      | /matrix",
                "{'matrix':C,'vector':[1,2,3],'solution':[1]} | dimension_mismatch | /solution",
                "{'matrix':C,'vector':[1,2],'solution':[1]} | dimension_mismatch | /vector",
                "{M,'strategy':'consensus'}                 | unsupported_value  | /strategy",
                "{M,'tolerance':0}                          | out_of_range       | /tolerance",
                "{                                          | malformed_json     | ",
            })
    void aBadRequestIsRefused(String body, String code, String pointer) {
        Problem problem = problemOf(() ->
                read(body.replace("S,", SESSION + ",").replace("M", SYSTEM).replace("C", CSR)));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }
}
