// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorsSettingsTest {
    private static final Config REFERENCE = ConfigFactory.defaultReference();

    @Test
    void theDefaultsAreReadAndEveryKeyHasAReader() {
        ActorsSettings settings = ActorsSettings.from(REFERENCE);
        assertThat(settings.compute().threads()).isPositive();
        assertThat(settings.ledger().snapshotEvery()).isEqualTo(1_000);
        Set<String> keys = new TreeSet<>();
        REFERENCE.getConfig("rivulet.actors").entrySet().forEach(entry -> keys.add(entry.getKey()));
        assertThat(keys).hasSize(components(ActorsSettings.class));
    }

    private static int components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .mapToInt(each -> each.isRecord() ? components(each) : 1)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "compute.threads, 5000",
        "compute.verification-share, 1.0",
        "compute.slice, 0s",
        "ask.timeout, 0s",
        "session.max-questions, 0",
        "session.ring-bytes, 10",
        "ledger.restart-max, 1ms",
        "ledger.snapshot-every, 1",
        "recovery.concurrent-loads, 0",
        "verifier.max-waiting, 0",
        "janitor.wakes-per-second, 0",
        "janitor.interval, 0s"
    })
    void aValueOutsideItsRangeStopsTheStartWithItsKey(String key, String value) {
        Config changed = REFERENCE.withValue("rivulet.actors." + key, ConfigValueFactory.fromAnyRef(value));
        assertThatThrownBy(() -> ActorsSettings.from(changed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rivulet.actors." + key)
                .hasMessageContaining("allowed");
    }

    @Test
    void ratesCountTheLastTenWholeSeconds() {
        var millis = new AtomicLong(1_000_000);
        var counters = new NodeCounters(millis::get);
        counters.updates.add(50);
        assertThat(counters.updates.perSecond()).isZero();
        millis.addAndGet(1_000);
        counters.updates.add(30);
        assertThat(counters.updates.perSecond()).isEqualTo(5.0);
        millis.addAndGet(1_000);
        assertThat(counters.updates.perSecond()).isEqualTo(8.0);
        millis.addAndGet(10_000);
        assertThat(counters.updates.perSecond()).isZero();
        assertThat(counters.updates.total()).isEqualTo(80);
    }
}
