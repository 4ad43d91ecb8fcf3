// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Results as data, with what they were made on.
final class PeerData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PeerData() {}

    static ObjectNode of(List<Result> results) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("cpu", cpu());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("jdk", Runtime.version().toString());
        all.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        all.put("commit", commit());
        ArrayNode list = all.putArray("results");
        for (Result r : results) {
            ObjectNode one = list.addObject();
            one.put("problem", r.asked().problem())
                    .put("rtol", r.asked().rtol())
                    .put("contestant", r.contestant());
            if (r.solved()) {
                one.put("seconds", r.seconds());
            } else {
                one.put("fault", r.fault());
            }
            one.put("residual", r.residual());
            one.set("told", r.told());
        }
        return all;
    }

    private static String cpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
