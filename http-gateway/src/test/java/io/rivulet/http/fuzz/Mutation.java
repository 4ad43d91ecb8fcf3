// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Faults put into what was right, the same for the same seed.
public final class Mutation {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final byte[][] FOREIGN = {
        {(byte) 0xff},
        {(byte) 0xc3, 0x28},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {0},
        {'\r'},
        {'"'},
        {'\\'},
        {'{'},
        {'['}
    };
    private static final int DEEP = 3_000;
    private static final int LONG = 20_000;

    private final Random random;
    private final ObjectMapper mapper;

    /// @param mapper writes trees in the format that is under test
    public Mutation(long seed, ObjectMapper mapper) {
        this.random = new Random(seed);
        this.mapper = mapper;
    }

    /// One or two faults in the tree, and now and then one in its bytes.
    public byte[] ofTree(JsonNode right) {
        JsonNode tree = right.deepCopy();
        for (int k = random.nextInt(2); k >= 0; k--) {
            mutate(tree);
        }
        try {
            byte[] bytes = mapper.writeValueAsBytes(tree);
            return random.nextInt(3) == 0 ? ofBytes(bytes) : bytes;
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
    }

    /// One to three faults that know nothing of the format.
    public byte[] ofBytes(byte[] right) {
        byte[] bytes = right;
        for (int k = random.nextInt(3); k >= 0; k--) {
            bytes = mutate(bytes);
        }
        return bytes;
    }

    private byte[] mutate(byte[] bytes) {
        if (bytes.length == 0) {
            return FOREIGN[random.nextInt(FOREIGN.length)];
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + bytes.length / 4));
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> joined(bytes, at, at + length, new byte[0]);
            case 2 -> joined(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 3 -> joined(bytes, at, at, FOREIGN[random.nextInt(FOREIGN.length)]);
            case 4 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 5 -> joined(bytes, at, at, "[".repeat(1 + random.nextInt(DEEP)).getBytes(StandardCharsets.US_ASCII));
            default -> {
                byte[] noise = new byte[1 + random.nextInt(16)];
                random.nextBytes(noise);
                yield joined(bytes, at, Math.min(bytes.length, at + noise.length), noise);
            }
        };
    }

    private static byte[] joined(byte[] bytes, int to, int from, byte[] between) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, to);
        out.writeBytes(between);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    private void mutate(JsonNode tree) {
        List<JsonNode> inner = new ArrayList<>();
        collect(tree, inner);
        JsonNode parent = inner.get(random.nextInt(inner.size()));
        switch (parent) {
            case ObjectNode object -> mutate(object);
            case ArrayNode array -> mutate(array);
            default -> {}
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode() && (!node.isEmpty() || inner.isEmpty())) {
            inner.add(node);
            node.forEach(each -> collect(each, inner));
        }
    }

    private void mutate(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            object.set("more", wrong());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(5)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name + "_", object.remove(name));
            case 2 -> object.set("unknown" + random.nextInt(10), wrong());
            default -> object.set(name, wrong());
        }
    }

    private void mutate(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(5)) {
            case 0 -> array.remove(at);
            case 1 -> array.insert(at, wrong());
            case 2 -> array.removeAll();
            default -> array.set(at, wrong());
        }
    }

    private JsonNode wrong() {
        return switch (random.nextInt(14)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(-1 - random.nextInt(5));
            case 3 -> JSON.numberNode(Integer.MAX_VALUE);
            case 4 -> JSON.numberNode(Long.MIN_VALUE);
            case 5 -> JSON.numberNode(random.nextDouble());
            case 6 -> JSON.numberNode(1e308);
            case 7 -> JSON.numberNode(new java.math.BigDecimal("1e999"));
            case 8 -> JSON.textNode("");
            case 9 -> JSON.textNode("x".repeat(1 + random.nextInt(LONG)));
            case 10 -> JSON.textNode("../../etc/passwd\u0000\ufffe");
            case 11 -> JSON.arrayNode();
            case 12 -> JSON.objectNode();
            default ->
                JSON.arrayNode()
                        .add(JSON.objectNode().set("deep", JSON.arrayNode().add(random.nextInt())));
        };
    }
}
