// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of a keys file, by their fingerprints. What a caller sends is looked up by its SHA-256, so that how long it
/// takes says something of that hash at most, from which nobody gets closer to a key.
/// **Thread** any: it does not change.
final class StaticKeys {
    static final StaticKeys NONE = new StaticKeys(Map.of(), List.of());

    private final Map<Fingerprint, Principal> principals;

    private final List<String> notices;

    /// @param notices what was odd about them
    StaticKeys(Map<Fingerprint, Principal> principals, List<String> notices) {
        this.principals = new HashMap<>(principals);
        this.notices = List.copyOf(notices);
    }

    List<String> notices() {
        return notices;
    }

    @Nullable
    Principal find(Fingerprint key) {
        return principals.get(key);
    }

    int size() {
        return principals.size();
    }
}
