// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of others from changing anything here: a browser sends their requests to a node on its own machine,
/// where nothing asks for credentials. It says where they come from (`Origin`); other clients don't, and pass.
/// **Source** Fetch Standard, 3.2 (Origin); a page whose name was made to lead here names itself as host too, which is
/// why the host has to be a loopback one.
public final class ForeignPages {
    private ForeignPages() {}

    /// **Errors** `forbidden` where the request comes from a page that this node has not served.
    public static void refuse(HttpRequest request) {
        String origin = value(request, "Origin");
        if (origin != null && !isOwn(origin, value(request, "Host"))) {
            throw Problem.of(ProblemCode.FORBIDDEN, "Pages of " + Call.shown(origin) + " may not change anything here.")
                    .hint("Send it from a program, or from a page that this node serves.")
                    .exception();
        }
    }

    private static @Nullable String value(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    static boolean isOwn(String origin, @Nullable String host) {
        try {
            URI page = new URI(origin);
            String authority = page.getAuthority();
            return host != null && authority != null && authority.equalsIgnoreCase(host) && isLoopback(page.getHost());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// Names are not looked up: only `localhost` is known to be one.
    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return name.equals("localhost")
                || isLiteral(name) && InetAddress.ofLiteral(name).isLoopbackAddress();
    }

    private static boolean isLiteral(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
