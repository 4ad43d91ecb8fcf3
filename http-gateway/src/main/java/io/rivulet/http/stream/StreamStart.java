// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.http.route.Call;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/// Which line of a session a reader wants first.
public final class StreamStart {
    private StreamStart() {}

    /// The one after `Last-Event-ID`, else `from`. The header goes first: a browser that comes back repeats the address
    /// it began with, and adds how far it got. Empty where neither was given.
    /// **Errors** `wrong_type`, `out_of_range`.
    public static OptionalLong of(Call call) {
        OptionalLong after = afterLastEvent(call.request());
        Optional<String> from = call.parameter("from");
        return after.isPresent() || from.isEmpty()
                ? after
                : OptionalLong.of(Call.number("from", from.get(), 0, Long.MAX_VALUE - 1));
    }

    /// The one after `Last-Event-ID`. **Errors** as [#of].
    public static OptionalLong afterLastEvent(HttpRequest request) {
        Optional<HttpHeader> last = request.getHeader("Last-Event-ID");
        return last.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        1 + Call.number("Last-Event-ID", last.get().value().strip(), 0, Long.MAX_VALUE - 2));
    }
}
