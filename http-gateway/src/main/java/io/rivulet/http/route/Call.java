// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.Ids;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/// One request that found its route.
///
/// @param place the route
/// @param captures what stood in the path for each `{…}` of the route
/// @param trace its `traceparent` here, null where it is not traced
public record Call(
        HttpRequest request,
        Place place,
        List<String> captures,
        Principal caller,
        @Nullable String trace) {
    private static final int SHOWN_CHARACTERS = 60;

    /// One that is not traced.
    public Call(HttpRequest request, Place place, List<String> captures, Principal caller) {
        this(request, place, captures, caller, null);
    }

    /// Whose sessions and problems it is about.
    public String owner() {
        return caller.name();
    }

    public String capture(int k) {
        return captures.get(k);
    }

    /// The session id in the path. **Errors** `invalid_id`.
    public UUID session() {
        String text = capture(0);
        UUID id = Ids.parse(text);
        if (id == null) {
            throw Problem.of(ProblemCode.INVALID_ID, "'" + shown(text) + "' is not a session id: it has to be a UUID.")
                    .hint("GET /api/v1/sessions lists the sessions there are.")
                    .exception();
        }
        return id;
    }

    public Optional<String> parameter(String name) {
        return query().get(name);
    }

    public List<String> parameters(String name) {
        return query().getAll(name).reversed();
    }

    /// A whole number in `min..max`, or `otherwise` where it was not given.
    public long number(String name, long min, long max, long otherwise) {
        Optional<String> text = parameter(name);
        return text.isEmpty() ? otherwise : number(name, text.get(), min, max);
    }

    public static long number(String name, String text, long min, long max) {
        boolean digits = !text.isEmpty()
                && text.chars().skip(text.startsWith("-") ? 1 : 0).allMatch(Call::isDigit)
                && !text.equals("-");
        if (!digits) {
            throw Problem.of(ProblemCode.WRONG_TYPE, name + " is '" + shown(text) + "', which is not a whole number.")
                    .at("/" + name)
                    .exception();
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException tooLong) {
            // More digits than any number of ours: out of range like the others.
        }
        throw Problem.of(
                        ProblemCode.OUT_OF_RANGE,
                        name + " is " + shown(text) + ", it has to lie in " + min + ".." + max + ".")
                .at("/" + name)
                .exception();
    }

    /// A positive finite number, or `otherwise` where it was not given.
    public double positive(String name, double otherwise) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        double value;
        try {
            value = Double.parseDouble(text.get());
        } catch (NumberFormatException notANumber) {
            throw Problem.of(ProblemCode.WRONG_TYPE, name + " is '" + shown(text.get()) + "', which is not a number.")
                    .at("/" + name)
                    .exception();
        }
        if (!(value > 0 && Double.isFinite(value))) {
            throw Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            name + " is " + shown(text.get()) + ", it has to be positive and finite.")
                    .at("/" + name)
                    .exception();
        }
        return value;
    }

    /// The caller's own words inside a message, but not all of them.
    public static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    private Query query() {
        return request.getUri().query();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
