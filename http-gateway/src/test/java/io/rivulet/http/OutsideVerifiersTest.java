// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.http.ReferenceVerifier.Manner;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.socket.SocketVerifier;
import io.rivulet.http.socket.UnaskedFrames;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.request.JoinRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One node and verifiers from outside that vote beside it: what they say counts by the rules that hold for nodes.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutsideVerifiersTest {
    private static final long PATIENCE_SECONDS = 30;
    /// On a busy machine an honest verifier may take long to say a word.
    private static final long VOTE_TIMEOUT_MS = 1_000;

    @RegisterExtension
    static final OneNode node = OneNode.start(
            "test-node",
            GatewaySettings.defaults(),
            "rivulet.actors.verifier.vote-timeout = " + VOTE_TIMEOUT_MS + "ms");

    private final List<ReferenceVerifier> verifiers = new ArrayList<>();

    @AfterEach
    void leave() throws Exception {
        for (ReferenceVerifier verifier : verifiers) {
            verifier.close();
        }
    }

    private static String open(String options) throws Exception {
        return node.solve("""
                {"matrix": {"data": {"gallery": {"name": "grid_plus_leak", "nx": 12, "ny": 9, "leak": 1}}},
                 "options": {"live": false%s}}
                """.formatted(options)).getFirst().get("session_id").asText();
    }

    private ReferenceVerifier join(String name, String session) throws Exception {
        var verifier = ReferenceVerifier.join(node.client, node.port(), name, session);
        verifiers.add(verifier);
        return verifier;
    }

    /// A session whose voters are the node and these.
    private String withThree(String options) throws Exception {
        String session = open(options);
        for (String name : List.of("v1", "v2", "v3")) {
            join(name, session);
        }
        until(session, 4, 0, 0, 4);
        return session;
    }

    private static HttpResponse<String> poll(String session) throws Exception {
        return node.postJson(
                "/api/v1/verify", "{\"session_id\":\"" + session + "\",\"strategy\":\"consensus\",\"probe_count\":3}");
    }

    private static JsonNode verdict(String session) throws Exception {
        return json(poll(session), 200);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return OneNode.JSON.readTree(answer.body());
    }

    private static boolean are(JsonNode votes, int inFavour, int against, int abstained, int voters) {
        return votes.path("for").asInt() == inFavour
                && votes.path("against").asInt() == against
                && votes.path("abstained").asInt() == abstained
                && votes.path("voters").asInt() == voters;
    }

    private static void until(String session, int inFavour, int against, int abstained, int voters) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        HttpResponse<String> last;
        do {
            last = poll(session);
            if (are(OneNode.JSON.readTree(last.body()).path("votes"), inFavour, against, abstained, voters)) {
                return;
            }
        } while (System.nanoTime() < deadline);
        throw new AssertionError(last.body());
    }

    private static void assertVotes(JsonNode verdict, int inFavour, int against, int abstained, int voters) {
        assertThat(are(verdict.get("votes"), inFavour, against, abstained, voters))
                .as(verdict.toString())
                .isTrue();
    }

    @Test
    void aJoinThatIsAnsweredAfterItsSocketHasEndedTakesNoSeat() throws Exception {
        var socket = new SocketVerifier(node.sessions, "ann", new UnaskedFrames(node.system));
        var member = new SwarmMember("late", List.of(MemberRole.VERIFIER), 0, List.of(), "", "0a".repeat(32));
        var join = new JoinRequest(member, UUID.randomUUID(), List.of());
        assertThat(socket.joined(join).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        socket.close();
        assertThat(socket.joined(join).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isFalse();
    }

    @Test
    void honestOnesAndTheNodeAreAQuorum() throws Exception {
        String session = withThree("");
        JsonNode verdict = verdict(session);
        assertThat(verdict.get("verified").asBoolean()).isTrue();
        assertVotes(verdict, 4, 0, 0, 4);
        assertThat(verdict.get("votes").get("quorum").asInt()).isEqualTo(3);
        assertThat(verdict.get("votes").get("tolerated_faults").asInt()).isEqualTo(1);
        assertThat(verdict.get("max_error").isNumber()).isTrue();
        JsonNode swarm = json(node.get("/api/v1/swarm/" + session), 200);
        assertThat(swarm.get("quorum").asInt()).isEqualTo(3);
        assertThat(swarm.get("tolerated_faults").asInt()).isEqualTo(1);
    }

    @Test
    void aLiarIsOutvotedWhetherXIsRightOrWrong() throws Exception {
        String right = withThree("");
        verifiers.get(1).manner = Manner.LIES;
        JsonNode verdict = verdict(right);
        assertThat(verdict.get("verified").asBoolean()).isTrue();
        assertVotes(verdict, 3, 1, 0, 4);
        leave();
        verifiers.clear();

        // Its checks ask for more than any x can give.
        String wrong = open(",\"verification\":{\"enabled\":false,\"tolerance\":1e-300}");
        for (String name : List.of("v1", "v2", "v3")) {
            join(name, wrong);
        }
        until(wrong, 0, 4, 0, 4);
        verifiers.get(1).manner = Manner.LIES;
        JsonNode refuted = verdict(wrong);
        assertThat(refuted.get("verified").asBoolean()).isFalse();
        assertVotes(refuted, 1, 3, 0, 4);
        // In favour, and with the residual that refutes it.
        verifiers.get(1).manner = Manner.BELIES_ITSELF;
        assertVotes(verdict(wrong), 0, 3, 1, 4);
    }

    @Test
    void aSolverWithAKeyVotesAsAVerifierDoes() throws Exception {
        String session = open("");
        ReferenceVerifier solver = join("s", open(""));
        ObjectNode frame = solver.joinFrame(session);
        frame.putArray("roles").add("solver");
        assertThat(answer(solver, frame).path("type").asText()).isEqualTo("joined");
        until(session, 2, 0, 0, 2);
        solver.manner = Manner.LIES;
        JsonNode refused = json(poll(session), 503);
        assertThat(refused.get("detail").asText()).contains("1 voters for, 1 against");
    }

    @Test
    void whatIsWrongWithAReadIsSaidAtItsPlace() throws Exception {
        String at = "/api/v1/sessions/" + open("");
        for (String[] each : new String[][] {
            {"/x", "missing_field", "/digest"},
            {"/x?digest=00", "unsupported_value", "/digest"},
            {"/matrix?revision=9", "out_of_range", "/revision"},
            {"/vector?revision=-1", "out_of_range", "/revision"},
            {"/vector?revision=x", "wrong_type", "/revision"}
        }) {
            JsonNode problem = json(node.get(at + each[0]), 422);
            assertThat(problem.get("code").asText()).as(each[0]).isEqualTo(each[1]);
            assertThat(problem.path("pointer").asText()).as(each[0]).isEqualTo(each[2]);
        }
    }

    @Test
    void whoSaysTwoThingsIsExcludedAndStaysOut() throws Exception {
        String session = withThree("");
        ReferenceVerifier two = verifiers.get(1);
        two.manner = Manner.CONTRADICTS_ITSELF;
        // Its second vote has to arrive while others are waited for.
        verifiers.get(2).manner = Manner.SILENT;
        assertThat(json(poll(session), 503).get("detail").asText()).contains("2 voters for, 0 against, 2 abstained");
        verifiers.get(2).manner = Manner.HONEST;
        until(session, 3, 0, 0, 3);
        ObjectNode ping = OneNode.JSON
                .createObjectNode()
                .put("type", "ping")
                .put("node_id", "v2")
                .put("session_id", session);
        JsonNode told = answer(two, ping).get("problem");
        assertThat(told.get("code").asText()).isEqualTo("forbidden");
        assertThat(told.get("detail").asText()).contains("excluded");
        for (String role : List.of("verifier", "solver")) {
            ObjectNode join = two.joinFrame(session);
            join.putArray("roles").add(role).add("reporter");
            JsonNode refused = answer(two, join).get("problem");
            assertThat(refused.get("code").asText()).as(role).isEqualTo("forbidden");
            assertThat(refused.get("pointer").asText()).as(role).isEqualTo("/public_key");
        }
        ObjectNode asReporter = two.joinFrame(session);
        asReporter.putArray("roles").add("reporter");
        JsonNode joined = answer(two, asReporter);
        assertThat(joined.get("type").asText()).isEqualTo("joined");
        assertThat(joined.get("warnings").toString()).contains("excluded", "no_vote");
        assertThat(answer(two, ping).get("warnings").get(0).asText()).startsWith("excluded");
        assertVotes(verdict(session), 3, 0, 0, 3);
    }

    /// Its votes are answered too, the second of them perhaps with an error: its poll may be over.
    private static JsonNode answer(ReferenceVerifier verifier, ObjectNode frame) throws Exception {
        String id = UUID.randomUUID().toString();
        verifier.send(frame.deepCopy().put("id", id));
        JsonNode answer = verifier.answer();
        while (!answer.path("in_reply_to").asText().equals(id)) {
            answer = verifier.answer();
        }
        return answer;
    }

    @Test
    void theSilentAbstainInTimeAndWhoOnlySaysThatItWorksDelaysNothingThatIsDecided() throws Exception {
        String session = withThree("");
        for (Manner manner : List.of(Manner.SILENT, Manner.NEVER_DONE)) {
            verifiers.get(0).manner = manner;
            JsonNode verdict = verdict(session);
            assertThat(verdict.get("verified").asBoolean()).isTrue();
            assertVotes(verdict, 3, 0, 1, 4);
            assertThat(verdict.get("verification_time_ms").asDouble())
                    .as(manner.name())
                    .isBetween(VOTE_TIMEOUT_MS - 1.0, VOTE_TIMEOUT_MS + 6_000.0);
        }
        verifiers.get(0).manner = Manner.UNABLE;
        assertVotes(verdict(session), 3, 0, 1, 4);
    }

    @Test
    void whoIsAtWorkIsWaitedForAsLongAsItCanDecide() throws Exception {
        String session = withThree("");
        verifiers.get(0).manner = Manner.SILENT;
        ReferenceVerifier slow = verifiers.get(1);
        slow.manner = Manner.SLOW;
        slow.tasks.clear();
        CompletableFuture<JsonNode> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return verdict(session);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        slow.task();
        // Long after the silent one has abstained: only the slow one is missing then.
        JsonNode later = verifiers.get(2).task();
        assertThat(later.get("deadline_ms").asLong()).isEqualTo(10_000);
        CompletableFuture.runAsync(
                        () -> slow.go.add(true),
                        CompletableFuture.delayedExecutor(2 * VOTE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .join();
        JsonNode verdict = asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertVotes(verdict, 3, 0, 1, 4);
        assertThat(verdict.get("verification_time_ms").asDouble()).isGreaterThan(2.0 * VOTE_TIMEOUT_MS - 1);
    }

    @Test
    void replaysAndForgeriesCountNowhere() throws Exception {
        String session = withThree("");
        node.postJson(
                "/api/v1/swarm/costs?wait=applied",
                "{\"session_id\":\"" + session + "\",\"delta_costs\":{\"indices\":[5],\"values\":[0.5]}}");
        for (Manner manner : List.of(Manner.REPLAYS, Manner.FORGES)) {
            verifiers.get(1).manner = manner;
            assertVotes(verdict(session), 3, 0, 1, 4);
        }
        verifiers.get(1).manner = Manner.HONEST;
        assertVotes(verdict(session), 4, 0, 0, 4);
    }

    @Test
    void theProblemIsReadAtTheRevisionThatIsAskedAbout() throws Exception {
        String session = withThree("");
        for (int k = 1; k <= 3; k++) {
            json(node.postJson("/api/v1/swarm/costs?wait=applied", """
                            {"session_id":"%s","delta_costs":{"indices":[5,7],"values":[0.1,-0.3]},
                             "matrix_updates":[{"row":%d,"col":%d,"new_value":7.25}]}
                            """.formatted(session, k, k)), 200);
            assertVotes(verdict(session), 4, 0, 0, 4);
        }
        String at = "/api/v1/sessions/" + session;
        HttpResponse<String> matrix = node.get(at + "/matrix?revision=2", "Accept", "text/plain");
        assertThat(matrix.headers().firstValue("ETag")).contains("\"2\"");
        assertThat(matrix.body().lines().toList())
                .startsWith("%%MatrixMarket matrix coordinate real general")
                .contains("3 3 7.25")
                .doesNotContain("4 4 7.25");
        List<String> before = node.get(at + "/vector?revision=0", "Accept", "text/plain")
                .body()
                .lines()
                .toList();
        List<String> after =
                node.get(at + "/vector", "Accept", "text/plain").body().lines().toList();
        assertThat(after).hasSize(12 * 9 + 2);
        double b5 = Double.parseDouble(before.get(2 + 5));
        assertThat(Double.parseDouble(after.get(2 + 5))).isEqualTo(b5 + 0.1 + 0.1 + 0.1);
        assertThat(json(node.get(at + "/matrix?revision=4"), 422).get("code").asText())
                .isEqualTo("out_of_range");
        assertThat(json(node.get(at + "/x?digest=00"), 422).get("code").asText())
                .isEqualTo("unsupported_value");
        assertThat(json(node.get(at + "/x"), 422).get("code").asText()).isEqualTo("missing_field");
        String other = session.substring(0, 35) + (session.endsWith("0") ? "1" : "0");
        assertThat(node.get("/api/v1/sessions/" + other + "/matrix").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoComesBackAtAnotherSocketGoesOn() throws Exception {
        String session = withThree("");
        ReferenceVerifier first = verifiers.get(0);
        first.drop();
        until(session, 3, 0, 1, 4);
        var again = ReferenceVerifier.join(node.client, node.port(), "v1", session, first.key);
        verifiers.add(again);
        assertVotes(verdict(session), 4, 0, 0, 4);
        assertThat(again.tasks).isNotEmpty();
        // At two sockets at once, it is asked at both: it is whoever signs, not who came last.
        var third = ReferenceVerifier.join(node.client, node.port(), "v1", session, first.key);
        verifiers.add(third);
        again.tasks.clear();
        assertVotes(verdict(session), 4, 0, 0, 4);
        assertThat(third.tasks).isNotEmpty();
        assertThat(again.tasks).isNotEmpty();
        for (Manner manner : List.of(Manner.SILENT, Manner.UNABLE, Manner.FORGES)) {
            third.manner = manner;
            assertVotes(verdict(session), 4, 0, 0, 4);
        }
        third.drop();
        again.tasks.clear();
        until(session, 4, 0, 0, 4);
        assertThat(again.tasks).isNotEmpty();
    }

    @Test
    void aMemberOfTheClusterVotesWhereThereIsASwarm() throws Exception {
        String swarm = open(",\"swarm_enabled\":true");
        String alone = open("");
        join("everywhere", "");
        until(swarm, 2, 0, 0, 2);
        assertVotes(verdict(alone), 1, 0, 0, 1);
    }

    @Test
    void whoJoinsByAPostIsAVoterThatAbstainsUntilItIsAtASocket() throws Exception {
        String session = open("");
        ReferenceVerifier one = join("elsewhere", open(""));
        JsonNode joined =
                json(node.postJson("/api/v1/swarm/join", one.joinFrame(session).toString()), 200);
        assertThat(joined.path("warnings")).isEmpty();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String detail = "";
        while (!detail.contains("1 abstained") && System.nanoTime() < deadline) {
            detail = OneNode.JSON.readTree(poll(session).body()).path("detail").asText();
        }
        assertThat(detail).contains("1 voters for, 0 against, 1 abstained");
        one.send(one.joinFrame(session));
        until(session, 2, 0, 0, 2);
    }

    @Test
    void keysThatAreNoneOrSomebodyElsesAreRefused() throws Exception {
        String session = open("");
        ReferenceVerifier one = join("one", session);
        String key = one.joinFrame(session).get("public_key").asText();
        ObjectNode frame = one.joinFrame(session);
        for (String broken : List.of("", "AAAA", "no+base64", "A".repeat(43), key + "A")) {
            HttpResponse<String> answer = node.postJson(
                    "/api/v1/swarm/join",
                    frame.deepCopy()
                            .put("node_id", "other")
                            .put("public_key", broken)
                            .toString());
            assertThat(json(answer, 422).get("pointer").asText()).as(broken).isEqualTo("/public_key");
        }
        JsonNode sameKey = json(
                node.postJson(
                        "/api/v1/swarm/join",
                        frame.deepCopy().put("node_id", "other").toString()),
                422);
        assertThat(sameKey.get("detail").asText()).contains("\"one\" is a voter under this key");
        ReferenceVerifier two = join("two", session);
        JsonNode otherKey = json(
                node.postJson(
                        "/api/v1/swarm/join",
                        two.joinFrame(session).put("node_id", "one").toString()),
                422);
        assertThat(otherKey.get("detail").asText()).contains("under another key");
        JsonNode without = json(
                node.postJson(
                        "/api/v1/swarm/join",
                        "{\"node_id\":\"three\",\"roles\":[\"verifier\"],\"session_id\":\"" + session + "\"}"),
                200);
        assertThat(without.get("warnings").get(0).asText()).startsWith("no_vote");
        until(session, 3, 0, 0, 3);
    }

    @Test
    void wordsAboutTasksThatAreNotThereAreRefusedAndTheSocketGoesOn() throws Exception {
        String session = open("");
        ReferenceVerifier one = join("one", session);
        ObjectNode vote = OneNode.JSON
                .createObjectNode()
                .put("type", "probe_vote")
                .put("id", "q")
                .put("task", "0000000000000000");
        one.send(vote.deepCopy().put("verdict", "at_work"));
        assertThat(one.answer().get("problem").get("pointer").asText()).isEqualTo("/task");
        one.send(vote.deepCopy().put("verdict", "perhaps"));
        assertThat(one.answer().get("problem").get("pointer").asText()).isEqualTo("/verdict");
        one.send(vote.deepCopy().put("verdict", "verified"));
        assertThat(one.answer().get("problem").get("pointer").asText()).isEqualTo("/relative_residual");
        one.send(vote.deepCopy()
                .put("verdict", "verified")
                .put("relative_residual", 0)
                .put("seed", 1)
                .put("signature", "AAAA"));
        assertThat(one.answer().get("problem").get("pointer").asText()).isEqualTo("/signature");
        until(session, 2, 0, 0, 2);
        JsonNode acknowledged = one.answer();
        assertThat(acknowledged.get("type").asText()).isEqualTo("ack");
        assertThat(acknowledged.get("task").asText()).hasSize(16);
    }

    /// A vote under a node's statement is the one that the documented bytes make.
    @Test
    void theStatementIsTheOneThatNodesSign() throws Exception {
        JsonNode task = OneNode.JSON.readTree("""
                {"session_id":"7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d","epoch":3,"revision":9,
                 "strategy":"full_residual","tolerance":1e-8,"absolute_tolerance":0}
                """);
        String digest = "ab".repeat(32);
        byte[] ours = ReferenceVerifier.statement(task, digest, "verifier-1", true, 2.5e-10, -7);
        byte[] theirs = io.rivulet.serialization.event.VoteCodec.statement(
                new io.rivulet.serialization.event.VoteSubject(
                        java.util.UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d"),
                        3,
                        9,
                        digest,
                        "full_residual",
                        1e-8,
                        0),
                new io.rivulet.serialization.event.CastVote("verifier-1", true, 2.5e-10, -7, ""));
        assertThat(HexFormat.of().formatHex(ours)).isEqualTo(HexFormat.of().formatHex(theirs));
        assertThat(ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN).get(0)).isEqualTo((byte) 14);
    }
}
