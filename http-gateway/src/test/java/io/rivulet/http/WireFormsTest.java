// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.IndexList;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.session.SolutionBody;
import io.rivulet.http.session.VectorBody;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormsTest {
    private static final UUID SESSION = new UUID(3, 4);

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "*/*, application/json",
        "text/plain, text/plain",
        "'text/*;q=0.5, application/octet-stream', application/octet-stream",
        "'application/json;q=0.1, text/plain;q=0.2', text/plain",
        "'*/*, application/json;q=0', text/plain",
        "'application/*;q=0.3, */*;q=0.1', application/json",
    })
    void theBestAcceptedTypeIsChosen(String accept, String chosen) {
        assertThat(choose(accept).toString()).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "application/json;q=0", "text/html, image/*"})
    void whatTheClientDoesNotTakeIsNotAcceptable(String accept) {
        assertThatThrownBy(() -> choose(accept)).hasMessageContaining("not_acceptable");
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'gzip;q=0, *', false",
        "'deflate, gzip;q=0.5', true",
        "identity, false",
        "*, true",
        "'*;q=0', false",
    })
    void gzipIsUsedWhereItIsTaken(String accepted, boolean used) {
        var request = HttpRequest.GET("/").addHeader(parsed("Accept-Encoding", accepted));
        assertThat(Negotiation.takesGzip(request)).isEqualTo(used);
    }

    @Test
    void indicesAreSinglesAndRanges() {
        assertThat(IndexList.parse("1,5-9")).containsExactly(1, 5, 6, 7, 8, 9);
        assertThat(IndexList.parse("3")).containsExactly(3);
        assertThat(IndexList.parse("7-7,0")).containsExactly(7, 0);
        assertThat(IndexList.parse("0-999999")).hasSize(IndexList.MAX_INDICES);
    }

    @ParameterizedTest
    @CsvSource({
        "'', wrong_type",
        "'1,', wrong_type",
        "a, wrong_type",
        "-3, wrong_type",
        "9-5, wrong_type",
        "1.5, wrong_type",
        "99999999999, index_out_of_range",
        "2147483647, index_out_of_range",
        "0-1000000, out_of_range",
        "'0-999999,0-999999', out_of_range",
    })
    void otherIndicesAreRefused(String text, String code) {
        assertThatThrownBy(() -> IndexList.parse(text)).hasMessageStartingWith(code);
    }

    @Test
    void anIndexBeyondTheVectorIsRefusedWithItsLength() {
        assertThatThrownBy(() -> IndexList.check(new int[] {0, 40}, 40))
                .hasMessageContaining("40")
                .hasMessageStartingWith("index_out_of_range");
        IndexList.check(new int[] {0, 39}, 40);
    }

    @Test
    void everyFormOfXIsTheSameToTheLastBit() throws Exception {
        double[] x = IntStream.range(0, 2 * VectorBody.PIECE_ENTRIES + 5)
                .mapToDouble(i -> Math.sin(i) * Math.pow(10, i % 30 - 15))
                .toArray();
        x[3] = -0.0;
        x[4] = Double.MIN_VALUE;
        Answer.Solution solution = solution(x);
        String json = text(SolutionBody.json(SESSION, solution));
        int from = json.indexOf("\"x\":[") + 5;
        double[] fromJson = Arrays.stream(
                        json.substring(from, json.indexOf(']', from)).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(fromJson).isEqualTo(x);
        assertThat(json)
                .startsWith("{")
                .endsWith("}")
                .contains("\"revision\":7", "\"verified\":true", "\"error_bound\":0.25");
        List<String> market =
                text(VectorBody.matrixMarket(solution.result().x())).lines().toList();
        assertThat(market.subList(0, 2)).containsExactly("%%MatrixMarket matrix array real general", x.length + " 1");
        assertThat(market.stream().skip(2).mapToDouble(Double::parseDouble).toArray())
                .isEqualTo(x);
        ByteBuffer raw = bytes(VectorBody.littleEndian(solution.result().x()))
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        double[] fromRaw = new double[x.length];
        raw.asDoubleBuffer().get(fromRaw);
        assertThat(fromRaw).isEqualTo(x);
        assertThat(new String(
                        SolutionBody.json(SESSION, solution, new int[] {4, 3}),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"indices\":[4,3]", "\"values\":[4.9E-324,-0.0]");
    }

    @Test
    void anEmptyVectorIsAnEmptyArray() throws Exception {
        assertThat(text(SolutionBody.json(SESSION, solution(new double[0])))).contains("\"x\":[]");
    }

    @Test
    void anAnswerIsWaitedForLessLongThanAConnectionLives() throws Exception {
        assertThat(AnswerTimeout.below(Duration.ofSeconds(60)).limit()).isEqualTo(Duration.ofSeconds(55));
        assertThat(AnswerTimeout.below(Duration.ofSeconds(2)).limit()).isEqualTo(Duration.ofSeconds(1));
        var late = new AnswerTimeout(Duration.ofMillis(10)).on(new CompletableFuture<>());
        assertThatThrownBy(() -> late.toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class);
        var prompt = new AnswerTimeout(Duration.ofMinutes(1)).on(CompletableFuture.completedFuture("x"));
        assertThat(prompt.toCompletableFuture().get()).isEqualTo("x");
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        GatewaySettings good = GatewaySettings.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.listen("127.0.0.1", 70_000))
                .withMessageContaining("port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.bodies(0, Duration.ofSeconds(1)))
                .withMessageContaining("body limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.streams(1, Duration.ZERO))
                .withMessageContaining("stream time limit");
    }

    private static MediaType choose(String accept) {
        var request = HttpRequest.GET("/").addHeader(parsed("Accept", accept));
        return Negotiation.choose(
                request, MediaTypes.APPLICATION_JSON, MediaTypes.TEXT_PLAIN, MediaTypes.APPLICATION_OCTET_STREAM);
    }

    private static org.apache.pekko.http.javadsl.model.HttpHeader parsed(String name, String value) {
        return org.apache.pekko.http.javadsl.model.HttpHeader.parse(name, value);
    }

    private static Answer.Solution solution(double[] x) {
        var result = new Slices.SolutionResult(
                7, DenseVector.adopt(x), null, 1e-9, 1e-9, 1e-16, new ErrorBound(0.25, "u = 1"), 1000);
        return new Answer.Solution(result, true, "converged", 12, 3.5);
    }

    private static String text(Source<ByteString, NotUsed> source) throws Exception {
        return bytes(source).utf8String();
    }

    private static ByteString bytes(Source<ByteString, NotUsed> source) throws Exception {
        return source.runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), kit.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
