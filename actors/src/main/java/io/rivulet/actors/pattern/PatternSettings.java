// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import com.typesafe.config.Config;
import io.rivulet.actors.pattern.core.BankLimits;
import java.time.Duration;

/// The settings below `rivulet.actors.pattern`; `reference.conf` says what each is for.
/// **Errors** a value outside its range is an [IllegalArgumentException] that names key, value and range.
public record PatternSettings(BankLimits limits, int queue, int batch, int searches, Duration passiveAfter) {

    public PatternSettings {
        require(limits.patterns() >= 1, "most-patterns", limits.patterns());
        require(limits.values() >= 1, "most-values", limits.values());
        require(limits.experiences() >= 1, "most-experiences", limits.experiences());
        require(queue >= 1, "queue", queue);
        require(batch >= 1, "batch", batch);
        require(searches >= 1, "searches", searches);
        require(passiveAfter.isPositive(), "passive-after", passiveAfter);
    }

    /// Reads `rivulet.actors` of a resolved configuration.
    public static PatternSettings from(Config root) {
        Config c = root.getConfig("rivulet.actors.pattern");
        return new PatternSettings(
                new BankLimits(c.getInt("most-patterns"), c.getLong("most-values"), c.getInt("most-experiences")),
                c.getInt("queue"),
                c.getInt("batch"),
                c.getInt("searches"),
                c.getDuration("passive-after"));
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "rivulet.actors.pattern." + key + " is " + value + ", it has to be above 0");
        }
    }
}
