// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/// The token of an `Authorization: Bearer` header. **Source** RFC 6750, 2.1.
public final class BearerToken {
    static final int MAX_LENGTH = 8_192;

    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([!-~]{1," + MAX_LENGTH + "}) *");

    private BearerToken() {}

    /// Empty without one, with one that is empty, and with several.
    public static Optional<String> of(HttpRequest request) {
        List<String> values = StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is("authorization"))
                .map(HttpHeader::value)
                .toList();
        if (values.size() != 1) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(values.getFirst());
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }
}
