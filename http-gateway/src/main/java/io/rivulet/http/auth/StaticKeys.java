// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Allowance;
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

    private final Map<Fingerprint, Principal> principals = new HashMap<>();
    private final Map<String, Allowance> allowances = new HashMap<>();
    private final List<String> notices;

    /// @param notices what was odd about them
    StaticKeys(Map<Fingerprint, Principal> principals, List<String> notices) {
        principals.values().forEach(each -> allowances.merge(each.name(), each.allowance(), Allowance::or));
        principals.forEach((key, owner) -> this.principals.put(key, owner.with(allowanceOf(owner.name()))));
        this.notices = List.copyOf(notices);
    }

    List<String> notices() {
        return notices;
    }

    @Nullable
    Principal find(Fingerprint key) {
        return principals.get(key);
    }

    /// What its keys allow this principal, however it says who it is: of each the largest, since all count as one.
    Allowance allowanceOf(String name) {
        return allowances.getOrDefault(name, Allowance.NONE);
    }

    int size() {
        return principals.size();
    }
}
