// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.http.body.MultipartReader;
import io.rivulet.http.body.Spool;
import io.rivulet.http.route.Call;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parts of a `multipart/form-data` request, which may come in any order: `matrix`, and optionally `vector` and
/// `request`. They are gone with the form.
public final class SolveForm implements AutoCloseable {
    private static final Set<String> KNOWN = Set.of("matrix", "vector", "request");
    /// Names of other parts that are told in a warning.
    private static final int MAX_NAMED = 10;

    private final Map<String, Spool> parts = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private SolveForm() {}

    public static SolveForm read(InputStream in, String boundary, Path spoolDirectory) throws IOException {
        var form = new SolveForm();
        try {
            form.readParts(new MultipartReader(in, boundary), spoolDirectory);
            return form;
        } catch (IOException | RuntimeException failure) {
            form.close();
            throw failure;
        }
    }

    private void readParts(MultipartReader reader, Path spoolDirectory) throws IOException {
        for (Optional<String> name = reader.next(); name.isPresent(); name = reader.next()) {
            String part = name.get();
            if (!KNOWN.contains(part)) {
                reader.copyTo(OutputStream.nullOutputStream());
                if (warnings.size() < MAX_NAMED) {
                    warnings.add("the part '" + Call.shown(part) + "' is not known and was not read");
                }
                continue;
            }
            var spool = new Spool(spoolDirectory);
            if (parts.putIfAbsent(part, spool) != null) {
                spool.close();
                throw Problem.of(ProblemCode.MALFORMED_BODY, "There are two parts named '" + part + "'.")
                        .exception();
            }
            reader.copyTo(spool);
        }
    }

    public OpenRequest request(RequestLimits limits) throws IOException {
        Spool matrix = parts.get("matrix");
        if (matrix == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "The form has no part named 'matrix'.")
                    .at("/matrix")
                    .hint("With curl: -F matrix=@file.mtx")
                    .exception();
        }
        try (InputStream request = open("request");
                InputStream a = matrix.read();
                InputStream b = open("vector")) {
            return SolveRequestReader.fromParts(request, a, b, limits, warnings);
        }
    }

    private @Nullable InputStream open(String part) throws IOException {
        Spool spool = parts.get(part);
        return spool == null ? null : spool.read();
    }

    @Override
    public void close() throws IOException {
        for (Spool spool : parts.values()) {
            spool.close();
        }
    }
}
