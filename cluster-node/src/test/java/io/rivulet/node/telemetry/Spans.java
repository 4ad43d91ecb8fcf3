// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;

/// The spans in the body of an OTLP request, `ExportTraceServiceRequest` in protocol buffers.
public final class Spans {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_64 = 1;
    private static final int FIXED_32 = 5;

    /// @param parent empty for none
    public record Span(String trace, String id, String parent, String name) {}

    private Spans() {}

    /// Resource spans (1), of those scope spans (2), of those spans (2).
    public static List<Span> in(byte[] body) {
        List<Span> spans = new ArrayList<>();
        fields(body, (number, resource) -> {
            if (number == 1) {
                fields(resource, (inner, scope) -> {
                    if (inner == 2) {
                        fields(scope, (innermost, span) -> {
                            if (innermost == 2) {
                                spans.add(span(span));
                            }
                        });
                    }
                });
            }
        });
        return spans;
    }

    private static Span span(byte[] bytes) {
        String[] found = {"", "", "", "", "", ""};
        fields(bytes, (number, value) -> {
            if (number == 1 || number == 2 || number == 4) {
                found[number] = HEX.formatHex(value);
            } else if (number == 5) {
                found[number] = new String(value, StandardCharsets.UTF_8);
            }
        });
        return new Span(found[1], found[2], found[4], found[5]);
    }

    /// The fields that have a length: messages, bytes, texts.
    private static void fields(byte[] bytes, BiConsumer<Integer, byte[]> field) {
        int[] at = {0};
        while (at[0] < bytes.length) {
            long key = varint(bytes, at);
            switch ((int) (key & 7)) {
                case LENGTH_DELIMITED -> {
                    int length = (int) varint(bytes, at);
                    byte[] value = Arrays.copyOfRange(bytes, at[0], at[0] + length);
                    at[0] += length;
                    field.accept((int) (key >>> 3), value);
                }
                case FIXED_64 -> at[0] += Long.BYTES;
                case FIXED_32 -> at[0] += Integer.BYTES;
                default -> varint(bytes, at);
            }
        }
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
