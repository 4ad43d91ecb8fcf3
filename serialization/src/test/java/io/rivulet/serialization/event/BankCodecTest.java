// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.experience.ThresholdRule;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.BankSnapshot.Learning;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BankCodecTest {
    private static final DenseVector VALUES = DenseVector.adopt(new double[] {1, -2.5, 0, 1e-300, 4});
    private static final StoredPattern PATTERN = new StoredPattern("p-1", "breakout", VALUES, 0.02, 1_767_323_045_678L);
    private static final StoredPattern WITHOUT_OUTCOME = new StoredPattern("p-2", "größer", VALUES, null, 0);
    private static final Experience EXPERIENCE = new Experience(
            "e-1",
            "breakout",
            VALUES,
            0.9,
            0.8,
            -0.03,
            true,
            "p-1",
            new Experience.Context(
                    Map.of("trend", "bearish", "symbol", "X"), Map.of("volume", 10.0, "sentiment", -1.0)),
            1_767_323_045_679L);
    private static final Experience BARE =
            new Experience("e-2", "t", VALUES, 1, 0, 0, false, null, Experience.Context.NONE, 5);
    private static final Observed OBSERVED = new Observed("e-1", -0.04, 0.04, 0.6, 1_767_323_045_680L);
    private static final ThresholdsAdapted STEP = new ThresholdsAdapted(
            "breakout",
            "e-1",
            ThresholdRule.Action.RELAX,
            new Thresholds(0.8, 0.7),
            new Thresholds(0.78, 0.68),
            1,
            Double.POSITIVE_INFINITY,
            10,
            1_767_323_045_680L);

    private static Map<String, BankEvent> events() {
        var all = new LinkedHashMap<String, BankEvent>();
        all.put("patterns-stored", new BankEvent.PatternsStored(List.of(PATTERN, WITHOUT_OUTCOME)));
        all.put("patterns-deleted", new BankEvent.PatternsDeleted(List.of("p-1", "p-2"), 9));
        all.put("experiences-recorded", new BankEvent.ExperiencesRecorded(List.of(EXPERIENCE, BARE)));
        all.put("outcomes-observed", new BankEvent.OutcomesObserved(List.of(OBSERVED)));
        all.put("thresholds-adapted", STEP);
        return all;
    }

    private static BankSnapshot snapshot() {
        return new BankSnapshot(
                List.of(PATTERN, WITHOUT_OUTCOME),
                List.of(new Held(EXPERIENCE, OBSERVED, List.of(STEP)), new Held(BARE, null, List.of())),
                List.of(
                        new Learning("", null, List.of(), List.of(), 0, 0, 0),
                        new Learning(
                                "breakout",
                                new Thresholds(0.78, 0.68),
                                List.of(-0.04, 0.01),
                                List.of(new ThresholdRule.Outcome(0.04, true), new ThresholdRule.Outcome(-0.01, false)),
                                3,
                                7,
                                9)));
    }

    @Test
    void everyEventKeepsItsBytesAndComesBack() throws IOException {
        for (Map.Entry<String, BankEvent> sample : events().entrySet()) {
            BankEvent event = sample.getValue();
            byte[] bytes = Golden.compare("bank-" + sample.getKey() + "-1", BankCodec.encode(event));
            assertThat(BankCodec.manifest(event)).isEqualTo("bank/" + sample.getKey() + "/1");
            assertThat(BankCodec.decode(BankCodec.manifest(event), bytes)).isEqualTo(event);
        }
    }

    @Test
    void aSnapshotKeepsItsBytesAndComesBack() throws IOException {
        byte[] bytes = Golden.compare("bank-snapshot-1", BankCodec.encode(snapshot()));
        assertThat(BankCodec.decode("bank/snapshot/1", bytes)).isEqualTo(snapshot());
    }

    @Test
    void whatIsCutOrChangedIsRefused() {
        byte[] whole = BankCodec.encode(snapshot());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> BankCodec.decode("bank/snapshot/1", cut));
        }
        whole[20] ^= 1;
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> BankCodec.decode("bank/snapshot/1", whole));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> BankCodec.decode("bank/snapshot/2", BankCodec.encode(snapshot())));
    }
}
