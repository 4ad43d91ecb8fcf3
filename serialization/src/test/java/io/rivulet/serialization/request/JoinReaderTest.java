// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinReaderTest {
    @Test
    void everyFieldIsRead() {
        JoinRequest request = JoinReader.read(bytes("{'type':'join','node_id':'Zelle 7','roles':['verifier','reporter',"
                + "'verifier'],'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d','capabilities':['simd'],"
                + "'version':'1.2','extra':1}"));
        assertThat(request.candidate())
                .isEqualTo(new SwarmMember(
                        "Zelle 7", List.of(MemberRole.REPORTER, MemberRole.VERIFIER), 0, List.of("simd"), "1.2"));
        assertThat(request.sessionId()).hasToString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        assertThat(request.warnings()).singleElement().asString().contains("/extra");
    }

    @Test
    void aMemberOfTheClusterNeedsOnlyANameAndARole() {
        JoinRequest request = JoinReader.read(bytes("{'node_id':'n','roles':['solver']}"));
        assertThat(request.sessionId()).isNull();
        assertThat(request.candidate()).isEqualTo(new SwarmMember("n", List.of(MemberRole.SOLVER), 0, List.of(), ""));
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'roles':['reporter']}                                    | missing_field     | /node_id",
                "{'node_id':'n'}                                           | missing_field     | /roles",
                "{'node_id':'n','roles':[]}                                | missing_field     | /roles",
                "{'node_id':'n','roles':['reporter','spectator']}          | unsupported_value | /roles/1",
                "{'node_id':'n','roles':'reporter'}                        | wrong_type        | /roles",
                "{'node_id':'','roles':['reporter']}                       | out_of_range      | /node_id",
                "{'node_id':'a\\u0000','roles':['reporter']}                | unsupported_value | /node_id",
                "{'node_id':7,'roles':['reporter']}                        | wrong_type        | /node_id",
                "{'node_id':'n','roles':['reporter'],'session_id':'7'}     | invalid_id        | /session_id",
                "{'node_id':'n','roles':['reporter'],'type':'ping'}        | unsupported_value | /type",
                "{'node_id':'n','roles':['reporter'],'version':'LONG'}     | out_of_range      | /version",
                "{'node_id':'LONG','roles':['reporter']}                   | out_of_range      | /node_id",
                "{'node_id':'n','roles':['reporter'],'capabilities':MANY}  | out_of_range      | /capabilities/8",
            })
    void aBadJoinIsRefused(String body, String code, String pointer) {
        String many = "['a','a','a','a','a','a','a','a','a']";
        Problem problem = problemOf(() ->
                JoinReader.read(bytes(body.replace("LONG", "x".repeat(101)).replace("MANY", many))));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }
}
