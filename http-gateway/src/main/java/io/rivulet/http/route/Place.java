// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

/// A route as those see it who let calls through, or write them down.
///
/// @param pattern with its `{…}`, as it was registered
/// @param byBrowsers it may be called with what stands in its address instead of a header
public record Place(String method, String pattern, Access access, boolean byBrowsers) {
    /// Where requests go that no route takes.
    public static final Place NOWHERE = new Place("none", "none", Access.PUBLIC, false);

    private static final String SESSION = "{id}";

    /// Whether the first of its captures is a session's id.
    public boolean ofSession() {
        return pattern.contains(SESSION);
    }
}
