// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// Whose web pages may ask for something here: those that this node serves, and those that were configured. A browser
/// sends requests of any page, and says where they come from (`Origin`); other clients don't, and pass.
/// **Source** Fetch Standard, 3.2 (Origin); a page whose name was made to lead here names itself as host too, and sends
/// no origin with what it only reads, which is why the host has to be a loopback one where nothing asks for
/// credentials.
public final class Origins {
    private final Set<String> configured;
    private final boolean anyHost;
    private final boolean tls;

    /// @param configured origins as browsers write them, `https://app.example`
    /// @param anyHost this node may be reached by any name: for where callers have to say who they are
    /// @param tls whether own pages come over it; without it a proxy may add it
    public Origins(Collection<String> configured, boolean anyHost, boolean tls) {
        this.configured =
                configured.stream().map(each -> each.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.anyHost = anyHost;
        this.tls = tls;
    }

    /// **Errors** `forbidden` where the request comes from a page that may not ask, or may come from one that reached
    /// this node by a name of its own.
    public void refuse(HttpRequest request) {
        String host = host(request);
        if (!anyHost && host != null && !isLoopback(nameOf(host)) && !isLabel(nameOf(host))) {
            throw Problem.of(
                            ProblemCode.FORBIDDEN,
                            "While nobody has to say who they are, this server goes by loopback names only, not by "
                                    + Call.shown(host) + ".")
                    .hint("Ask for 127.0.0.1 or localhost, or let its operator configure who may call.")
                    .exception();
        }
        String origin = of(request);
        if (origin != null && !isConfigured(origin) && !isOwn(origin, host)) {
            throw Problem.of(ProblemCode.FORBIDDEN, "Pages of " + Call.shown(origin) + " may not ask for this here.")
                    .hint("Send it from a program, from a page that this node serves, or from one of the origins"
                            + " that its operator has configured (RIVULET_CORS_ORIGINS).")
                    .exception();
        }
    }

    /// Where the request says it comes from, if it does.
    public static @Nullable String of(HttpRequest request) {
        return value(request, "Origin");
    }

    /// Whether pages of this origin may also read the answers.
    public boolean isConfigured(String origin) {
        return configured.contains(origin.toLowerCase(Locale.ROOT));
    }

    public boolean isEmpty() {
        return configured.isEmpty();
    }

    private static @Nullable String value(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    /// HTTP/2 names it in the address alone; null where a program of HTTP/1.0 names none.
    private static @Nullable String host(HttpRequest request) {
        String host = value(request, "Host");
        String address = request.getUri().getHost().address();
        return host != null || address.isEmpty() ? host : address;
    }

    private static @Nullable String nameOf(String host) {
        try {
            return new URI("http://" + host).getHost();
        } catch (URISyntaxException _) {
            return null;
        }
    }

    /// A name without a dot, as raw clients make one up: nobody can register it for pages of theirs.
    private static boolean isLabel(@Nullable String host) {
        return host != null && host.indexOf('.') < 0 && host.indexOf(':') < 0;
    }

    boolean isOwn(String origin, @Nullable String host) {
        try {
            URI page = new URI(origin);
            String authority = page.getAuthority();
            return host != null
                    && authority != null
                    && authority.equalsIgnoreCase(host)
                    && (!tls || "https".equalsIgnoreCase(page.getScheme()))
                    && (anyHost || isLoopback(page.getHost()));
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
