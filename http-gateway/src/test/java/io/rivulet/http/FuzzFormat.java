// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static io.rivulet.http.RightBodies.COSTS;
import static io.rivulet.http.RightBodies.MARKET;
import static io.rivulet.http.RightBodies.SOLVE;
import static io.rivulet.http.RightBodies.TOOL;
import static io.rivulet.http.RightBodies.VERIFY;
import static io.rivulet.http.RightBodies.WORKFLOW;
import static io.rivulet.http.RightBodies.csr;
import static io.rivulet.http.RightBodies.tree;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rivulet.http.fuzz.Mutation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/// What a request is made of, and how faults come into it.
enum FuzzFormat {
    SOLVE_JSON(
            "/api/v1/solve-stream",
            "application/json",
            ObjectMapper::new,
            (faults, seed) -> faults.ofTree(tree(SOLVE))),
    SOLVE_LINES(
            "/api/v1/solve-stream",
            "application/x-ndjson",
            ObjectMapper::new,
            (faults, seed) -> faults.ofBytes((SOLVE + "\n" + COSTS + "\n").getBytes(StandardCharsets.UTF_8))),
    SOLVE_FORM(
            "/api/v1/solve-stream",
            "multipart/form-data; boundary=fuzz",
            ObjectMapper::new,
            (faults, seed) -> faults.ofBytes(
                    ("--fuzz\r\nContent-Disposition: form-data; name=\"matrix\"; filename=\"a.mtx\"\r\n\r\n"
                                    + MARKET
                                    + "\r\n--fuzz\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n"
                                    + "{\"options\":{\"max_iterations\":9}}\r\n--fuzz--\r\n")
                            .getBytes(StandardCharsets.UTF_8))),
    SOLVE_GZIP(
            "/api/v1/solve-stream",
            "application/json",
            ObjectMapper::new,
            (faults, seed) -> faults.ofBytes(zipped(SOLVE + " ".repeat((int) (seed % 7) * 300_000)))),
    COSTS_LINES(
            "/api/v1/swarm/costs",
            "application/x-ndjson",
            ObjectMapper::new,
            (faults, seed) -> joined(
                    faults.ofTree(tree(COSTS)),
                    "\n".getBytes(StandardCharsets.US_ASCII),
                    COSTS.getBytes(StandardCharsets.UTF_8))),
    COSTS_JSON(
            "/api/v1/swarm/costs", "application/json", ObjectMapper::new, (faults, seed) -> faults.ofTree(tree(COSTS))),
    VERIFY_JSON("/api/v1/verify", "application/json", ObjectMapper::new, (faults, seed) -> faults.ofTree(tree(VERIFY))),
    PROBLEM_MARKET(
            "/api/v1/problems",
            "application/octet-stream",
            ObjectMapper::new,
            (faults, seed) -> faults.ofBytes(MARKET.getBytes(StandardCharsets.US_ASCII))),
    PROBLEM_CSR(
            "/api/v1/problems",
            "application/vnd.rivulet.csr",
            ObjectMapper::new,
            (faults, seed) -> faults.ofBytes(csr())),
    WORKFLOW_YAML(
            "/api/v1/workflows", "application/yaml", YAMLMapper::new, (faults, seed) -> faults.ofTree(tree(WORKFLOW))),
    TOOL_CALL("/mcp", "application/json", ObjectMapper::new, (faults, seed) -> faults.ofTree(tree(TOOL)));

    private interface Faulty {
        byte[] body(Mutation faults, long seed);
    }

    final String path;
    final String type;
    private final Supplier<ObjectMapper> mapper;
    private final Faulty faulty;

    FuzzFormat(String path, String type, Supplier<ObjectMapper> mapper, Faulty faulty) {
        this.path = path;
        this.type = type;
        this.mapper = mapper;
        this.faulty = faulty;
    }

    /// The same for the same seed.
    byte[] made(long seed) {
        return faulty.body(new Mutation(seed, mapper.get()), seed);
    }

    private static byte[] zipped(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
