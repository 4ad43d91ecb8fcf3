// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Puts x together from what lines say of it, and nothing else: as a client would.
public final class MirrorReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// NaN where nothing is known.
    private final double[] x;

    /// What the last line that said anything of x answers.
    public long revision = -1;

    /// Lines that said something of x.
    public long told;

    public MirrorReader(int rows) {
        x = new double[rows];
        Arrays.fill(x, Double.NaN);
    }

    /// Takes a line over.
    public JsonNode read(byte[] line) {
        JsonNode json = parsed(line);
        JsonNode entries = json.get("x_partial");
        if (entries != null) {
            // It stands for everything before it.
            if (json.get("type").asText().equals("snapshot")) {
                Arrays.fill(x, Double.NaN);
            }
            JsonNode indices = entries.get("indices");
            for (int k = 0; k < indices.size(); k++) {
                x[indices.get(k).asInt()] = entries.get("values").get(k).asDouble();
            }
            revision = json.get("revision").asLong();
            told++;
        }
        return json;
    }

    private static JsonNode parsed(byte[] line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether every entry was told.
    public boolean isWhole() {
        return Arrays.stream(x).noneMatch(Double::isNaN);
    }

    public double[] x() {
        return x.clone();
    }

    public boolean isWithin(double deadband, double[] exact) {
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i] - exact[i]) <= deadband)) {
                return false;
            }
        }
        return true;
    }
}
