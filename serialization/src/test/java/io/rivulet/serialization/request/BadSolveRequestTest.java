// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.CSR;
import static io.rivulet.serialization.request.Requests.problemOf;
import static io.rivulet.serialization.request.Requests.solve;
import static io.rivulet.serialization.request.Requests.standard;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.problem.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadSolveRequestTest {
    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                   | wrong_type        | ",
                "17                                   | wrong_type        | ",
                "{}                                   | missing_field     | /matrix",
                "{'matrix':{}}                        | missing_field     | /matrix/data",
                "{'matrix':{'data':{}}}               | invalid_matrix    | /matrix/data",
                "{'matrix':7}                         | wrong_type        | /matrix",
                "{'matrix':{'data':[]}}               | wrong_type        | /matrix/data",
                "{'matrix':{'ref':'x','data':{}}}     | unsupported_value | /matrix/ref",
                "{'matrix':{'ref':7}}                 | wrong_type        | /matrix/ref",
                "{'matrix':{'ref':'x','format':'odd'}} | unsupported_value | /matrix/format",
                "{'vector':{'indices':[1,2]}}         | missing_field     | /vector/values",
                "{'vector':{'indices':[-1],'values':[1]}} | index_out_of_range | /vector/indices/0",
                "{'vector':{'indices':[5000000000],'values':[1]}} | index_out_of_range | /vector/indices/0",
                "{'vector':{'indices':[1,2],'values':[1]}} | dimension_mismatch | /vector/values",
                "{'vector':[1,[2]]}                   | wrong_type        | /vector/1",
                "{'vector':[1,null]}                  | wrong_type        | /vector/1",
                "{'vector':[1,1e999]}                 | non_finite_value  | /vector/1",
            })
    void aFaultIsToldWithItsCodeAndPointer(String body, String code, String pointer) {
        Problem problem = problemOf(() -> solve(body));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer == null ? "" : pointer);
    }

    @ParameterizedTest(name = "matrix {0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'cols':4,'rows':3,'data':D                        | invalid_matrix | /matrix/cols",
                "'rows':0,'cols':0,'data':D                        | invalid_matrix | /matrix/rows",
                "'rows':-1,'cols':-1,'data':D                      | invalid_matrix | /matrix/rows",
                "'rows':1099511627776,'cols':3,'data':D            | invalid_matrix | /matrix/rows",
                "'rows':99999999999999999999,'cols':3,'data':D     | invalid_matrix | /matrix/rows",
                "'rows':1.5,'cols':3,'data':D                      | wrong_type     | /matrix/rows",
                "'rows':'3','cols':3,'data':D                      | wrong_type     | /matrix/rows",
                "'cols':3,'data':D                                 | missing_field  | /matrix/rows",
                "'rows':3,'data':D                                 | missing_field  | /matrix/cols",
                "'rows':3,'cols':3,'nnz':5,'data':D                | invalid_matrix | /matrix/nnz",
                "'rows':3,'cols':3,'format':'magic','data':D       | unsupported_value | /matrix/format",
                "'rows':3,'cols':3,'format':3,'data':D             | wrong_type     | /matrix/format",
            })
    void theFrameOfAMatrixIsChecked(String fields, String code, String pointer) {
        String data = "{'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,4,6]}";
        Problem problem = problemOf(() -> solve("{'matrix':{" + fields.replace("D", data) + "},'vector':[1,2,3]}"));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest(name = "data {0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'values':[4,1,3,2,1],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,4,6]     | invalid_matrix | /values",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0],'row_pointers':[0,2,4,6]     | invalid_matrix | /col_indices",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,4,5]   | invalid_matrix | /row_pointers",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,6]     | invalid_matrix | /row_pointers",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[]          | invalid_matrix | /row_pointers",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,4,2,6]   | invalid_matrix | /row_pointers/2",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[1,2,4,6]   | invalid_matrix | /row_pointers/0",
                "'values':[4,1,3,2,1,5],'col_indices':[0,9,1,2,0,2],'row_pointers':[0,2,4,6]   | invalid_matrix | /col_indices/1",
                "'values':[4,1,3,2,1,5],'col_indices':[0,-1,1,2,0,2],'row_pointers':[0,2,4,6]  | invalid_matrix | /col_indices/1",
                "'values':[4,1,3,2,1,5],'col_indices':[0,8e9,1,2,0,2],'row_pointers':[0,2,4,6] | wrong_type     | /col_indices/1",
                "'values':[4,1,3,2,1,5],'col_indices':[0,8000000000,1],'row_pointers':[0,2,4]  | invalid_matrix | /col_indices/1",
                "'values':[4,1,3,2,1,5],'col_indices':[0,1.5,1,2,0,2],'row_pointers':[0,2,4,6] | wrong_type     | /col_indices/1",
                "'values':[4,1,3,2,1,5],'col_indices':[0,0,1,2,0,2],'row_pointers':[0,2,4,6]   | invalid_matrix | /col_indices/1",
                "'values':[4,1,3,2,1,5],'row_indices':[0,2,0,2,1,1],'col_pointers':[0,2,4,6]   | invalid_matrix | /row_indices/5",
                "'values':['4',1,3,2,1,5],'col_indices':[0,0,1,2,0,2],'row_pointers':[0,2,4,6] | wrong_type     | /values/0",
                "'values':[1e999,1,3,2,1,5],'col_indices':[0],'row_pointers':[0,2,4,6]         | non_finite_value | /values/0",
                "'values':[1],'mtx':'%%MatrixMarket'                                           | invalid_matrix | /mtx",
                "'values':[1,2,3],'row_indices':[0,1,2],'col_indices':[0,1]                    | invalid_matrix | /col_indices",
                "'values':[1,2,3],'row_indices':[0,1],'col_indices':[0,1,2]                    | invalid_matrix | /row_indices",
                "'values':[1,2],'row_indices':[0,1,2],'col_indices':[0,1,2]                    | invalid_matrix | /values",
                "'values':[1,2,3],'row_indices':[0,1,3],'col_indices':[0,1,2]                  | invalid_matrix | /row_indices/2",
                "'values':[1e308,1e308,1,1],'row_indices':[0,0,1,2],'col_indices':[0,0,1,2]    | non_finite_value | /values",
                "'values':[1,2,3],'row_indices':[0,1,3]                                        | invalid_matrix | ",
                "'values':[1],'dense':[[1]]                                                    | invalid_matrix | ",
                "'dense':[[1,2,3],[1,2,3]]                                                     | invalid_matrix | /dense",
                "'dense':[[1,2,3],[1,2],[1,2,3]]                                               | invalid_matrix | /dense/1",
                "'dense':[[1,2,3],[1,'2',0],[1,2,3]]                                           | wrong_type     | /dense/1/1",
                "'dense':[1,2]                                                                 | wrong_type     | /dense/0",
                "'gallery':{'name':'mona_lisa'}                                                | unsupported_value | /gallery/name",
                "'gallery':{'nx':3}                                                            | missing_field  | /gallery/name",
                "'gallery':{'name':'poisson2d','nx':3}                                         | missing_field  | /gallery/ny",
                "'gallery':{'name':'poisson2d','nx':0,'ny':3}                                  | out_of_range   | /gallery/nx",
                "'gallery':{'name':'poisson2d','nx':100000,'ny':100000}                        | out_of_range   | /gallery",
                "'gallery':{'name':'random_dd','n':1000000,'nnz_per_row':100000}               | out_of_range   | /gallery",
                "'gallery':{'name':'random_dd','n':9,'nnz_per_row':2,'alpha':1.5}              | out_of_range   | /gallery/alpha",
                "'gallery':{'name':'random_dd','n':9,'nnz_per_row':2,'alpha':1}                | out_of_range   | /gallery/alpha",
                "'gallery':{'name':'random_dd','n':9,'nnz_per_row':2,'alpha':1e-320}           | out_of_range   | /gallery/alpha",
                "'gallery':{'name':'anisotropic2d','nx':9,'ny':2,'epsilon':1e308}              | out_of_range   | /gallery/epsilon",
                "'gallery':{'name':'path_laplacian','n':1}                                     | out_of_range   | /gallery/n",
                "'gallery':{'name':'grid_plus_leak','nx':2,'ny':2}                             | missing_field  | /gallery/leak",
                "'mtx':'nonsense'                                                              | invalid_matrix | /mtx",
            })
    void eachLayoutIsChecked(String data, String code, String pointer) {
        Problem problem =
                problemOf(() -> solve("{'matrix':{'rows':3,'cols':3,'data':{" + data + "}},'vector':[1,2,3]}"));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo("/matrix/data" + (pointer == null ? "" : pointer));
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'cost_update'                              | unsupported_value  | /type",
                "'session_id':'../../etc'                          | invalid_id         | /session_id",
                "'session_id':'1-1-1-1-1'                          | invalid_id         | /session_id",
                "'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0bzz'| invalid_id        | /session_id",
                "'method':'magic'                                  | unsupported_value  | /method",
                "'method':'dense_lu'                               | unsupported_value  | /method",
                "'method':3                                        | wrong_type         | /method",
                "'workflow':7                                      | wrong_type         | /workflow",
                "'labels':['a']                                    | wrong_type         | /labels",
                "'labels':{'a':1}                                  | wrong_type         | /labels/a",
                "'name':true                                       | wrong_type         | /name",
                "'name':'a\\ud800b'                                 | malformed_body     | /name",
                "'name':'a\\u0000b'                                 | unsupported_value  | /name",
                "'labels':{'a':'\\udc00'}                            | malformed_body     | /labels/a",
                "'options':{'preconditioner':'magic'}              | unsupported_value  | /options/preconditioner",
                "'options':{'preconditioner':'magic'}              | unsupported_value  | /options/preconditioner",
                "'options':{'tolerance':-1}                        | out_of_range       | /options/tolerance",
                "'options':{'tolerance':0}                         | out_of_range       | /options/tolerance",
                "'options':{'tolerance':2}                         | out_of_range       | /options/tolerance",
                "'options':{'tolerance':'1e-8'}                    | wrong_type         | /options/tolerance",
                "'options':{'absolute_tolerance':-1}               | out_of_range       | /options/absolute_tolerance",
                "'options':{'error_bound':0}                       | out_of_range       | /options/error_bound",
                "'options':{'max_iterations':1.5}                  | wrong_type         | /options/max_iterations",
                "'options':{'max_iterations':0}                    | out_of_range       | /options/max_iterations",
                "'options':{'max_time_ms':0}                       | out_of_range       | /options/max_time_ms",
                "'options':{'initial_guess':[1.0]}                 | dimension_mismatch | /options/initial_guess",
                "'options':{'initial_guess':{}}                    | wrong_type         | /options/initial_guess",
                "'options':{'swarm_enabled':'yes'}                 | wrong_type         | /options/swarm_enabled",
                "'options':{'partitions':2}                        | unsupported_value  | /options/partitions",
                "'options':{'partitions':2,'swarm_enabled':false}  | unsupported_value  | /options/partitions",
                "'options':{'partitions':1,'swarm_enabled':true}   | out_of_range       | /options/partitions",
                "'options':{'partitions':65,'swarm_enabled':true}  | out_of_range       | /options/partitions",
                "'options':{'replicas':2}                          | unsupported_value  | /options/replicas",
                "'options':{'replicas':2,'partitions':2,'swarm_enabled':true} | unsupported_value | /options/replicas",
                "'options':{'replicas':0,'swarm_enabled':true}     | out_of_range       | /options/replicas",
                "'options':{'replicas':17,'swarm_enabled':true}    | out_of_range       | /options/replicas",
                "'options':{'partitions':'2','swarm_enabled':true} | wrong_type         | /options/partitions",
                "'method':'jacobi','options':{'partitions':2,'swarm_enabled':true} | unsupported_value | /method",
                "'options':{'partitions':2,'swarm_enabled':true,'preconditioner':'ic'} | unsupported_value | /options/preconditioner",
                "'options':{'auto_correction':0}                   | wrong_type         | /options/auto_correction",
                "'options':{'verification':{'probe_count':101}}    | out_of_range       | /options/verification/probe_count",
                "'options':{'verification':{'interval':0}}         | out_of_range       | /options/verification/interval",
                "'options':{'verification_interval':0}             | out_of_range       | /options/verification_interval",
                "'options':{'convergence':{'swarm_agreement':1.5}} | out_of_range       | /options/convergence/swarm_agreement",
                "'options':{'expires_after_s':'soon'}              | wrong_type         | /options/expires_after_s",
                "'options':{'expires_after_s':0}                   | out_of_range       | /options/expires_after_s",
                "'options':{'stream':{'x':'moves'}}                | unsupported_value  | /options/stream/x",
                "'options':{'stream':{'x':'indices'}}              | missing_field      | /options/stream/x_indices",
                "'options':{'stream':{'x':'indices','x_indices':[1,3]}} | index_out_of_range | /options/stream/x_indices/1",
                "'options':{'stream':{'on_overflow':'spill'}}      | unsupported_value  | /options/stream/on_overflow",
                "'options':{'stream':{'buffer':0}}                 | out_of_range       | /options/stream/buffer",
                "'options':{'stream':{'deadband':-1}}              | out_of_range       | /options/stream/deadband",
                "'options':{'seed':0.5}                            | wrong_type         | /options/seed",
                "'options':[]                                      | wrong_type         | /options",
                "'flow_nexus':{'swarm_topology':'torus'}           | unsupported_value  | /flow_nexus/swarm_topology",
                "'flow_nexus':{'swarm_topology':3}                 | wrong_type         | /flow_nexus/swarm_topology",
                "'flow_nexus':{'cost_aggregation':'mean'}          | unsupported_value  | /flow_nexus/cost_aggregation",
                "'flow_nexus':{'cost_source':'x'}                  | invalid_id         | /flow_nexus/cost_source",
                "'flow_nexus':{'verification_strategy':'majority'} | unsupported_value  | /flow_nexus/verification_strategy",
            })
    void eachOptionIsChecked(String field, String code, String pointer) {
        Problem problem = problemOf(() -> solve(standard(field)));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @Test
    void aVectorOfAnotherLengthNamesBothNumbers() {
        Problem problem = problemOf(() -> solve("{'vector':[1,2],'matrix':" + CSR + "}"));
        assertThat(problem.code().wireName()).isEqualTo("dimension_mismatch");
        assertThat(problem.pointer()).isEqualTo("/vector");
        assertThat(problem.detail()).contains("2").contains("3");
        assertThat(problem.hint()).contains("3");
    }

    @Test
    void aVectorMayOnlyBeLeftOutForARecipe() {
        assertThat(problemOf(() -> solve("{'matrix':" + CSR + "}")).pointer()).isEqualTo("/vector");
    }

    @Test
    void anIndexOfASparseVectorMayNotOccurTwice() {
        Problem problem =
                problemOf(() -> solve("{'matrix':" + CSR + ",'vector':{'indices':[2,0,2],'values':[1,2,3]}}"));
        assertThat(problem.code().wireName()).isEqualTo("unsupported_value");
        assertThat(problem.pointer()).isEqualTo("/vector/indices/2");
    }

    @Test
    void theBestKnownExampleGetsThePointersAndAHintThatFits() {
        Problem problem = problemOf(() -> solve("""
                {'matrix':{'rows':1000,'cols':1000,'data':{'values':[2,-1,-1,2,-1,-1,2],
                 'row_indices':[0,0,1,1,1,2,2],'col_pointers':[0,2,5,7]},'format':'csr'},'vector':[1,2,3]}"""));
        assertThat(problem.code().wireName()).isEqualTo("invalid_matrix");
        assertThat(problem.pointer()).isEqualTo("/matrix/data/col_pointers");
        assertThat(problem.detail()).contains("4").contains("1001");
        assertThat(problem.hint())
                .contains("rows: 3")
                .contains("the vector of 3")
                .contains("row_pointers [0,2,5,7]")
                .contains("col_indices [0,1,0,1,2,1,2]");
    }

    @Test
    void theHintComesFromRulesAndNotFromAKnownBody() {
        Problem problem = problemOf(() -> solve("""
                {'matrix':{'rows':9,'cols':9,'data':{'values':[1,1,1,1,1],
                 'col_indices':[0,0,1,3,3],'row_pointers':[0,2,3,3,5]}},'vector':[1,2,3,4,5]}"""));
        assertThat(problem.hint())
                .contains("rows: 4")
                .doesNotContain("vector")
                .contains("CSC")
                .contains("col_pointers [0,2,3,3,5]");
        Problem ordinary = problemOf(() -> solve("""
                {'matrix':{'rows':9,'cols':9,'data':{'values':[1,1],
                 'col_indices':[1,0],'row_pointers':[0,1,2]}},'vector':[1,2]}"""));
        Problem left = problemOf(() -> solve("""
                {'matrix':{'rows':3,'cols':3,'data':{'values':[1,1,1],
                 'col_indices':[0,1,2],'row_pointers':[0,1,2]}},'vector':[1,2,3]}"""));
        assertThat(left.hint()).contains("The vector fits rows: 3");
        assertThat(ordinary.hint())
                .contains("rows: 2")
                .contains("the vector of 2")
                .doesNotContain("CSC");
    }

    @Test
    void aStructuralFaultOfARepeatedEntryNamesItsSecondPlace() {
        Problem problem = problemOf(() -> solve("""
                {'matrix':{'rows':3,'cols':3,'data':{'values':[2,-1,-1,2,-1,-1,2],
                 'row_indices':[0,0,1,1,1,2,2],'col_pointers':[0,2,5,7]}},'vector':[1,2,3]}"""));
        assertThat(problem.pointer()).isEqualTo("/matrix/data/row_indices/1");
        assertThat(problem.hint()).contains("CSR");
    }

    @Test
    void manyRowsAndFewEntriesAreRefusedBeforeAnythingIsAllocated() {
        Problem problem = problemOf(() -> solve("""
                {'matrix':{'rows':16000000,'cols':16000000,'data':{'values':[1],'row_indices':[0],'col_indices':[0]}},
                 'vector':{'indices':[0],'values':[1]}}"""));
        assertThat(problem.code().wireName()).isEqualTo("structurally_singular");
        assertThat(problem.detail()).contains("15999999");
    }

    @Test
    void malformedJsonIsPlaced() {
        Problem problem = problemOf(() -> solve("{\n  'matrix': {,\n}"));
        assertThat(problem.code().wireName()).isEqualTo("malformed_json");
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isBetween(13, 15);
        Problem cut = problemOf(() -> solve("{'matrix': "));
        assertThat(cut.code().wireName()).isEqualTo("malformed_json");
        assertThat(cut.line()).isEqualTo(1);
        assertThat(cut.column()).isGreaterThan(10);
        assertThat(cut.detail()).doesNotContain("Source");
        for (String begun : List.of("{'vector':[1,", "{'vector':[", "{'matrix':{'dense':[[1,2],[3")) {
            assertThat(problemOf(() -> solve(begun)).detail()).doesNotContain("Source");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'vector':[NaN]}",
                "{'vector':[1,]}",
                "{'vector':[Infinity]}",
                "{'vector':[1]} {'vector':[1]}",
                "{'name':'a','name':'b'}",
                "{'name':'a\u0001'}",
                "nonsense",
                "{",
            })
    void textThatIsNotOneObjectIsMalformed(String body) {
        Problem problem = problemOf(() -> solve(body));
        assertThat(problem.code().wireName()).isEqualTo("malformed_json");
        assertThat(problem.line()).isNotNull();
        assertThat(problem.detail()).doesNotContain("JsonReadFeature").doesNotContain("Exception");
    }

    @Test
    void aNumberThatJsonDoesNotHaveIsNamed() {
        assertThat(problemOf(() -> solve("{'vector':[NaN]}")).hint()).contains("no NaN or Infinity");
    }

    @Test
    void anEmptyBodyIsMalformed() {
        assertThat(problemOf(() -> solve("")).code().wireName()).isEqualTo("malformed_json");
        assertThat(problemOf(() -> solve("  \n ")).detail()).contains("empty");
    }

    @Test
    void bytesThatAreNotUtf8AreAMalformedBody() {
        byte[] body = "{\"method\": \"??\"}".getBytes(StandardCharsets.US_ASCII);
        body[12] = (byte) 0xFF;
        Problem problem =
                problemOf(() -> SolveRequestReader.read(new ByteArrayInputStream(body), RequestLimits.DEFAULTS));
        assertThat(problem.code().wireName()).isEqualTo("malformed_body");
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(problemOf(() -> SolveRequestReader.read(new ByteArrayInputStream(utf16), RequestLimits.DEFAULTS))
                        .code()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void deepNestingIsRefusedWhereverItStands() {
        assertThat(problemOf(() -> solve("[".repeat(100_000))).code().status()).isEqualTo(422);
        Problem inside = problemOf(() -> solve("{'extra':" + "[".repeat(100_000)));
        assertThat(inside.code().wireName()).isEqualTo("malformed_json");
        assertThat(inside.detail()).contains("100 brackets");
    }

    @Test
    void longNumbersAndTextsAreRefused() {
        Problem number = problemOf(() -> solve("{'vector':[" + "1".repeat(5000) + "]}"));
        assertThat(number.code().wireName()).isEqualTo("malformed_json");
        Problem text = problemOf(() -> solve("{'matrix':{'data':{'mtx':'" + "a".repeat((8 << 20) + 10) + "'}}}"));
        assertThat(text.code().wireName()).isEqualTo("body_too_large");
        assertThat(text.hint()).contains("multipart");
        assertThat(problemOf(() -> solve("{'name':'" + "a".repeat(300) + "'}"))
                        .code()
                        .wireName())
                .isEqualTo("out_of_range");
    }

    @Test
    void anUnsupportedChoiceNamesTheSupportedOnes() {
        assertThat(problemOf(() -> solve(standard("'method':'simplex'"))).hint())
                .contains("hybrid")
                .contains("gmres");
        assertThat(problemOf(() -> solve(standard("'options':{'preconditioner':'magic'}")))
                        .hint())
                .contains("ilu");
    }
}
