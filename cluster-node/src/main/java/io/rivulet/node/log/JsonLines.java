// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One JSON object a line. What a message says as `key={}` is a field too, since all our messages say their values
/// so; the session, in whichever way it is told, is `session_id`.
/// **Bounded by** [#MOST_CHARACTERS] of a message and of a stack.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    static final int MOST_CHARACTERS = 16 << 10;
    static final String SESSION = "session_id";
    static final String TRACE = "trace_id";

    private static final Pattern PLACE = Pattern.compile("(?:([A-Za-z_][A-Za-z0-9_]*)=)?\\{}");
    private static final byte[] NOTHING = {};

    private final String node;

    JsonLines(String node) {
        this.node = node;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] object = Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("time", event.getInstant().toString());
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            json.writeStringField("node", node);
            Map<String, Object> fields = fields(event);
            correlate(json, SESSION, fields.remove("session"), event);
            correlate(json, TRACE, fields.remove(TRACE), event);
            json.writeStringField("message", cut(event.getFormattedMessage()));
            if (!fields.isEmpty()) {
                json.writeObjectFieldStart("fields");
                for (Map.Entry<String, Object> field : fields.entrySet()) {
                    write(json, field.getKey(), field.getValue());
                }
                json.writeEndObject();
            }
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                json.writeStringField("stack", cut(ThrowableProxyUtil.asString(thrown)));
            }
            json.writeEndObject();
        });
        byte[] line = new byte[object.length + 1];
        System.arraycopy(object, 0, line, 0, object.length);
        line[object.length] = '\n';
        return line;
    }

    /// Said by the message, or known of the thread.
    private static void correlate(JsonGenerator json, String name, @Nullable Object said, ILoggingEvent event)
            throws IOException {
        Object value = said == null ? event.getMDCPropertyMap().get(name) : said;
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    /// The k-th `{}` is the k-th argument.
    private static Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Object[] arguments = event.getArgumentArray();
        if (arguments != null) {
            Matcher place = PLACE.matcher(event.getMessage());
            for (int k = 0; k < arguments.length && place.find(); k++) {
                if (place.group(1) != null && arguments[k] != null) {
                    fields.put(place.group(1), arguments[k]);
                }
            }
        }
        return fields;
    }

    private static void write(JsonGenerator json, String name, Object value) throws IOException {
        switch (value) {
            case Long number -> json.writeNumberField(name, number);
            case Integer number -> json.writeNumberField(name, number);
            case Double number when Double.isFinite(number) -> json.writeNumberField(name, number);
            case Boolean truth -> json.writeBooleanField(name, truth);
            default -> json.writeStringField(name, cut(value.toString()));
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
