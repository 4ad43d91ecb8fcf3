// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.preset.Preset;
import java.nio.charset.StandardCharsets;

/// The console's gallery of fields as a module of its page, written from [Preset]: the page and the engine can't
/// differ.
final class PresetFile {
    private PresetFile() {}

    /// `export default` a list of `{name, picture, params}`, the last by the names that `subscribe` takes.
    static byte[] module() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Preset preset : Preset.values()) {
            FieldSettings settings = preset.settings();
            list.addObject()
                    .put("name", preset.wireName())
                    .put("picture", ConsoleRoutes.PAGE + "/" + picture(preset))
                    .putObject("params")
                    .put("activator_diffusion", settings.activatorDiffusion())
                    .put("inhibitor_diffusion", settings.inhibitorDiffusion())
                    .put("activator_rate", settings.activatorRate())
                    .put("inhibitor_rate", settings.inhibitorRate())
                    .put("activation_threshold", settings.threshold());
        }
        try {
            String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(list);
            return ("// SPDX-License-Identifier: Apache-2.0\nexport default " + json + ";\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own list can't be written", e);
        }
    }

    /// The name of the file with its picture.
    static String picture(Preset preset) {
        return "field-" + preset.wireName() + ".png";
    }
}
