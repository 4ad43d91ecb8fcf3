// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Asks the server that issued a token whose it is. Only an answer that says `active` counts; no answer is an outage.
/// **Source** RFC 7662, 2; RFC 6749, 2.3.1.
final class IntrospectionSource implements TokenSource {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY);
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    /// Where its owner may stand, in this order.
    private static final List<String> NAMES = List.of("sub", "username", "client_id");

    private static final long MILLIS = 1_000;

    private final SecuritySettings.Introspection settings;
    private final AuthServer server;
    private final InstantSource clock;

    IntrospectionSource(SecuritySettings.Introspection settings, AuthServer server, InstantSource clock) {
        this.settings = settings;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public boolean decides(String token) {
        return true;
    }

    @Override
    public CompletionStage<Verdict> judge(String token) {
        String credentials = encoded(settings.clientId()) + ":" + encoded(settings.clientSecret());
        return server.ask(HttpRequest.newBuilder(settings.url())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .POST(BodyPublishers.ofString("token=" + encoded(token) + "&token_type_hint=access_token")))
                .thenApply(this::verdict);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Verdict verdict(byte[] json) {
        Map<String, Object> answer;
        try {
            answer = MAPPER.readValue(json, OBJECT);
        } catch (IOException wrong) {
            throw server.trouble("what " + settings.url() + " answers is no JSON object");
        }
        if (answer == null || !(answer.get("active") instanceof Boolean active)) {
            throw server.trouble(settings.url() + " does not say whether a token is active");
        }
        server.good();
        if (!active) {
            return new Verdict.Unknown("The token is not one that is taken here.");
        }
        long now = clock.millis();
        long until = answer.get("exp") instanceof Number seconds
                ? seconds.longValue() * MILLIS
                : now + TokenCache.LONGEST.toMillis();
        if (until <= now) {
            return new Verdict.Unknown("The token has expired.");
        }
        for (String field : NAMES) {
            if (answer.get(field) instanceof String name && PrincipalName.isValid(name)) {
                return new Verdict.Known(new Principal(name, Claims.access(answer, settings.rolesClaim())), until);
            }
        }
        return new Verdict.Unknown("The token names nobody.");
    }
}
