// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.rivulet.http.node.Insight.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Settings as they hold, for people: each with who said so, secrets only as set or not.
final class EffectiveSettings {
    static final String DEFAULT = "default";

    private EffectiveSettings() {}

    /// @param keys below `rivulet.`
    /// @param operator what somebody said
    /// @param all with the defaults
    static List<Setting> of(Set<String> keys, Config operator, Config all) {
        List<Setting> settings = new ArrayList<>();
        for (String key : keys) {
            String path = "rivulet." + key;
            ConfigValue value = all.getValue(path);
            settings.add(new Setting(
                    path,
                    EnvironmentNames.isSecret(key) ? secret(value) : shown(value),
                    operator.hasPath(path) ? source(operator.getValue(path)) : DEFAULT));
        }
        return List.copyOf(settings);
    }

    private static String secret(ConfigValue value) {
        Object said = value.unwrapped();
        boolean empty = said instanceof List<?> list
                ? list.isEmpty()
                : String.valueOf(said).isEmpty();
        return empty ? "" : "(set)";
    }

    private static String shown(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? String.valueOf(value.unwrapped())
                : value.render(ConfigRenderOptions.concise());
    }

    /// `environment`, `command line`, `/etc/rivulet.conf: 3`.
    private static String source(ConfigValue value) {
        return value.origin().filename() == null
                ? value.origin().description()
                : value.origin().filename() + ": " + value.origin().lineNumber();
    }
}
