// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.patterns.Goldens;
import io.rivulet.patterns.experience.ThresholdRule.Action;
import io.rivulet.patterns.experience.ThresholdRule.Step;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ExperienceGoldensTest {
    private static final Offset<Double> NEAR = within(1e-12);

    @Test
    void judgements() {
        for (JsonNode golden : Goldens.of("judge")) {
            JsonNode ours = golden.get("rivulet");
            Judgement judgement = Judgement.of(
                    golden.get("predicted").doubleValue(),
                    golden.get("actual").doubleValue(),
                    ours.get("scale").doubleValue());
            assertThat(judgement.directionCorrect())
                    .isEqualTo(ours.get("directionCorrect").booleanValue());
            assertThat(judgement.error()).isCloseTo(ours.get("error").doubleValue(), NEAR);
            assertThat(judgement.quality()).isCloseTo(ours.get("quality").doubleValue(), NEAR);
            assertThat(judgement.score()).isCloseTo(ours.get("score").doubleValue(), NEAR);
            assertThat(judgement.shouldLearn())
                    .isEqualTo(ours.get("shouldLearn").booleanValue());
            assertThat(judgement.shouldAdapt())
                    .isEqualTo(ours.get("shouldAdapt").booleanValue());
        }
    }

    @Test
    void confidences() {
        for (JsonNode golden : Goldens.of("confidence").get("cases")) {
            List<Forecast.Match> matches = new ArrayList<>();
            golden.get("matches")
                    .forEach(m -> matches.add(
                            new Forecast.Match(m.get(0).doubleValue(), m.get(1).doubleValue())));
            Forecast forecast = Forecast.of(matches).orElseThrow();
            assertThat(forecast.predicted())
                    .isCloseTo(golden.get("predictedOutcome").doubleValue(), NEAR);
            assertThat(forecast.agreement()).isCloseTo(golden.get("agreement").doubleValue(), NEAR);
            assertThat(forecast.confidence()).isCloseTo(golden.get("confidence").doubleValue(), NEAR);
            assertThat(forecast.matches()).isEqualTo(matches.size());
        }
        assertThat(Forecast.of(List.of())).isEmpty();
    }

    @Test
    void thresholds() {
        for (JsonNode golden : Goldens.of("adaptThresholds").get("cases")) {
            JsonNode result = golden.get("result");
            Thresholds before = new Thresholds(
                    golden.get("similarity").doubleValue(),
                    golden.get("confidence").doubleValue());
            Step step = ThresholdRule.adapt(before, Goldens.doubles(golden.get("returns")));
            assertThat(step.after())
                    .as(golden.get("name").asText())
                    .isEqualTo(new Thresholds(
                            result.get("sim").doubleValue(), result.get("conf").doubleValue()));
            assertThat(step.before()).isEqualTo(before);
            Action expected = switch (result.get("action").asText()) {
                case "none:too-few" -> Action.TOO_FEW;
                case "tighten" -> Action.TIGHTEN;
                case "relax" -> Action.RELAX;
                default -> Action.NONE;
            };
            assertThat(step.action()).isEqualTo(expected);
            if (result.has("winRate")) {
                assertThat(step.winRate()).isCloseTo(result.get("winRate").doubleValue(), NEAR);
                double factor = result.get("profitFactor").isNumber()
                        ? result.get("profitFactor").doubleValue()
                        : Double.POSITIVE_INFINITY;
                if (Double.isInfinite(factor)) {
                    assertThat(step.profitFactor()).isInfinite();
                } else {
                    assertThat(step.profitFactor()).isCloseTo(factor, NEAR);
                }
            }
        }
    }

    @Test
    void movingMeans() {
        JsonNode golden = Goldens.of("ema");
        double[] inputs = Goldens.doubles(golden.get("inputs"));
        double[] values = Goldens.doubles(golden.get("values"));
        Ema ema = Ema.empty(golden.get("alpha").doubleValue());
        assertThat(ema.value()).isNaN();
        for (int k = 0; k < inputs.length; k++) {
            ema = ema.with(inputs[k]);
            assertThat(ema.value()).isCloseTo(values[k], NEAR);
        }
    }
}
