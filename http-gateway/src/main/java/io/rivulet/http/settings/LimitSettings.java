// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// What callers may do. A limit that was not set is [Limit#usual], and off while authentication is off.
///
/// @param set those that were
/// @param trustedProxies addresses, or networks as `10.0.0.0/8`, whose word about their clients is taken
/// @param proxyHeader the one that they write; another may be their client's
public record LimitSettings(Map<Limit, Integer> set, List<String> trustedProxies, ProxyHeader proxyHeader) {
    public static final LimitSettings DEFAULTS = new LimitSettings(Map.of(), List.of(), ProxyHeader.X_FORWARDED_FOR);

    public LimitSettings {
        var ordered = new EnumMap<Limit, Integer>(Limit.class);
        ordered.putAll(set);
        set = Collections.unmodifiableMap(ordered);
        trustedProxies = List.copyOf(trustedProxies);
    }

    public LimitSettings with(Limit limit, int value) {
        var more = new EnumMap<Limit, Integer>(Limit.class);
        more.putAll(set);
        more.put(limit, value);
        return new LimitSettings(more, trustedProxies, proxyHeader);
    }

    public LimitSettings behind(String... proxies) {
        return new LimitSettings(set, List.of(proxies), proxyHeader);
    }

    /// Empty where it was not set.
    public OptionalInt said(Limit limit) {
        Integer value = set.get(limit);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /// What holds while callers have to say who they are.
    public int of(Limit limit) {
        return said(limit).orElse(limit.usual());
    }

    /// What holds while nobody has to say who they are, for people; empty where nothing does.
    public String setWithoutUsers() {
        return set.entrySet().stream()
                .map(each -> each.getKey().key() + "=" + each.getValue() + scope(each.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String scope(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE, USER_REQUESTS_PER_HOUR, ADDRESS_REQUESTS, USER_STREAMS, ADDRESS_STREAMS ->
                " for each address";
            case USER_SESSIONS, ENTRIES_PER_SECOND -> " for all together";
        };
    }
}
