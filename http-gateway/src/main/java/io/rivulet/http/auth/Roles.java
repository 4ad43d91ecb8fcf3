// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Access;
import java.util.Collection;
import java.util.Optional;

/// The names of roles, as keys and tokens carry them.
final class Roles {
    static final String NAMES = "user, operator or admin";

    private Roles() {}

    static Optional<Access> of(String name) {
        return switch (name) {
            case "user" -> Optional.of(Access.USER);
            case "operator" -> Optional.of(Access.OPERATOR);
            case "admin" -> Optional.of(Access.ADMIN);
            default -> Optional.empty();
        };
    }

    /// The most that one of them allows; names of others' roles say nothing.
    static Access most(Collection<String> names) {
        return names.stream()
                .flatMap(name -> of(name).stream())
                .max(Access::compareTo)
                .orElse(Access.PUBLIC);
    }
}
