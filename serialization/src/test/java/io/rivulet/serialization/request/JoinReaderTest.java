// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinReaderTest {
    /// That of RFC 8032, section 7.1, test 1.
    private static final String HEX = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    private static final String KEY = base64(HEX);

    private static String base64(String hex) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hex));
    }

    @Test
    void everyFieldIsRead() {
        JoinRequest request = JoinReader.read(bytes("{'type':'join','node_id':'Zelle 7','roles':['verifier','reporter',"
                + "'verifier'],'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d','capabilities':['simd'],"
                + "'version':'1.2','public_key':'" + KEY + "','extra':1}"));
        assertThat(request.candidate())
                .isEqualTo(new SwarmMember(
                        "Zelle 7", List.of(MemberRole.REPORTER, MemberRole.VERIFIER), 0, List.of("simd"), "1.2", HEX));
        assertThat(request.sessionId()).hasToString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
        assertThat(request.warnings()).singleElement().asString().contains("/extra");
    }

    @Test
    void aMemberOfTheClusterNeedsOnlyANameAndARole() {
        JoinRequest request = JoinReader.read(bytes("{'node_id':'n','roles':['solver']}"));
        assertThat(request.sessionId()).isNull();
        assertThat(request.candidate()).isEqualTo(new SwarmMember("n", List.of(MemberRole.SOLVER), 0, List.of(), ""));
        assertThat(JoinReader.read(bytes("{'id':7,'node_id':'n','roles':['reporter']}"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void aKeyIsReadWithAndWithoutItsX509FormAndIsOfThoseWhoVote() {
        String x509 = base64("302a300506032b6570032100" + HEX);
        for (String key : List.of(KEY, KEY + "=", x509)) {
            assertThat(JoinReader.read(bytes("{'node_id':'n','roles':['verifier'],'public_key':'" + key + "'}"))
                            .candidate()
                            .publicKey())
                    .isEqualTo(HEX);
        }
        for (String role : List.of("verifier", "solver")) {
            String join = "{'node_id':'n','roles':['" + role + "']";
            JoinRequest with = JoinReader.read(bytes(join + ",'public_key':'" + KEY + "'}"));
            assertThat(with.candidate().publicKey()).isEqualTo(HEX);
            assertThat(with.candidate().votes()).isTrue();
            assertThat(with.warnings()).isEmpty();
            JoinRequest without = JoinReader.read(bytes(join + "}"));
            assertThat(without.candidate().votes()).isFalse();
            assertThat(without.warnings()).singleElement().asString().startsWith("no_vote");
        }
        JoinRequest reporter =
                JoinReader.read(bytes("{'node_id':'n','roles':['reporter'],'public_key':'" + KEY + "'}"));
        assertThat(reporter.candidate().publicKey()).isNull();
        assertThat(reporter.warnings()).singleElement().asString().startsWith("no_vote");
    }

    @Test
    void aKeyThatIsNoneOrThatAnybodyCanSignForIsRefused() {
        for (String hex : List.of(
                "00",
                "00".repeat(32),
                "01" + "00".repeat(31),
                "01" + "00".repeat(30) + "80",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "ec" + "ff".repeat(30) + "7f",
                "02" + "00".repeat(31),
                "ff".repeat(32),
                "302a300506032b6571032100" + HEX)) {
            Problem problem = problemOf(() ->
                    JoinReader.read(bytes("{'node_id':'n','roles':['verifier'],'public_key':'" + base64(hex) + "'}")));
            assertThat(problem.code()).as(hex).isEqualTo(ProblemCode.UNSUPPORTED_VALUE);
            assertThat(problem.pointer()).as(hex).isEqualTo("/public_key");
        }
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
                "{'node_id':'n','roles':['verifier'],'public_key':7}     | wrong_type        | /public_key",
                "{'node_id':'n','roles':['verifier'],'public_key':'a b'} | unsupported_value | /public_key",
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
