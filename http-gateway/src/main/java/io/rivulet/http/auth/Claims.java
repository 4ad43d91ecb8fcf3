// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Access;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The roles in what a token says.
final class Claims {
    private Claims() {}

    /// @param path dots lead into objects
    static Access access(Map<String, Object> claims, String path) {
        return Roles.most(words(at(claims, path)));
    }

    private static @Nullable Object at(Map<String, Object> claims, String path) {
        Object whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        Object here = claims;
        for (String name : path.split("\\.")) {
            here = here instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return here;
    }

    private static List<String> words(@Nullable Object value) {
        return switch (value) {
            case String text -> Arrays.asList(text.split("[ ,]+"));
            case Collection<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }
}
