// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rivulet.serialization.task.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Results that were reckoned by hand.
class TaskWorkTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode run(TaskKind kind, String data) throws Exception {
        return TaskWork.run(kind, JSON.readTree(data.replace('\'', '"')));
    }

    /// Of the last point of 1, 2, 4 with a window of 3.
    @ParameterizedTest
    @CsvSource({
        "return, 1",
        "log_return, 0.6931471805599453",
        "diff, 2",
        "mean_w, 2.3333333333333335",
        "std_w, 1.247219128924647",
        "zscore_w, 1.3363062095621219",
        "min_w, 1",
        "max_w, 4",
        "range_pos_w, 1",
        "slope_w, 1.5"
    })
    void featuresAreThoseOfTheWindow(String feature, double expected) throws Exception {
        JsonNode result = run(
                TaskKind.FEATURE_ENGINEERING,
                "{'series':[1,2,4],'window':3,'features':['" + feature + "','ema','autocorr1_w']}");
        assertThat(result.get("rows").asInt()).isEqualTo(1);
        assertThat(result.get("cols").asInt()).isEqualTo(3);
        assertThat(result.get("dropped_rows").asInt()).isEqualTo(2);
        assertThat(result.get("values").get(0).asDouble()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void gradientsAreThoseOfTheLoss() throws Exception {
        JsonNode squares =
                run(TaskKind.NEURAL_TRAINING, "{'batch':[[1,0],[0,2]],'labels':[1,2],'weights':[0,0],'l2':0.5}");
        assertThat(squares.get("gradients").toString()).isEqualTo("[-0.5,-2.0]");
        assertThat(squares.get("loss").asDouble()).isCloseTo(1.25, within(1e-12));
        JsonNode logistic =
                run(TaskKind.NEURAL_TRAINING, "{'batch':[[2]],'labels':[1],'weights':[0],'loss':'logistic'}");
        assertThat(logistic.get("gradients").get(0).asDouble()).isCloseTo(-1, within(1e-12));
        assertThat(logistic.get("loss").asDouble()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void strategiesAreAsMuchAlikeAsTheyHaveInCommon() throws Exception {
        JsonNode result = run(
                TaskKind.STRATEGY_CORRELATION,
                "{'strategies':[{'id':'a','values':[1,2,3,4]},{'id':'b','values':[1,2,3,4]}],'epsilon':0}");
        assertThat(result.get("strategy_ids").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(result.get("matrix").get(0).get(1).asDouble()).isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NEURAL_TRAINING|{'batch':[[1]],'labels':[1,2],'weights':[0]}",
                "NEURAL_TRAINING|{'batch':[[1,2]],'labels':[1],'weights':[0]}",
                "NEURAL_TRAINING|{'batch':[[1]],'labels':[2],'weights':[0],'loss':'logistic'}",
                "NEURAL_TRAINING|{'batch':[[1e308]],'labels':[0],'weights':[1e308]}",
                "FEATURE_ENGINEERING|{'series':[1,2],'features':['unheard_of']}",
                "FEATURE_ENGINEERING|{'series':[1,2],'window':1,'features':['diff']}",
                "STRATEGY_CORRELATION|{'strategies':[{'id':'a','values':[]}]}"
            })
    void whatNobodyCanWorkOnIsRefused(TaskKind kind, String data) {
        assertThatThrownBy(() -> run(kind, data)).isInstanceOf(WorkException.class);
    }
}
