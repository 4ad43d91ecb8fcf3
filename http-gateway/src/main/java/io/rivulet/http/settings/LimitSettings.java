// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What callers may do. One that is empty has its documented default, and is off while authentication is off.
///
/// @param requestsPerMinute of a user or an address
/// @param userRequestsPerHour of a user whose key says nothing else
/// @param addressRequests of an address without a user, in five minutes
/// @param userStreams open at one time, of a user whose key says nothing else
/// @param addressStreams likewise, of an address without a user
/// @param userSessions not completed at one time, of a user whose key says nothing else
/// @param entriesPerSecond entries of updates in bodies of lines and at sockets, of this node
/// @param trustedProxies addresses, or networks as `10.0.0.0/8`, whose word about their clients is taken
public record LimitSettings(
        OptionalInt requestsPerMinute,
        OptionalInt userRequestsPerHour,
        OptionalInt addressRequests,
        OptionalInt userStreams,
        OptionalInt addressStreams,
        OptionalInt userSessions,
        OptionalInt entriesPerSecond,
        List<String> trustedProxies) {
    public static final int REQUESTS_PER_MINUTE = 100;
    public static final int USER_REQUESTS_PER_HOUR = 1_000;
    public static final int ADDRESS_REQUESTS = 100;
    public static final int ADDRESS_WINDOW_SECONDS = 300;
    public static final int USER_STREAMS = 10;
    public static final int ADDRESS_STREAMS = 5;
    public static final int USER_SESSIONS = 100;
    public static final int ENTRIES_PER_SECOND = 50_000;

    /// Nothing was set.
    public static final LimitSettings DEFAULTS = new LimitSettings(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of());

    public LimitSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    public LimitSettings requests(int perMinute) {
        return new LimitSettings(
                OptionalInt.of(perMinute),
                userRequestsPerHour,
                addressRequests,
                userStreams,
                addressStreams,
                userSessions,
                entriesPerSecond,
                trustedProxies);
    }

    public LimitSettings streams(int ofUser) {
        return new LimitSettings(
                requestsPerMinute,
                userRequestsPerHour,
                addressRequests,
                OptionalInt.of(ofUser),
                addressStreams,
                userSessions,
                entriesPerSecond,
                trustedProxies);
    }

    public LimitSettings sessions(int ofUser) {
        return new LimitSettings(
                requestsPerMinute,
                userRequestsPerHour,
                addressRequests,
                userStreams,
                addressStreams,
                OptionalInt.of(ofUser),
                entriesPerSecond,
                trustedProxies);
    }

    public LimitSettings entries(int perSecond) {
        return new LimitSettings(
                requestsPerMinute,
                userRequestsPerHour,
                addressRequests,
                userStreams,
                addressStreams,
                userSessions,
                OptionalInt.of(perSecond),
                trustedProxies);
    }

    public LimitSettings behind(String... proxies) {
        return new LimitSettings(
                requestsPerMinute,
                userRequestsPerHour,
                addressRequests,
                userStreams,
                addressStreams,
                userSessions,
                entriesPerSecond,
                List.of(proxies));
    }

    /// What holds while nobody has to say who they are, for people; empty where nothing does.
    public String setWithoutUsers() {
        return Stream.of(
                        said("requests-per-minute", requestsPerMinute),
                        said("user-requests-per-hour", userRequestsPerHour),
                        said("address-requests", addressRequests),
                        said("user-streams", userStreams),
                        said("address-streams", addressStreams),
                        said("user-sessions", userSessions),
                        said("entries-per-second", entriesPerSecond))
                .filter(each -> !each.isEmpty())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private static String said(String name, OptionalInt value) {
        return value.isPresent() ? name + "=" + value.getAsInt() : "";
    }
}
